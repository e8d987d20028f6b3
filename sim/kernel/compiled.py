"""How the events of the polling day are compiled."""

from __future__ import annotations

from typing import Any

from numba import njit

# Whoever calls run_day holds the arrays, so nothing within counts references to them: numba
# would at every inlined call, which takes two thirds of the time.
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
compiled = njit(**_OPTIONS)
inlined = njit(inline="always", **_OPTIONS)
