"""The targets of a calibration: their collection, likelihood and lint."""
