"""The order in which the voters of a site arrive, compiled: sorted by arrival and number."""

from __future__ import annotations

import numpy as np

from sim.core.compile_cache import cached
from sim.day.compiled.events import LATEST, VOTER_BITS, VOTER_MASK
from sim.turnout.compiled_sampling import ARRIVES_AT, AT_HOME


@cached()
def sort_arrivals(sampled, n, keys, spare, starts):
    """Return the indexes of voters who come to the site, sorted by arrival and number.

    A bucket sort with as many buckets as voters, finished by insertion sort.

    Parameters
    ----------
    sampled, n
        See :class:`sim.day.compiled.cells.Room`; number of its columns in use.
    keys, spare, starts
        Work arrays of shape ``(at least n,)``; ``starts`` one longer.
    """
    m, first, last = 0, LATEST, -LATEST
    for i in range(n):
        at = sampled[ARRIVES_AT, i]
        spare[m] = (at << VOTER_BITS) | i
        if sampled[AT_HOME, i] == 0:
            m += 1
            first, last = min(first, at), max(last, at)
    order = keys[:m]
    scale = m / (last - first + 1)
    starts[: m + 1] = 0
    for k in range(m):
        starts[np.int64(((spare[k] >> VOTER_BITS) - first) * scale) + 1] += 1
    for k in range(1, m):
        starts[k] += starts[k - 1]
    for k in range(m):
        bucket = np.int64(((spare[k] >> VOTER_BITS) - first) * scale)
        order[starts[bucket]] = spare[k]
        starts[bucket] += 1
    if not insert(order, 16 * m):
        order.sort()
    for k in range(m):
        order[k] &= VOTER_MASK
    return order


@cached()
def insert(keys, steps):
    """Sort keys by insertion, in place; return False if it takes more than ``steps`` moves."""
    for k in range(1, len(keys)):
        key, index = keys[k], k
        while index > 0 and keys[index - 1] > key:
            keys[index] = keys[index - 1]
            index -= 1
        keys[index] = key
        steps -= k - index
        if steps < 0:
            return False
    return True
