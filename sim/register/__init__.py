"""The country: regions, races, candidates, commissions and sites, as arrays."""

from sim.register.build import build_register
from sim.register.register import Register

__all__ = ["Register", "build_register"]
