"""The targets of a calibration: collection, likelihood and lint."""
