"""Figures of a run or an ensemble."""
