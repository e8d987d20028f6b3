"""Utilities of all packages: time, errors, random streams, text, interrupts, processes."""
