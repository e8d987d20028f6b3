"""The staff of sites as it is, and the levels of staff among which a plan chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sim.day.levels import StaffLevels

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.register import Register
    from sim.scenario import Scenario

Change = Literal["desks", "booths"]
"""What a plan may change at a site."""

MOST_DESKS = 13
"""The most desks that a plan gives to a site, as many as a scenario may."""
MOST_BOOTHS = 30
"""The most booths that a plan gives to a site."""
_LEAST_BOOTHS = 2
"""The fewest booths of a site, unless it has fewer: as in the register."""


class Staff(NamedTuple):
    """The staff of each site; arrays of shape ``(n_sites,)``."""

    members: Ints
    desks: Ints
    booths: Ints

    def same(self, other: Staff) -> Flags:
        """Return at which sites two staffs are the same."""
        found: Flags = np.all([one == two for one, two in zip(self, other, strict=True)], axis=0)
        return found


def staff_now(scenario: Scenario, register: Register) -> Staff:
    """Return the staff that the scenario plans, before incidents."""
    issuers = np.maximum(register.site_members - scenario.polling.members_not_issuing, 1)
    desks = np.clip(register.site_desks + scenario.polling.desks_extra, 1, issuers)
    return Staff(register.site_members, desks, register.site_booths)


def least_members(scenario: Scenario, now: Staff) -> Ints:
    """Return the smallest commission that the law allows at each site."""
    return np.minimum(min(scenario.register_.members_sizes, default=3), now.members)


def members_for(scenario: Scenario, desks: Ints, now: Ints) -> Ints:
    """Return the members of commissions with so many desks: those of now, or as many as it takes.

    Parameters
    ----------
    desks, now
        Desks, and members now; broadcast together.
    """
    needed: Ints = np.maximum(desks + scenario.polling.members_not_issuing, now)
    return needed


def members_spare(scenario: Scenario, staff: Staff, least: Ints) -> Ints:
    """Return the members whom no desk needs: without them, the day is the same at any moment.

    The desks are open, too, while the crew of the portable box is out.
    """
    polling = scenario.polling
    needed = staff.desks + polling.crew_from_desks + polling.members_not_issuing
    return np.maximum(staff.members - np.maximum(needed, least), 0)


def desk_levels(scenario: Scenario, now: Staff, booths: Ints) -> StaffLevels:
    """Return levels of 1, 2, ... desks at each site, with given booths."""
    desks = np.tile(np.arange(1, MOST_DESKS + 1), (len(now.desks), 1))
    return StaffLevels(
        members=members_for(scenario, desks, now.members[:, None]),
        desks=desks,
        booths=np.broadcast_to(booths[:, None], desks.shape),
    )


def booth_levels(staff: Staff) -> StaffLevels:
    """Return levels of more and more booths at each site, with the given desks and members."""
    steps = np.arange(MOST_BOOTHS)
    fewest = np.minimum(staff.booths, _LEAST_BOOTHS)
    booths = np.minimum(fewest[:, None] + steps, np.maximum(staff.booths, MOST_BOOTHS)[:, None])
    shape = booths.shape
    return StaffLevels(
        members=np.broadcast_to(staff.members[:, None], shape),
        desks=np.broadcast_to(staff.desks[:, None], shape),
        booths=booths,
    )


def one_level(staff: Staff) -> StaffLevels:
    """Return a single level: the given staff."""
    return StaffLevels(*(column[:, None] for column in staff))


def staff_at(levels: StaffLevels, level: Ints) -> Staff:
    """Return the staff of one level of each site."""
    sites = np.arange(len(level))
    return Staff(*(column[sites, level] for column in levels))
