"""The counts of the day of a site, compiled."""

from __future__ import annotations

import numpy as np

from sim.core.clock import QUARTER_MS
from sim.core.compile_cache import cached
from sim.core.quantiles import quantile_index
from sim.day.compiled.cells import (
    ARRIVED_AT,
    AWAY,
    CALLED_AT,
    CLOSES_AT,
    GAVE_UP,
    IN_QUEUE,
    INSIDE,
    ISSUED_AT,
    LEFT_AT,
    LONGEST,
    STATE,
    TOO_LATE,
    TURNED_BACK,
    VOTED,
)
from sim.day.compiled.jit import compiled, inlined
from sim.day.wait_counts import STAGE_COUNTS, WAIT_ROW_MS
from sim.turnout.compiled_sampling import AT_HOME, CARRIES_AWAY, NUMBER, is_handed_two

COUNTS = (
    "came",
    "issued",
    "in_portable_box",
    "in_ballot_boxes",
    "turned_back",
    "gave_up",
    "too_late",
    "unfinished",
    "waits",
    "wait_total_ms",
    "wait_p95_ms",
    "wait_max_ms",
    "longest_line",
    "last_left_at",
    "second_ballots",
    *STAGE_COUNTS,
)
"""Columns of the counts of a site: fields of sim.day.Day."""
ISSUED = COUNTS.index("issued")
IN_BALLOT_BOXES = COUNTS.index("in_ballot_boxes")
SECOND_BALLOTS = COUNTS.index("second_ballots")
FIRST_STAGE_COUNT = COUNTS.index(STAGE_COUNTS[0])
"""The columns from there on are those of STAGE_COUNTS: see sim.day.compiled.stages."""


@cached()
def count_site(room, n, doors, times, lookup, waits, counts, issued, wait_counts):
    """Fill the counts of one site, and add its waits to those of the nation.

    Parameters
    ----------
    room, n
        See :class:`sim.day.compiled.cells.Room`; number of its columns in use.
    doors
        When they open, and the begin of the first row of ``wait_counts``; capital time.
    times, lookup
        See :func:`look_up`.
    waits
        Work array, shape ``(at least n,)``.
    counts, issued, wait_counts
        As in :func:`sim.day.compiled.block.run_block`, of this site.
    """
    states = np.zeros(TOO_LATE + 1, np.int64)
    issued[:] = 0
    last_left_at, at_home, in_boxes, total, longest, m = count_voters(
        room, n, doors, times, lookup, waits, states, issued, wait_counts
    )
    for k in range(1, len(issued)):
        issued[k] += issued[k - 1]
    counts[0] = n
    counts[1] = states[VOTED]
    counts[2] = at_home
    counts[3] = in_boxes
    counts[4] = states[TURNED_BACK]
    counts[5] = states[GAVE_UP]
    counts[6] = states[TOO_LATE]
    counts[7] = states[AWAY] + states[IN_QUEUE] + states[INSIDE]
    counts[8] = m
    counts[9] = total
    counts[10] = wait_quantile_95(waits[:m])
    counts[11] = longest
    counts[12] = room.site[LONGEST]
    counts[13] = last_left_at
    counts[SECOND_BALLOTS] = 0


@compiled
def count_voters(room, n, doors, times, lookup, waits, states, issued, wait_counts):
    """Count the voters of one site by state, and their waits.

    Parameters
    ----------
    room, n, doors, times, lookup, wait_counts
        As in :func:`count_site`.
    waits
        Filled: waits for a desk of those who voted at the site.
    states
        Added to: voters by state.
    issued
        Added to: ballots by the first time not before they were issued.

    Returns
    -------
    tuple
        When the last voter left, not before the doors close; ballots cast at home and in the
        boxes of the site; sum, maximum and number of the waits.
    """
    voter, sampled = room.voter, room.sampled
    opens_at, first_row_at = doors
    last_left_at = room.site[CLOSES_AT]
    at_home = in_boxes = total = longest = m = 0
    for i in range(n):
        states[voter[STATE, i]] += 1
        if voter[STATE, i] != VOTED:
            continue
        last_left_at = max(last_left_at, voter[LEFT_AT, i])
        issued[first_not_before(times, lookup, voter[ISSUED_AT, i])] += 1
        if sampled[AT_HOME, i] == 1:
            at_home += 1
            continue
        in_boxes += sampled[CARRIES_AWAY, i] == 0
        wait = voter[CALLED_AT, i] - max(voter[ARRIVED_AT, i], opens_at)
        waits[m] = wait
        m += 1
        total += wait
        longest = max(longest, wait)
        row = (voter[ARRIVED_AT, i] - first_row_at) // WAIT_ROW_MS
        row = min(max(row, 0), wait_counts.shape[1] - 1)
        wait_counts[min(wait // 1000, wait_counts.shape[0] - 1), row] += 1
    return last_left_at, at_home, in_boxes, total, longest, m


_index = cached(inline="always")(quantile_index)


@cached()
def wait_quantile_95(waits):
    """Return the 95 % quantile of waits, 0 if there are none; reorders ``waits``.

    It is the quantile of sim.core.quantiles.
    """
    index = _index(95, len(waits))
    # Most voters do not wait; only the positive waits are sorted.
    m = 0
    for wait in waits:
        waits[m] = wait
        m += wait > 0
    index -= len(waits) - m
    if index < 0:
        return 0
    return np.partition(waits[:m], index)[index]


@cached()
def look_up(times):
    """Return the index of the first time not before each quarter hour, from that of the first."""
    first = times[0] // QUARTER_MS
    lookup = np.empty(times[-1] // QUARTER_MS - first + 1, np.int64)
    for k in range(len(lookup)):
        lookup[k] = np.searchsorted(times, (first + k) * QUARTER_MS)
    return lookup


@inlined
def first_not_before(times, lookup, at):
    """Return the index of the first time that is not before ``at``; n if there is none."""
    quarter = at // QUARTER_MS - times[0] // QUARTER_MS
    index = lookup[min(max(quarter, 0), len(lookup) - 1)]
    while index < len(times) and times[index] < at:
        index += 1
    return index


@compiled
def list_ballots(room, n, numbers):
    """Fill ``numbers`` with the voters whose ballots are in the boxes; return their count."""
    m = 0
    for i in range(n):
        numbers[m] = room.sampled[NUMBER, i]
        taken_away = room.sampled[CARRIES_AWAY, i] == 1 and room.sampled[AT_HOME, i] == 0
        m += room.voter[STATE, i] == VOTED and not taken_away
    return m


@cached()
def list_second_ballots(sampling, room, n, site_key, extra, most, numbers):
    """Fill ``numbers`` with the voters who cast a second ballot; return their count.

    Second ballots are limited to those not needed by other voters, in the order of the list.

    Parameters
    ----------
    sampling, site_key, extra
        See :func:`sim.turnout.compiled_sampling.is_handed_two`.
    room, n
        As in :func:`count_site`.
    most
        Largest number of second ballots.
    numbers
        Filled, shape ``(at least n,)``.
    """
    m = 0
    for i in range(n):
        if m >= most:
            break
        if (
            room.voter[STATE, i] != VOTED
            or room.sampled[AT_HOME, i] + room.sampled[CARRIES_AWAY, i] > 0
        ):
            continue
        number, issued_at = room.sampled[NUMBER, i], room.voter[ISSUED_AT, i]
        if is_handed_two(sampling, site_key, number, extra, issued_at):
            numbers[m] = number
            m += 1
    return m
