"""Time differences between local clocks and the capital's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import clock

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.register import Register


def behind_ms(register: Register) -> Ints:
    """Return how far the clock of each site is behind the capital's, ms, shape ``(n_sites,)``."""
    behind: Ints = register.region_hours_behind[register.site_region] * clock.HOUR_MS
    return behind


def commission_behind_ms(register: Register) -> Ints:
    """Return how far the clock of each commission is behind, ms, shape ``(n_commissions,)``."""
    behind: Ints = register.region_hours_behind[register.commission_region] * clock.HOUR_MS
    return behind


def site_behind_ms(register: Register, site: int) -> int:
    """Return how far the clock of one site is behind the capital's, ms."""
    return int(register.region_hours_behind[register.site_region[site]]) * clock.HOUR_MS
