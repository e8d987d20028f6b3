"""Figures of a calibration, and of ``saylau tune``."""
