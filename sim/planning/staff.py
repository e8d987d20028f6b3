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
"""The most desks that a plan gives to a site, or twice as many as it has if that is more."""
MOST_BOOTHS = 30
"""The same of booths."""
_LEAST_BOOTHS = 2
"""The fewest booths of a site, unless it has fewer: as in the register."""


class SiteStaff(NamedTuple):
    """The staff of each site; arrays of shape ``(n_sites,)``."""

    members: Ints
    desks: Ints
    booths: Ints

    def same(self, other: SiteStaff) -> Flags:
        """Return at which sites two staffs are the same."""
        found: Flags = np.all([one == two for one, two in zip(self, other, strict=True)], axis=0)
        return found


def staff_now(scenario: Scenario, register: Register) -> SiteStaff:
    """Return the staff that the scenario plans, before incidents."""
    issuers = np.maximum(register.site_members - scenario.polling.members_not_issuing, 1)
    desks = np.clip(register.site_desks + scenario.polling.desks_extra, 1, issuers)
    return SiteStaff(register.site_members, desks, register.site_booths)


def least_members(scenario: Scenario, now: SiteStaff) -> Ints:
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


def members_spare(scenario: Scenario, staff: SiteStaff, least: Ints) -> Ints:
    """Return the members whom no desk needs: without them, the day is the same at any moment.

    The desks are open, too, while the crew of the portable box is out.
    """
    polling = scenario.polling
    needed = staff.desks + polling.crew_from_desks + polling.members_not_issuing
    return np.maximum(staff.members - np.maximum(needed, least), 0)


def most_desks(now: SiteStaff) -> Ints:
    """Return the most desks that a plan gives to each site: as many levels it has."""
    return np.maximum(2 * now.desks, MOST_DESKS)


def desk_levels(scenario: Scenario, now: SiteStaff, booths: Ints) -> StaffLevels:
    """Return levels of 1, 2, ... desks at each site, with given booths."""
    desks = _levels(np.ones_like(now.desks), now.desks, MOST_DESKS)
    return StaffLevels(
        members=members_for(scenario, desks, now.members[:, None]),
        desks=desks,
        booths=np.broadcast_to(booths[:, None], desks.shape),
    )


def most_booths(now: SiteStaff) -> Ints:
    """Return the most booths that a plan gives to each site."""
    return np.maximum(2 * now.booths, MOST_BOOTHS)


def booth_levels(staff: SiteStaff) -> StaffLevels:
    """Return levels of more and more booths at each site, with the given desks and members."""
    booths = _levels(np.minimum(staff.booths, _LEAST_BOOTHS), staff.booths, MOST_BOOTHS)
    shape = booths.shape
    return StaffLevels(
        members=np.broadcast_to(staff.members[:, None], shape),
        desks=np.broadcast_to(staff.desks[:, None], shape),
        booths=booths,
    )


def _levels(fewest: Ints, now: Ints, usual: int) -> Ints:
    """Return numbers from the fewest to the most of each site, shape ``(n_sites, n_levels)``.

    Where a site has fewer levels than others, its last one is repeated.
    """
    most = np.maximum(2 * now, usual)
    steps = np.arange(int((most - fewest).max()) + 1)
    found: Ints = np.minimum(fewest[:, None] + steps, most[:, None])
    return found


def one_level(staff: SiteStaff) -> StaffLevels:
    """Return a single level: the given staff."""
    return StaffLevels(*(column[:, None] for column in staff))


def staff_at(levels: StaffLevels, level: Ints) -> SiteStaff:
    """Return the staff of one level of each site."""
    sites = np.arange(len(level))
    return SiteStaff(*(column[sites, level] for column in levels))
