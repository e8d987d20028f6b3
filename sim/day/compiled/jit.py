"""Decorators that compile the events of the polling day."""

from __future__ import annotations

from sim.core.compile_cache import cached

# Without reference counting (_nrt=False): the caller of run_day owns the arrays. numba would
# count references at every inlined call, which takes two thirds of the time.
compiled = cached(_nrt=False)
inlined = cached(_nrt=False, inline="always")
