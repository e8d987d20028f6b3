"""Declarations of all parameters: default, unit, range, and source or assumption."""
