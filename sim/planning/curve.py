"""The trade-off: how many desks and members each limit of waits needs, from a few days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.day.levels import Asked
from sim.planning.promise import reached_on
from sim.planning.rounds import kept_days
from sim.planning.staff import desk_levels, members_for

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.planning.days import Days
    from sim.planning.promise import Promise
    from sim.planning.staff import SiteStaff

LIMITS_MS = clock.MINUTE_MS * np.array([5, 10, 15, 20, 30])
"""Limits of the curve, besides the one promised."""
DAYS = 10
"""Days from which the curve is estimated."""


class CurvePoint(NamedTuple):
    """One limit of the curve."""

    max_wait_ms: int
    desks: int
    members: int
    members_to_add: int
    sites_not_enough: int


def trade_off(days: Days, now: SiteStaff, promise: Promise) -> list[CurvePoint]:
    """Return the desks and members that each limit needs, the shortest limit first.

    A site needs the desks that are enough on the promised share of the days simulated. Where no
    number is, it keeps those of now.
    """
    limits = np.unique(np.append(LIMITS_MS, promise.max_wait_ms))
    levels = desk_levels(days.country.scenario, now, now.booths)
    n_sites = len(now.desks)
    ranges = np.tile(np.array([0, levels.n_levels - 1, 0]), (n_sites, 1))
    run = partial(
        days.with_levels(levels).run,
        sites=np.arange(n_sites),
        ranges=ranges,
        asked=Asked(limits, promise.share),
    )
    days.progress.begin("Days, other limits", DAYS)
    found = []
    for of_round, _ in kept_days(days.store, "curve", range(DAYS), run):
        found.append(of_round)
        days.progress.advance(len(of_round))
    needed = reached_on(np.concatenate(found), promise.days)
    return [_point(days, now, int(limit), needed[:, k]) for k, limit in enumerate(limits)]


def _point(days: Days, now: SiteStaff, limit_ms: int, needed: Ints) -> CurvePoint:
    """Return the point of one limit, from the level that each site needs."""
    levels = desk_levels(days.country.scenario, now, now.booths)
    enough = needed < levels.n_levels
    desks = np.where(enough, needed + 1, now.desks)
    members = members_for(days.country.scenario, desks, now.members)
    return CurvePoint(
        limit_ms,
        int(desks.sum()),
        int(members.sum()),
        int((members - now.members).sum()),
        int(np.count_nonzero(~enough)),
    )
