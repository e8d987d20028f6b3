"""The validation of a plan: fresh days, which its search has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.day.levels import Asked
from sim.day.wait_counts import LEVEL_OVER, LEVEL_VOTERS
from sim.planning.days import FIRST_FRESH
from sim.planning.promise import bad_days_limit
from sim.planning.staff import one_level

if TYPE_CHECKING:
    from sim.core.progress_protocol import Progress
    from sim.core.types import Flags, Ints
    from sim.planning.days import Days
    from sim.planning.promise import Promise
    from sim.planning.staff import SiteStaff

COMPARED = 10
"""Fresh days that are run with the staff of now, too."""


class FreshDays(NamedTuple):
    """What fresh days say of a plan; arrays of shape ``(n_sites,)``."""

    days: int
    bad: Ints
    """Bad days."""
    over: Flags
    """Whether these are clearly more than promised."""
    compared_days: int
    voters: Ints
    """Who came on the days compared."""
    too_long_now: Ints
    """Of them, who waited too long with the staff of now."""
    too_long: Ints
    """The same with the plan."""


def validate(  # noqa: PLR0913, PLR0917  called once
    days: Days,
    now: SiteStaff,
    planned: SiteStaff,
    promise: Promise,
    n_days: int,
    progress: Progress,
) -> FreshDays:
    """Return what fresh days say of a plan, and of the staff of now on the first of them.

    Parameters
    ----------
    days
        Where days come from.
    now, planned
        The staff of now, and of the plan.
    promise
        What is promised.
    n_days
        Number of days, 1 or more.
    progress
        Receives the number of days.
    """
    n_sites = len(now.desks)
    every, changed = np.arange(n_sites), np.flatnonzero(~planned.same(now))
    asked = Asked(np.array([promise.max_wait_ms]), promise.share)
    compared = min(COMPARED, n_days)
    bad = np.zeros(n_sites, dtype=np.int64)
    voters, too_long, before = (np.zeros(n_sites, dtype=np.int64) for _ in range(3))
    progress.begin("Fresh days", n_days + compared)
    numbers = range(FIRST_FRESH, FIRST_FRESH + n_days)
    ranges = np.zeros((n_sites, 3), dtype=np.int64)
    of_plan, of_now = (days.with_levels(one_level(staff)) for staff in (planned, now))
    for k, counts in enumerate(of_plan.run(numbers, every, ranges, asked)):
        bad += counts.found[:, 0] > 0
        if k < compared:
            voters += counts.sums[:, 0, LEVEL_VOTERS]
            too_long += counts.sums[:, 0, LEVEL_OVER]
            # Where nothing is changed, nothing differs.
            before += counts.sums[:, 0, LEVEL_OVER]
            before[changed] -= counts.sums[changed, 0, LEVEL_OVER]
        progress.advance(1)
    of_changed = ranges[: len(changed)]
    for counts in of_now.run(numbers[:compared], changed, of_changed, asked):
        before[changed] += counts.sums[:, 0, LEVEL_OVER]
        progress.advance(1)
    over = bad >= bad_days_limit(n_days, 1 - promise.days)
    return FreshDays(n_days, bad, over, compared, voters, before, too_long)
