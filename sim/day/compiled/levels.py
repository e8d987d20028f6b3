"""Levels of staff, compiled: how many voters of a site wait too long with each of them.

The voters of a site are sampled once a day, and its day is run with one level after the other,
from the fewest staff on. The counts are those of :mod:`sim.day.levels`, for the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.compile_cache import cached
from sim.day.compiled.arrival_order import sort_arrivals
from sim.day.compiled.block import latest_end, longest_patience
from sim.day.compiled.cells import (
    ARRIVED_AT,
    BOOTH_AT,
    CALLED_AT,
    ISSUED_AT,
    KEY,
    LEFT_AT,
    MARKED_AT,
    STATE,
    VOTED,
    make_room,
    with_site,
)
from sim.day.compiled.events import LATEST
from sim.day.compiled.site import run_day
from sim.day.wait_counts import (
    LEVEL_BOOTH,
    LEVEL_BOX,
    LEVEL_DESK,
    LEVEL_DOOR,
    LEVEL_LEFT,
    LEVEL_OVER,
    LEVEL_VOTERS,
    NOT_BY_KERNEL,
)
from sim.turnout.compiled_arrivals import TABLE, table_of
from sim.turnout.compiled_sampling import (
    AT_HOME,
    BOX_MS,
    CARRIES_AWAY,
    move_arrivals,
    sample_site,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Floats, Ints


class LevelBlock(NamedTuple):
    """The sites of a day; arrays of shape ``(n_sites,)`` unless stated otherwise."""

    key: Ints
    registered: Ints
    threshold: NDArray[np.uint64]
    a: Floats
    b: Floats
    c: Floats
    arrival_map: Floats
    """As in :class:`sim.day.compiled.block.Block`, as all whose names are the same."""
    opens_at: Ints
    length_ms: Ints
    booth_time: Ints
    moves: Ints
    move_start: Ints
    crew_leaves_at: Ints
    cells: Ints
    """Of every level of every site, shape ``(n_rows, N_CELLS)``."""
    calendar: Ints
    """Calendars of all rows, concatenated, shape ``(n, 2)``."""
    calendar_start: Ints
    """Shape ``(n_rows + 1,)``."""
    first_row: Ints
    """The row of the first level of each site; those of further levels follow."""


@cached()
def run_levels(sampling, block, limits, over_share, ranges, found, sums):
    """Run the day of every site with one level of staff after the other, until one is enough.

    Parameters
    ----------
    sampling, block
        See :class:`sim.turnout.compiled_sampling.Sampling` and :class:`LevelBlock`.
    limits
        Waits that should not be exceeded, ms, shape ``(n_limits,)``; sums are of the first.
    over_share
        Share of the voters of a site who may exceed a limit on a good day.
    ranges
        Of each site the first level to be run, the last, and whether to go on until nobody
        waits longer than the first limit, shape ``(n_sites, 3)``.
    found
        Filled: the first level that is enough for each limit, the last + 1 if none is,
        NOT_BY_KERNEL at sites whose times could exceed LATEST. Shape ``(n_sites, n_limits)``.
    sums
        Filled for the levels that were run: see LEVEL_VOTERS and those that follow, shape
        ``(n_sites, n_levels, N_LEVEL_SUMS)``; 0 for others.
    """
    largest = block.registered.max()
    entries = np.diff(block.calendar_start).max()
    room = make_room(block.cells, block.calendar, entries, largest, sampling)
    slack = longest_patience(sampling)
    words = np.empty((4, largest), np.uint32)
    keys, spare = np.empty(largest, np.int64), np.empty(largest, np.int64)
    starts = np.empty(largest + 1, np.int64)
    over = np.empty(len(limits), np.int64)
    sums[:] = 0
    table, filled = np.empty(TABLE), np.full(4, np.nan)
    of_sites = (block.a, block.b, block.c, block.length_ms, block.registered)
    for s in range(len(block.key)):
        n = sample_site(
            sampling, block.key[s], block.registered[s], block.threshold[s],
            (
                block.a[s], block.b[s], block.c[s], block.arrival_map[s],
                table_of(s, of_sites, table, filled),
            ),
            (block.opens_at[s], block.length_ms[s], block.booth_time[s]), words, room.sampled,
        )  # fmt: skip
        start, end = block.move_start[s], block.move_start[s + 1]
        move_arrivals(sampling, block.key[s], block.moves[start:end], room.sampled, n)
        order = sort_arrivals(room.sampled, n, keys, spare, starts)
        first, last, to_the_end = ranges[s]
        found[s] = last + 1
        room = with_level(room, block, s, first)
        if latest_end(room, n, block.crew_leaves_at[s]) + slack >= LATEST:
            found[s] = NOT_BY_KERNEL
            continue
        for level in range(first, last + 1):
            room = with_level(room, block, s, level)
            run_day(room, n, order, block.crew_leaves_at[s])
            count_over(room, n, block.opens_at[s], limits, over, sums[s, level])
            allowed = over_share * sums[s, level, LEVEL_VOTERS] + 1e-9
            for k in range(len(limits)):
                if over[k] <= allowed:
                    found[s, k] = min(found[s, k], level)
            if found[s].max() <= level and (to_the_end == 0 or over[0] == 0):
                break
            if to_the_end == 0 and level == first + 1 < last:
                # Where even the last level is not enough, those between need not be tried.
                room = with_level(room, block, s, last)
                run_day(room, n, order, block.crew_leaves_at[s])
                count_over(room, n, block.opens_at[s], limits, over, sums[s, last])
                if not ((found[s] > last) & (over <= allowed)).any():
                    break


@cached(inline="always")
def with_level(room, block, s, level):
    """Return the work arrays with one level of a site, before its day."""
    row = block.first_row[s] + level
    start, end = block.calendar_start[row], block.calendar_start[row + 1]
    room = with_site(room, block.cells[row].copy(), block.calendar[start:end])
    room.site[KEY] = block.key[s]
    return room


@cached()
def count_over(room, n, opens_at, limits, over, sums):
    """Count the voters who waited longer than each limit, and fill the sums of one level.

    Parameters
    ----------
    room, n
        See :class:`sim.day.compiled.cells.Room`; number of its columns in use.
    opens_at
        When the doors open.
    limits, over
        Limits, ms, and the voters over each: those who voted at the site after a longer whole
        wait, and those who left it without a ballot.
    sums
        Filled: see LEVEL_VOTERS and those that follow.
    """
    voter = room.voter
    over[:] = 0
    sums[:] = 0
    for i in range(n):
        if room.sampled[AT_HOME, i] == 1:
            continue
        sums[LEVEL_VOTERS] += 1
        if voter[STATE, i] != VOTED:
            over += 1
            sums[LEVEL_LEFT] += 1
            continue
        door = max(opens_at - voter[ARRIVED_AT, i], 0)
        desk = voter[CALLED_AT, i] - max(voter[ARRIVED_AT, i], opens_at)
        booth = voter[BOOTH_AT, i] - voter[ISSUED_AT, i]
        box = voter[LEFT_AT, i] - voter[MARKED_AT, i]
        if room.sampled[CARRIES_AWAY, i] == 0:
            box -= room.sampled[BOX_MS, i]
        whole = door + desk + booth + box
        for k in range(len(limits)):
            over[k] += whole > limits[k]
        if whole > limits[0]:
            sums[LEVEL_DOOR] += door
            sums[LEVEL_DESK] += desk
            sums[LEVEL_BOOTH] += booth
            sums[LEVEL_BOX] += box
    sums[LEVEL_OVER] = over[0]
