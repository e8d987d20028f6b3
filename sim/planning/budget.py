"""A given number of desks or members, placed where they keep most voters from waiting too long.

Of each site only the levels on the lower convex hull of voters over members or desks count, so
that each step from one to the next helps less than the one before; the steps that help most are
taken first [1]_. With the steps taken, no other choice of as many desks or members leaves fewer
voters over the limit on the days simulated, but for what the last step does not use up.

References
----------
.. [1] Fox B. (1966). Discrete optimization via marginal analysis. Management Science 13(3):
   210–216. doi:10.1287/mnsc.13.3.210
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.day.levels import Asked
from sim.day.wait_counts import LEVEL_OVER
from sim.planning.rounds import kept_days

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints
    from sim.day.levels import StaffLevels
    from sim.planning.days import Days
    from sim.planning.promise import Promise

DAYS = 40
"""Days from which the voters over the limit are estimated with each level."""


def voters_over(days: Days, levels: StaffLevels, promise: Promise) -> Floats:
    """Return the mean number of voters over the limit a day, shape ``(n_sites, n_levels)``."""
    n_sites = len(levels.desks)
    run = partial(
        days.with_levels(levels).run,
        sites=np.arange(n_sites),
        ranges=np.tile(np.array([0, levels.n_levels - 1, 1]), (n_sites, 1)),
        asked=Asked(np.array([promise.max_wait_ms]), promise.share),
    )
    days.progress.begin("Days", DAYS)
    total = np.zeros(levels.desks.shape)
    for found, sums in kept_days(days.store, "days", range(DAYS), run):
        total += sums[:, :, LEVEL_OVER]
        days.progress.advance(len(found))
    return total / DAYS


def place(over: Floats, cost: Ints, total: int) -> Ints:
    """Return the level of each site, with at most a total cost.

    Parameters
    ----------
    over
        What each level leaves over, shape ``(n_sites, n_levels)``.
    cost
        Of each level, not decreasing, of the same shape.
    total
        At least the cost of all lowest levels.

    >>> place(np.array([[8.0, 2.0, 1.0], [5.0, 0.0, 0.0]]), np.array([[1, 2, 3], [1, 2, 3]]), 4)
    array([1, 1])
    """
    steps = [
        (-(over[site, low] - over[site, high]) / (cost[site, high] - cost[site, low]), site, high)
        for site in range(len(over))
        for low, high in _hull_steps(over[site], cost[site])
    ]
    level = np.array([_last_of_cost(row, int(row[0])) for row in cost])
    left = total - int(cost[:, 0].sum())
    full: set[int] = set()
    for _, site, high in sorted(steps):
        price = int(cost[site, high] - cost[site, level[site]])
        if site in full or price > left:
            full.add(site)
            continue
        level[site] = high
        left -= price
    return level


def _last_of_cost(cost: Ints, price: int) -> int:
    """Return the highest level of a cost: the first ones may cost the same."""
    return int(np.searchsorted(cost, price, side="right")) - 1


def _hull_steps(over: Floats, cost: Ints) -> list[tuple[int, int]]:
    """Return the steps of a site, from one level to the next on the lower convex hull."""
    low = _last_of_cost(cost, int(cost[0]))
    steps: list[tuple[int, int]] = []
    while True:
        # The last level is repeated where other sites have more.
        higher = np.flatnonzero(cost > cost[low])
        gain = (over[low] - over[higher]) / (cost[higher] - cost[low])
        if not len(gain) or gain.max() <= 0:
            return steps
        high = int(higher[gain.argmax()])
        steps.append((low, high))
        low = high
