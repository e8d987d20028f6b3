"""Every parameter, declared once: default, unit, range, and where it comes from."""
