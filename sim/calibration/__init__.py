"""Calibration: stands beside the model and uses it like any user would."""
