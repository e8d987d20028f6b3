"""Local clocks of sites, against the capital's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import clock

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.register import Register


def behind_ms(register: Register) -> Ints:
    """Return how far the clock of each site is behind the capital's, shape ``(n_sites,)``."""
    behind: Ints = register.region_hours_behind[register.site_region]
    return behind * clock.HOUR_MS
