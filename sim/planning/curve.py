"""The trade-off: how much staff each limit of waits needs, from a few days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.day.levels import Asked
from sim.planning.promise import reached_on
from sim.planning.rounds import kept_days
from sim.planning.staff import SiteStaff, booth_levels, desk_levels, most_booths, staff_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.core.types import Ints
    from sim.day.levels import StaffLevels
    from sim.planning.days import Days
    from sim.planning.promise import Promise
    from sim.planning.staff import Change

LIMITS_MS = clock.MINUTE_MS * np.array([5, 10, 15, 20, 30])
"""Limits of the curve, besides the one promised."""
DAYS = 10
"""Days from which the curve is estimated."""


class CurvePoint(NamedTuple):
    """One limit of the curve."""

    max_wait_ms: int
    desks: int
    booths: int
    members: int
    members_to_add: int
    sites_not_enough: int


def trade_off(
    days: Days, now: SiteStaff, promise: Promise, change: Collection[Change]
) -> list[CurvePoint]:
    """Return the staff that each limit needs, the shortest limit first.

    A site needs the desks that are enough on the promised share of the days simulated; if booths
    are changed, too, with plenty of them, and then the booths that are enough with these desks.
    Where no number is, it keeps those of now.

    Parameters
    ----------
    days
        Where days come from.
    now
        The staff of now.
    promise
        What is promised.
    change
        What may be changed; all else is as now.
    """
    limits = np.unique(np.append(LIMITS_MS, promise.max_wait_ms))
    staff = [now] * len(limits)
    not_enough = np.zeros(len(limits), dtype=np.int64)
    n_runs = ("desks" in change) + len(limits) * ("booths" in change)
    days.progress.begin("Days, other limits", DAYS * n_runs)
    scenario = days.country.scenario
    if "desks" in change:
        levels = desk_levels(scenario, now, most_booths(now) if "booths" in change else now.booths)
        needed = _needed(days, levels, promise, limits, "curve")
        not_enough = np.count_nonzero(needed == levels.n_levels, axis=0)
        staff = [_with_level(levels, needed[:, k], now) for k in range(len(limits))]
    if "booths" in change:
        for k in range(len(limits)):
            levels = booth_levels(staff[k]._replace(booths=now.booths))
            needed = _needed(days, levels, promise, limits[k : k + 1], f"curve-booths-{k}")[:, 0]
            if "desks" not in change:
                not_enough[k] = np.count_nonzero(needed == levels.n_levels)
            staff[k] = _with_level(levels, needed, staff[k]._replace(booths=now.booths))
    return [
        _point(int(limit), of_limit, now, int(n))
        for limit, of_limit, n in zip(limits, staff, not_enough, strict=True)
    ]


def _needed(days: Days, levels: StaffLevels, promise: Promise, limits: Ints, name: str) -> Ints:
    """Return the level that each site needs for each limit, n_levels where none is enough."""
    n_sites = len(levels.desks)
    run = partial(
        days.with_levels(levels).run,
        sites=np.arange(n_sites),
        ranges=np.tile(np.array([0, levels.n_levels - 1, 0]), (n_sites, 1)),
        asked=Asked(limits, promise.share),
    )
    found = []
    for of_round, _ in kept_days(days.store, name, range(DAYS), run):
        found.append(of_round)
        days.progress.advance(len(of_round))
    return reached_on(np.concatenate(found), promise.days)


def _with_level(levels: StaffLevels, needed: Ints, otherwise: SiteStaff) -> SiteStaff:
    """Return the staff of the level that each site needs; another where none is enough."""
    enough = needed < levels.n_levels
    with_it = staff_at(levels, np.minimum(needed, levels.n_levels - 1))
    return SiteStaff(
        *(np.where(enough, one, other) for one, other in zip(with_it, otherwise, strict=True))
    )


def _point(limit_ms: int, staff: SiteStaff, now: SiteStaff, not_enough: int) -> CurvePoint:
    """Return the point of one limit."""
    return CurvePoint(
        limit_ms,
        int(staff.desks.sum()),
        int(staff.booths.sum()),
        int(staff.members.sum()),
        int((staff.members - now.members).sum()),
        not_enough,
    )
