"""How the events of the polling day are compiled."""

from __future__ import annotations

from sim.core.compile_cache import cached

# Whoever calls run_day holds the arrays, so nothing within counts references to them: numba
# would at every inlined call, which takes two thirds of the time.
compiled = cached(_nrt=False)
inlined = cached(_nrt=False, inline="always")
