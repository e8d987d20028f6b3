"""The results of a calibration: draws, tables, summary, the calibrated scenario."""
