"""Shared by all figures: style, texts, axes, panels, rows, bands, keys, the plotting process."""
