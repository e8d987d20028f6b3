"""A block of sites, compiled: draw, run, count, site by site, with no array of all voters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

from sim.clock import QUARTER_MS
from sim.draw import (
    ARRIVES_AT,
    AT_HOME,
    BOOTH_MS,
    BOX_MS,
    CARRIES_AWAY,
    CHECK_IN_MS,
    LUCK,
    NUMBER,
    PATIENCE_MS,
    RETURNS_AFTER_MS,
    Draw,
    draw_mark,
    draw_site,
)
from sim.kernel.cells import (
    ARRIVED_AT,
    CALLED_AT,
    CLOSES_AT,
    GAVE_UP,
    ISSUED_AT,
    LEFT_AT,
    LISTS,
    LONGEST,
    N_RECORDED,
    STATE,
    TOO_LATE,
    TURNED_BACK,
    VOTED,
    open_site,
)
from sim.kernel.events import LATEST
from sim.kernel.site import run_day
from sim.polling.records import Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Block(NamedTuple):
    """The sites of a block; arrays of shape ``(n_sites,)`` unless said."""

    key: Ints
    registered: Ints
    cut: NDArray[np.uint64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    opens_at: Ints
    behind_ms: Ints
    """How far the local clock is behind the capital's."""
    cells: Ints
    """As :func:`sim.kernel.cells.open_site` gives them, shape ``(n_sites, N_CELLS)``."""
    calendar: Ints
    """All calendars, one after the other, shape ``(n, 2)``."""
    calendar_start: Ints
    """Shape ``(n_sites + 1,)``, as is ``ballot_start``."""
    crew_leaves_at: Ints
    thresholds: NDArray[np.uint64]
    """Of the choices of each site, one after the other: see sim.choice.Support."""
    ballot_start: Ints
    times: Ints
    """At which issued ballots are counted, rising; shape ``(n_times,)``."""


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
)
"""Columns of the counts of a site, as in sim.day.Day."""


@njit(cache=True, nogil=True)
def run_block(draw, block, row_ms, counts, issued, tally, wait_counts):
    """Run the day of every site of a block.

    Parameters
    ----------
    draw, block
        See :class:`sim.draw.Draw` and :class:`Block`.
    row_ms
        Length of a row of ``wait_counts``: waits are kept by local time of arrival.
    counts
        Filled, shape ``(n_sites, len(COUNTS))``.
    issued
        Filled: ballots issued by each time, shape ``(n_sites, n_times)``.
    tally
        Filled, as ``block.thresholds``.
    wait_counts
        Added to: voters by row of arrival and whole seconds of waiting.

    Returns
    -------
    NDArray
        Whether each site was run; one whose times could pass LATEST is not.
    """
    largest = block.registered.max()
    longest = np.diff(block.calendar_start).max()
    luck = np.empty((largest, len(LUCK)), np.int64)
    voter = np.empty((largest, N_RECORDED), np.int64)
    heap = np.empty(2 * largest + longest + 4, np.int64)
    busy = np.empty(max(block.calendar[:, 1].max(), 1), np.int64)
    lists = max(block.cells[:, LISTS].max(), 1)
    head, tail = np.empty(lists, np.int64), np.empty(lists, np.int64)
    keys, waits = np.empty(largest, np.int64), np.empty(largest, np.int64)
    lookup = look_up(block.times)
    done = np.zeros(len(block.key), np.bool_)
    for s in range(len(block.key)):
        n = draw_site(
            draw, block.key[s], block.registered[s], block.cut[s], block.a[s], block.b[s],
            block.opens_at[s], luck,
        )  # fmt: skip
        calendar = block.calendar[block.calendar_start[s] : block.calendar_start[s + 1]]
        if latest_end(luck, n, calendar, block.cells[s], block.crew_leaves_at[s]) >= LATEST:
            continue
        done[s] = True
        order = sort_arrivals(luck, n, keys)
        used = max(block.cells[s, LISTS], 1)
        run_day(
            block.cells[s], calendar, block.crew_leaves_at[s], luck[:n], order, voter, heap,
            busy, head[:used], tail[:used],
        )  # fmt: skip
        count_site(
            block, s, luck, voter, n, row_ms, lookup, waits, counts[s], issued[s], wait_counts
        )
        start, end = block.ballot_start[s], block.ballot_start[s + 1]
        count_ballots(
            draw, block.key[s], luck, voter, n, block.thresholds[start:end], tally[start:end]
        )
    return done


@njit(cache=True, nogil=True)
def latest_end(luck, n, calendar, cells, crew_leaves_at):
    """Return a time that no event of the site's day can pass."""
    end = max(cells[CLOSES_AT], crew_leaves_at)
    for k in range(len(calendar)):
        end = max(end, calendar[k, 0])
    work = 0
    for i in range(n):
        end = max(end, luck[i, ARRIVES_AT])
        work += luck[i, CHECK_IN_MS] + luck[i, BOOTH_MS] + luck[i, BOX_MS]
        work += max(luck[i, PATIENCE_MS], 0) + max(luck[i, RETURNS_AFTER_MS], 0)
        if work >= LATEST:
            return LATEST
    return end + work


