"""What a calibration leaves: draws, tables, summary, the calibrated scenario."""
