"""All that a plan consists of, before it is a result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.planning.night_staff import members_of_tables
from sim.planning.staff import least_members, members_for, members_spare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Flags, Ints, Names
    from sim.election import Country
    from sim.planning.curve import CurvePoint
    from sim.planning.fresh import FreshDays
    from sim.planning.night_search import FoundNight
    from sim.planning.promise import Promise
    from sim.planning.search import Found
    from sim.planning.staff import SiteStaff


@dataclass(frozen=True)
class Planned:
    """All that a plan consists of."""

    country: Country
    """Its scenario is the one whose days were simulated."""
    now: SiteStaff
    staff: SiteStaff
    promise: Promise
    found: Found | None
    """None where desks or members were given."""
    other_limits: Names
    """What binds at each site besides its staff, see :mod:`sim.planning.binding`."""
    site_days: int
    """Days that its searches ran, all sites together."""
    curve: Sequence[CurvePoint]
    fresh: FreshDays | None
    night: FoundNight | None = None
    """None unless results are to be complete by a time."""

    @property
    def more(self) -> Flags:
        """Which sites have more desks or booths than now."""
        found: Flags = (self.staff.desks > self.now.desks) | (self.staff.booths > self.now.booths)
        return found

    @property
    def fewer(self) -> Flags:
        """Which sites have fewer desks or booths, and no more of the other."""
        less = (self.staff.desks < self.now.desks) | (self.staff.booths < self.now.booths)
        found: Flags = less & ~self.more
        return found

    @property
    def to_add(self) -> Ints:
        """Members to add at each site."""
        found: Ints = np.maximum(self.staff.members - self.now.members, 0)
        return found

    @property
    def spare(self) -> Ints:
        """Members whom nothing needs at each site."""
        scenario, least = self.country.scenario, least_members(self.country.scenario, self.now)
        if self.night is not None:
            tables = self.night.staff.tables
            least = np.maximum(least, members_of_tables(scenario, self.country.one, tables))
        return members_spare(scenario, self.staff, least)

    @property
    def to_add_for_tables(self) -> Ints:
        """Members among those to add whom only counting tables need, at each site."""
        needed = members_for(self.country.scenario, self.staff.desks, self.now.members)
        found: Ints = np.maximum(self.staff.members - needed, 0)
        return found

    @property
    def certified(self) -> Flags:
        """Which sites are certified."""
        n_sites = self.country.one.n_sites
        return np.zeros(n_sites, dtype=bool) if self.found is None else self.found.certified
