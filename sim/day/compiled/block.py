"""A block of sites, compiled: voters are sampled, run and counted site by site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.compile_cache import cached
from sim.day.compiled.arrival_order import sort_arrivals
from sim.day.compiled.cells import (
    BALLOTS_BROUGHT_AT,
    CLOSES_AT,
    KEY,
    make_room,
    open_sites,
    with_site,
)
from sim.day.compiled.counts import (
    COUNTS,
    IN_BALLOT_BOXES,
    ISSUED,
    SECOND_BALLOTS,
    count_site,
    list_ballots,
    list_second_ballots,
    look_up,
)
from sim.day.compiled.events import LATEST
from sim.day.compiled.site import run_day
from sim.day.compiled.stages import count_stages
from sim.day.site_records import Plan
from sim.day.wait_counts import HOURS, N_MEASURES
from sim.turnout.compiled_arrivals import TABLE, table_of
from sim.turnout.compiled_sampling import (
    ARRIVES_AT,
    BOOTH_MS,
    BOX_MS,
    CHECK_IN_MS,
    MAP_CELLS,
    NO_SAMPLING,
    PATIENCE_MS,
    RETURNS_AFTER_MS,
    move_arrivals,
    sample_site,
)
from sim.voting.compiled_marks import Marking, mark_before, mark_site, one_section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Ints


__all__ = ["COUNTS", "Block", "prepare", "run_block"]


class Block(NamedTuple):
    """The sites of a block; arrays of shape ``(n_sites,)`` unless stated otherwise."""

    key: Ints
    registered: Ints
    threshold: NDArray[np.uint64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    c: NDArray[np.float64]
    arrival_map: NDArray[np.float64]
    """Shape ``(n_sites, MAP_CELLS + 1)``."""
    opens_at: Ints
    length_ms: Ints
    """Of the hours in which voters come."""
    behind_ms: Ints
    """How far the local clock is behind the capital's."""
    booth_time: Ints
    """See :func:`sim.turnout.voters.booth_times`."""
    cells: Ints
    """As :func:`sim.day.compiled.cells.open_sites` gives them, shape ``(n_sites, N_CELLS)``."""
    calendar: Ints
    """Calendars of all sites, concatenated, shape ``(n, 2)``."""
    calendar_start: Ints
    """Shape ``(n_sites + 1,)``."""
    crew_leaves_at: Ints
    marking: Marking
    """How voters mark their ballots."""
    moves: Ints
    """See :class:`sim.turnout.Attendance`, as is ``move_start``."""
    move_start: Ints
    extra: Ints
    """Shares of voters with a second ballot: see :class:`sim.day.reference.Plan`, ``(n, 3)``."""
    extra_start: Ints
    """Shape ``(n_sites + 1,)``."""
    received: Ints
    """Ballots delivered to the site."""
    hours_row: Ints
    """The row of the counts by hour to which the site is added."""
    times: Ints
    """Times at which issued ballots are counted, increasing; shape ``(n_times,)``."""