@njit(cache=True, nogil=True)
def sort_arrivals(luck, n, keys):
    """Return the places of those who come to the site, by arrival and number."""
    m = 0
    for i in range(n):
        if luck[i, AT_HOME] == 0:
            keys[m] = (luck[i, ARRIVES_AT] << 24) | i
            m += 1
    order = keys[:m]
    order.sort()
    for k in range(m):
        order[k] &= 0xFFFFFF
    return order


@njit(cache=True, nogil=True)
def count_site(block, s, luck, voter, n, row_ms, lookup, waits, counts, issued, wait_counts):
    """Fill the row of one site, and add its waits to the nation's."""
    counts[:] = 0
    counts[0] = n
    counts[13] = block.cells[s, CLOSES_AT]
    issued[:] = 0
    m = 0
    for i in range(n):
        state = voter[i, STATE]
        if state == VOTED:
            counts[1] += 1
            counts[13] = max(counts[13], voter[i, LEFT_AT])
            issued[first_not_before(block.times, lookup, voter[i, ISSUED_AT])] += 1
            if luck[i, AT_HOME] == 1:
                counts[2] += 1
                continue
            counts[3] += luck[i, CARRIES_AWAY] == 0
            wait = voter[i, CALLED_AT] - max(voter[i, ARRIVED_AT], block.opens_at[s])
            waits[m] = wait
            m += 1
            counts[9] += wait
            row = (voter[i, ARRIVED_AT] - block.behind_ms[s]) // row_ms
            row = min(max(row, 0), wait_counts.shape[0] - 1)
            wait_counts[row, min(wait // 1000, wait_counts.shape[1] - 1)] += 1
        elif state == TURNED_BACK:
            counts[4] += 1
        elif state == GAVE_UP:
            counts[5] += 1
        elif state == TOO_LATE:
            counts[6] += 1
        else:
            counts[7] += 1
    for k in range(1, len(issued)):
        issued[k] += issued[k - 1]
    counts[8] = m
    counts[12] = block.cells[s, LONGEST]
    if m > 0:
        place = -(-95 * m // 100) - 1
        counts[10] = np.partition(waits[:m], place)[place]
        counts[11] = waits[:m].max()


@njit(cache=True, nogil=True)
def look_up(times):
    """Return the place of the first time in or after each quarter hour of three days."""
    lookup = np.empty(3 * 96 + 1, np.int64)
    for quarter in range(len(lookup)):
        lookup[quarter] = np.searchsorted(times, quarter * QUARTER_MS)
    return lookup


@njit(cache=True, nogil=True, inline="always")
def first_not_before(times, lookup, at):
    """Return the place of the first time that is not before another one; one too far if none is."""
    place = lookup[min(max(at // QUARTER_MS, 0), len(lookup) - 1)]
    while place < len(times) and times[place] < at:
        place += 1
    return place


@njit(cache=True, nogil=True)
def count_ballots(draw, key, luck, voter, n, thresholds, tally):
    """Count the ballots that are in the boxes, choice by choice."""
    tally[:] = 0
    for i in range(n):
        carried = luck[i, CARRIES_AWAY] == 1 and luck[i, AT_HOME] == 0
        if voter[i, STATE] == VOTED and not carried:
            tally[draw_mark(draw, key, luck[i, NUMBER], thresholds)] += 1


def prepare() -> None:
    """Compile the kernel, or load it from its cache: the first use on a machine takes a while."""
    one = np.ones(1, dtype=np.int64)
    table = np.ones(1 << 16, dtype=np.int64)
    draw = Draw(
        np.uint64(0), np.uint64(0), 1000, 0, 1, 0, 1 << 16, table, table, table, table, 0, table,
        0, table, 0, table,
    )  # fmt: skip
    plan = Plan(0, 1000, True, ((0, 1),), 1, 1, 1, 0, 0, 0, 0)
    block = Block(
        key=one, registered=one, cut=np.zeros(1, dtype=np.uint64), a=np.ones(1), b=np.ones(1),
        opens_at=one, behind_ms=one, cells=open_site(plan)[None, :], calendar=np.array([[0, 1]]),
        calendar_start=np.array([0, 1]), crew_leaves_at=one,
        thresholds=np.full(1, 1 << 32, dtype=np.uint64), ballot_start=np.array([0, 1]), times=one,
    )  # fmt: skip
    counts, issued = np.zeros((1, len(COUNTS)), np.int64), np.zeros((1, 2), np.int64)
    run_block(draw, block, 1, counts, issued, one.copy(), np.zeros((1, 1), dtype=np.int32))
