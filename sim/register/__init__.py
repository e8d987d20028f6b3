"""The country: regions, races, candidates, commissions and sites, as arrays."""

from sim.register.build import build_register
from sim.register.copies import all_copies, copies_of
from sim.register.register import Register

__all__ = ["Register", "all_copies", "build_register", "copies_of"]
