"""Figures of an exploration."""
