"""Figures of feasibility checks."""
