"""What binds where no staff is enough, besides desks and booths: the hall, or ballots.

Waits for a desk are long, too, where few voters are let into the hall, or where ballots have run
out. So some days are run with the most of what is changed, and again without each of these
limits: the one that keeps most voters waiting is what binds.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.day.levels import LIFTED, Asked
from sim.day.wait_counts import LEVEL_OVER
from sim.planning.rounds import kept_days
from sim.planning.staff import booth_levels, desk_levels, most_booths, one_level, staff_at

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.core.types import Flags, Ints, Names
    from sim.day.levels import Lifted
    from sim.planning.days import Days
    from sim.planning.promise import Promise
    from sim.planning.staff import Change, SiteStaff

DAYS = 100
"""Days from which is said what binds, or all days of the search if they are fewer."""


def most_staff(days: Days, now: SiteStaff, change: Collection[Change]) -> SiteStaff:
    """Return the most of what may be changed, that a search tries at each site."""
    booths = most_booths(now) if "booths" in change else now.booths
    if "desks" not in change:
        levels = booth_levels(now)
    else:
        levels = desk_levels(days.country.scenario, now, booths)
    return staff_at(levels, np.full_like(now.desks, levels.n_levels - 1))


def other_limits(days: Days, staff: SiteStaff, promise: Promise, among: Flags) -> Names:
    """Return ``hall`` or ``ballots`` at sites where that binds, and nothing elsewhere.

    Without it fewer than half as many voters wait longer than the limit; of two, it is the one
    without which fewer do.

    Parameters
    ----------
    days
        Where days come from.
    staff
        The most that a site can have.
    promise
        What is promised.
    among
        The sites of which it is asked.
    """
    found, sites = np.full(len(among), ""), np.flatnonzero(among)
    scenario = days.country.scenario
    if not len(sites) or not (scenario.polling.inside_max or scenario.incidents):
        return found
    n_days = min(DAYS, promise.most_days)
    days.progress.begin("Days, what binds", n_days * (1 + len(LIFTED)))

    def over(without: Lifted | None) -> Ints:
        """Return how many voters of each site wait too long."""
        run = partial(
            days.with_levels(one_level(staff), without).run,
            sites=sites,
            ranges=np.zeros((len(sites), 3), dtype=np.int64),
            asked=Asked(np.array([promise.max_wait_ms]), promise.share),
        )
        total = np.zeros(len(sites), dtype=np.int64)
        for of_round, sums in kept_days(
            days.store, f"binds-{without or 'all'}", range(n_days), run
        ):
            total += sums[:, 0, LEVEL_OVER]
            days.progress.advance(len(of_round))
        return total

    with_all, without = over(None), np.stack([over(name) for name in LIFTED])
    best = without.argmin(axis=0)
    binds = 2 * without.min(axis=0) < with_all
    found = found.astype(np.array(LIFTED).dtype)
    found[sites] = np.where(binds, np.array(LIFTED)[best], "")
    return found
