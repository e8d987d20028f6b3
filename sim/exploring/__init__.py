"""Exploring: which parameters of a scenario move which results, by runs in their ranges."""
