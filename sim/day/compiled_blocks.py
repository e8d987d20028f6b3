"""A block of sites run by the kernel, and by SimPy where times are too large for the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.day.area_counts import sum_in_areas
from sim.day.compiled.block import COUNTS, Block, run_block
from sim.day.compiled.cells import open_sites
from sim.day.day_records import QUARTERS, SUMMED, Day, by_region, join_days
from sim.day.simpy_blocks import run_block_by_simpy
from sim.day.wait_counts import (
    HOURS,
    N_MEASURES,
    WAIT_FROM_MS,
    WAIT_ROWS,
    WAIT_SECONDS,
)
from sim.register.ballots import ballots_received
from sim.turnout import booth_times, sampling_settings
from sim.voting.compiled_marks import mark_before, marking_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.day.day_records import DayInput


def run_block_by_kernel(day_input: DayInput, sites: Ints) -> Day:
    """Run the day of some sites, compiled.

    Parameters
    ----------
    sites
        Indexes into the register.
    """
    times = np.unique(np.concatenate([QUARTERS, day_input.times]))
    block = _block(day_input, sites, times)
    counts = np.zeros((len(sites), len(COUNTS)), dtype=np.int64)
    # The last column holds the ballots issued after the last time.
    issued = np.zeros((len(sites), len(times) + 1), dtype=np.int64)
    tally = np.zeros(len(block.marking.thresholds), dtype=np.int64)
    # By seconds first: most waits are short, so that little of the memory is touched.
    wait_counts = np.zeros((WAIT_SECONDS, WAIT_ROWS), dtype=np.int32)
    whole_counts = np.zeros((WAIT_SECONDS, WAIT_ROWS), dtype=np.int32)
    by_hour = np.zeros((int(block.hours_row.max()) + 1, N_MEASURES, HOURS), dtype=np.int64)
    settings = sampling_settings(day_input.scenario, day_input.streams)
    done = run_block(
        settings, block, WAIT_FROM_MS, counts, issued, tally, wait_counts, (whole_counts, by_hour)
    )
    before = day_input.register.site_voted_before[sites]
    if before.any():
        mark_before(settings, block.key, block.registered, before, block.marking, tally)
    issued_by = by_region(day_input.register, sites, issued)
    by_quarter = issued_by[:, np.searchsorted(times, QUARTERS)]
    # Ballots issued later are counted in the last quarter hour.
    by_quarter[:, -1] = issued_by[:, -1]
    day = Day(
        **{name: counts[:, column] for column, name in enumerate(COUNTS)},
        by_simpy=~done,
        tally=tally,
        issued_by_quarter=by_quarter,
        issued_by_time=issued_by[:, np.searchsorted(times, day_input.times)],
        issued_in_areas=_in_areas(day_input, sites, times, issued),
        wait_counts=_to_longest(wait_counts, counts[:, COUNTS.index("wait_max_ms")]),
        whole_counts=_to_longest(whole_counts, counts[:, COUNTS.index("whole_max_ms")]),
        **_by_hour(day_input, sites, by_hour.reshape(len(by_hour), -1)),
    )
    return day if done.all() else _with_simpy(day_input, sites, day)


def _to_longest(wait_counts: NDArray[np.int32], longest_ms: Ints) -> Ints:
    """Return counts of waits up to the longest one, by row of arrival and seconds."""
    longest = min(int(longest_ms.max()) // 1000 + 1, WAIT_SECONDS)
    found: Ints = np.ascontiguousarray(wait_counts[:longest].T, dtype=np.int64)
    return found


def _hours_row(day_input: DayInput, sites: Ints) -> Ints:
    """Return the row of the counts by hour of each site: that of its region, or one each."""
    if day_input.site_queues:
        return np.arange(len(sites))
    region: Ints = day_input.register.site_region[sites]
    first: int = region.min().item()
    return region - first


def _by_hour(day_input: DayInput, sites: Ints, by_hour: Ints) -> dict[str, Ints]:
    """Return ``by_hour`` and ``site_by_hour`` of a block, from the counts of the kernel."""
    register = day_input.register
    if day_input.site_queues:
        return {"by_hour": by_region(register, sites, by_hour), "site_by_hour": by_hour}
    of_regions = np.zeros((register.n_regions, by_hour.shape[1]), dtype=np.int64)
    first = int(register.site_region[sites].min())
    of_regions[first : first + len(by_hour)] = by_hour
    return {"by_hour": of_regions, "site_by_hour": np.zeros((len(sites), 0), np.int64)}


def _in_areas(day_input: DayInput, sites: Ints, times: Ints, issued: Ints) -> Ints:
    """Return ``issued_in_areas`` of a block, from the ballots issued at sites by all times."""
    asked = day_input.areas.times if day_input.areas else []
    return sum_in_areas(day_input.areas, sites, issued[:, np.searchsorted(times, asked)])


def _block(day_input: DayInput, sites: Ints, times: Ints) -> Block:
    """Return the input of the kernel for some sites."""
    register, attendance = day_input.register, day_input.attendance
    plans = [day_input.plans[site] for site in sites.tolist()]
    lengths = [len(plan.desk_calendar) for plan in plans]
    first, last = int(sites[0]), int(sites[-1])
    moves = attendance.move_start[first : last + 2]
    return Block(
        key=register.site_key[sites],
        registered=register.site_voters[sites],
        threshold=attendance.turnout_threshold[sites],
        a=attendance.a[sites],
        b=attendance.b[sites],
        c=attendance.c[sites],
        arrival_map=attendance.arrival_map[sites],
        opens_at=np.array([plan.opens_at for plan in plans]),
        length_ms=(register.site_closes_ms - register.site_opens_ms)[sites],
        behind_ms=register.site_behind_ms[sites],
        booth_time=booth_times(day_input.scenario, register)[sites],
        cells=open_sites(plans),
        calendar=np.array([entry for plan in plans for entry in plan.desk_calendar]),
        calendar_start=np.concatenate([[0], np.cumsum(lengths)]),
        crew_leaves_at=np.array([plan.crew_leaves_at for plan in plans]),
        marking=marking_of(register, day_input.support, first, last),
        moves=attendance.moves[moves[0] : moves[-1]],
        move_start=moves - moves[0],
        extra=np.array([row for plan in plans for row in plan.second_ballots], np.int64).reshape(
            -1, 3
        ),
        extra_start=np.concatenate([[0], np.cumsum([len(plan.second_ballots) for plan in plans])]),
        received=ballots_received(
            register.site_voters[sites], day_input.scenario.law.ballots_reserve_pct
        ),
        times=times,
        hours_row=_hours_row(day_input, sites),
    )


def _with_simpy(day_input: DayInput, sites: Ints, day: Day) -> Day:
    """Return a block after running the sites that the kernel skipped by SimPy."""
    skipped = np.flatnonzero(day.by_simpy)
    other = run_block_by_simpy(day_input, sites[skipped])
    lengths = np.diff(day_input.register.tally.site_start)[sites]
    of_skipped = np.repeat(day.by_simpy, lengths)
    values = dict(vars(day))
    for name in values.keys() - set(SUMMED):
        values[name][of_skipped if name == "tally" else skipped] = getattr(other, name)
    summed = join_days([day, other])
    return Day(**(values | {name: getattr(summed, name) for name in SUMMED}))
