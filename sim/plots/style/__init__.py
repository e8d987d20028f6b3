"""Shared by all figures: style, axes, panels, bands, interval bars, the plotting process."""