@cached()
def run_block(sampling, block, wait_from, counts, issued, tally, wait_counts, stages):
    """Run the day of every site of a block.

    Parameters
    ----------
    sampling, block
        See :class:`sim.turnout.compiled_sampling.Sampling` and :class:`Block`.
    wait_from
        Begin of the first column of ``wait_counts``, ms: waits are grouped by local time of
        arrival.
    counts
        Filled, shape ``(n_sites, len(COUNTS))``.
    issued
        Filled: ballots issued by each time, shape ``(n_sites, n_times)``.
    tally
        Filled, as ``block.marking.thresholds``.
    wait_counts
        Added to: voters by whole seconds of waiting for a desk, and row of arrival.
    stages
        Added to: the same of whole waits; the counts by hour, shape ``(n_rows, N_MEASURES,
        HOURS)``.

    Returns
    -------
    NDArray
        Whether each site was run; sites whose times could exceed LATEST are skipped.
    """
    largest = block.registered.max()
    entries = np.diff(block.calendar_start).max()
    room = make_room(block.cells, block.calendar, entries, largest, sampling)
    slack = longest_patience(sampling)
    words = np.empty((4, largest), np.uint32)
    keys, spare = np.empty(largest, np.int64), np.empty(largest, np.int64)
    starts = np.empty(largest + 1, np.int64)
    lookup = look_up(block.times)
    done = np.zeros(len(block.key), np.bool_)
    whole_counts, by_hour = stages
    hours = np.empty(by_hour.shape[1:], np.int64)
    tally[:] = 0
    table, filled = np.empty(TABLE), np.full(4, np.nan)
    of_sites = (block.a, block.b, block.c, block.length_ms, block.registered)
    for s in range(len(block.key)):
        start, end = block.calendar_start[s], block.calendar_start[s + 1]
        room = with_site(room, block.cells[s], block.calendar[start:end])
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
        room.site[KEY] = block.key[s]
        if latest_end(room, n, block.crew_leaves_at[s]) + slack >= LATEST:
            continue
        done[s] = True
        order = sort_arrivals(room.sampled, n, keys, spare, starts)
        run_day(room, n, order, block.crew_leaves_at[s])
        doors = (block.opens_at[s], block.behind_ms[s] + wait_from)
        count_site(room, n, doors, block.times, lookup, keys, counts[s], issued[s], wait_counts)
        count_stages(room, n, doors, (keys, spare, starts), counts[s], hours, whole_counts)
        by_hour[block.hours_row[s]] += hours
        m = list_ballots(room, n, keys)
        mark_site(sampling, block.key[s], keys[:m], block.marking, s, words[0], spare, tally)
        if block.extra_start[s] < block.extra_start[s + 1]:
            extra = block.extra[block.extra_start[s] : block.extra_start[s + 1]]
            most = block.received[s] - counts[s, ISSUED]
            m = list_second_ballots(sampling, room, n, block.key[s], extra, most, keys)
            counts[s, IN_BALLOT_BOXES] += m
            counts[s, SECOND_BALLOTS] = m
            # Both ballots of a voter are marked alike.
            mark_site(sampling, block.key[s], keys[:m], block.marking, s, words[0], spare, tally)
    return done


@cached()
def longest_patience(sampling):
    """Return the longest delay of an event by patience that is sampled during the day.

    Voters come at most twice, and the patience of one delays no other.
    """
    slack = 0
    if sampling.renege_limit > 0:
        slack += sampling.patience.max()
    if sampling.balk_limit > 0:
        slack += sampling.returns.max()
    return slack


@cached()
def latest_end(room, n, crew_leaves_at):
    """Return an upper bound on the times of a site's events, valid if it is below LATEST."""
    end = max(room.site[CLOSES_AT], crew_leaves_at, room.site[BALLOTS_BROUGHT_AT])
    for k in range(len(room.calendar)):
        end = max(end, room.calendar[k, 0])
    for i in range(n):
        end = max(end, room.sampled[ARRIVES_AT, i])
    # With up to 2**24 voters these sums cannot overflow 64 bits.
    work = 0
    for row in (CHECK_IN_MS, BOOTH_MS, BOX_MS, PATIENCE_MS, RETURNS_AFTER_MS):
        for i in range(n):
            work += min(max(room.sampled[row, i], 0), LATEST)
    return min(end, LATEST) + work


def prepare(*, voted_before: bool = True) -> None:
    """Compile the kernel, or load it from its cache; compiling takes about half a minute.

    Parameters
    ----------
    voted_before
        Whether voters of some sites vote before election day.
    """
    one = np.ones(1, dtype=np.int64)
    plan = Plan(0, 1000, True, ((0, 1),), 1, 1, 1, 0, 0, 0, 0)
    block = Block(
        key=one, registered=one, threshold=np.zeros(1, dtype=np.uint64), a=np.ones(1),
        b=np.ones(1), c=np.ones(1), arrival_map=np.zeros((1, MAP_CELLS + 1)),
        opens_at=one, length_ms=one, behind_ms=one, booth_time=one,
        cells=open_sites([plan]),
        calendar=np.array([[0, 1]]), calendar_start=np.array([0, 1]), crew_leaves_at=one,
        marking=one_section(np.full(1, 1 << 32, dtype=np.uint64)), times=one,
        moves=np.zeros((0, 5), dtype=np.int64), move_start=np.zeros(2, dtype=np.int64),
        extra=np.zeros((0, 3), dtype=np.int64), extra_start=np.zeros(2, dtype=np.int64),
        received=one, hours_row=0 * one,
    )  # fmt: skip
    counts, issued = np.zeros((1, len(COUNTS)), np.int64), np.zeros((1, 2), np.int64)
    waits = np.zeros((1, 1), dtype=np.int32)
    if voted_before:
        mark_before(NO_SAMPLING, one, one, 0 * one, block.marking, one.copy())
    stages = waits.copy(), np.zeros((1, N_MEASURES, HOURS), dtype=np.int64)
    run_block(NO_SAMPLING, block, 0, counts, issued, one.copy(), waits, stages)
