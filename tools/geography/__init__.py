"""Derivation of the map of the 14 regions: ``python -m tools.geography.derive``."""
