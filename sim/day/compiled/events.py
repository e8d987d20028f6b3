"""The event queue of a site, compiled: a binary heap of integers.

An event is ``time << 27 | kind << 24 | voter``, so the order of the integers is the
total order of the model: time, then kind, then voter.
"""

from __future__ import annotations

from sim.day.compiled.jit import inlined

# Order of simultaneous events, as in sim.day.site_records.
LEAVES_BOX, LEAVES_BOOTH, LEAVES_DESK, DESKS_CHANGE, PATIENCE_ENDS, ARRIVES = range(6)
DOORS_CLOSE = 0
FIRST_CHANGE = 1
CREW_LEAVES = 1 << 23
CREW_RETURNS = CREW_LEAVES + 1
BALLOTS_BROUGHT = CREW_LEAVES + 2
ENOUGH = 1 << 30

VOTER_BITS = 24
_TIME_SHIFT = 27
VOTER_MASK = (1 << VOTER_BITS) - 1
_KIND_MASK = (1 << (_TIME_SHIFT - VOTER_BITS)) - 1
LATEST = 1 << 35
"""Bound on the times of a day, ms: more than a year."""
QUEUED = 0
"""Cell of a site with the number of scheduled events."""


@inlined
def event(time, kind, voter):
    """Return an event as an integer."""
    return (time << _TIME_SHIFT) | (kind << VOTER_BITS) | voter


@inlined
def read_event(number):
    """Return time, kind and voter of an event."""
    return number >> _TIME_SHIFT, (number >> VOTER_BITS) & _KIND_MASK, number & VOTER_MASK


@inlined
def push(heap, site, time, kind, voter):
    """Schedule an event."""
    key = event(time, kind, voter)
    index = site[QUEUED]
    site[QUEUED] += 1
    while index > 0:
        above = (index - 1) >> 1
        if heap[above] <= key:
            break
        heap[index] = heap[above]
        index = above
    heap[index] = key


@inlined
def pop(heap, site):
    """Remove and return the first event."""
    first = heap[0]
    site[QUEUED] -= 1
    n = site[QUEUED]
    if n > 0:
        key = heap[n]
        index, below = 0, 1
        while below < n:
            # Without a second event below, its cell still has the key, which ends the search.
            below += heap[below + 1] < heap[below]
            if heap[below] >= key:
                break
            heap[index] = heap[below]
            index = below
            below = 2 * index + 1
        heap[index] = key
    return first
