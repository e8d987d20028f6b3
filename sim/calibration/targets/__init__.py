"""What a calibration is held against: reported values, their likelihood, their lint."""
