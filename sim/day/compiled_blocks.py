"""A block of sites by the kernel; the few that it cannot take go to SimPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.day.compiled.block import COUNTS, Block, run_block
from sim.day.compiled.cells import open_site
from sim.day.day_records import QUARTERS, SUMMED, Day, by_region, join_days
from sim.day.simpy_blocks import run_block_by_simpy
from sim.day.wait_counts import WAIT_ROW_MS, WAIT_ROWS, WAIT_SECONDS
from sim.register.ballots import ballots_received
from sim.turnout import sampling_settings

if TYPE_CHECKING:
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
    # The last column takes what is issued after the last time.
    issued = np.zeros((len(sites), len(times) + 1), dtype=np.int64)
    tally = np.zeros(block.ballot_start[-1], dtype=np.int64)
    wait_counts = np.zeros((WAIT_ROWS, WAIT_SECONDS), dtype=np.int32)
    settings = sampling_settings(day_input.scenario, day_input.streams)
    done = run_block(settings, block, WAIT_ROW_MS, counts, issued, tally, wait_counts)
    longest = min(int(counts[:, COUNTS.index("wait_max_ms")].max()) // 1000 + 1, WAIT_SECONDS)
    issued_by = by_region(day_input.register, sites, issued)
    by_quarter = issued_by[:, np.searchsorted(times, QUARTERS)]
    # What is issued even later is in the last quarter hour.
    by_quarter[:, -1] = issued_by[:, -1]
    day = Day(
        **{name: counts[:, column] for column, name in enumerate(COUNTS)},
        by_simpy=~done,
        tally=tally,
        issued_by_quarter=by_quarter,
        issued_by_time=issued_by[:, np.searchsorted(times, day_input.times)],
        wait_counts=wait_counts[:, :longest].astype(np.int64),
    )
    return day if done.all() else _with_simpy(day_input, sites, day)


def _block(day_input: DayInput, sites: Ints, times: Ints) -> Block:
    """Return some sites as the kernel takes them."""
    register, plan, lean = day_input.register, day_input.attendance, day_input.support
    plans = [day_input.plans[site] for site in sites.tolist()]
    behind = register.region_hours_behind[register.site_region[sites]]
    lengths = [len(own.desk_calendar) for own in plans]
    start = register.tally_start[sites[0] : sites[-1] + 2]
    return Block(
        key=register.site_key[sites],
        registered=register.site_registered[sites],
        cut=plan.turnout_threshold[sites],
        a=plan.a[sites],
        b=plan.b[sites],
        opens_at=np.array([own.opens_at for own in plans]),
        behind_ms=behind * clock.HOUR_MS,
        cells=np.stack([open_site(own) for own in plans]),
        calendar=np.array([entry for own in plans for entry in own.desk_calendar]),
        calendar_start=np.concatenate([[0], np.cumsum(lengths)]),
        crew_leaves_at=np.array([own.crew_leaves_at for own in plans]),
        thresholds=lean.thresholds[start[0] : start[-1]],
        ballot_start=start - start[0],
        moves=plan.moves[plan.move_start[sites[0]] : plan.move_start[sites[-1] + 1]],
        move_start=plan.move_start[sites[0] : sites[-1] + 2] - plan.move_start[sites[0]],
        extra=np.array([row for own in plans for row in own.extra], np.int64).reshape(-1, 3),
        extra_start=np.concatenate([[0], np.cumsum([len(own.extra) for own in plans])]),
        received=ballots_received(register.site_registered[sites]),
        times=times,
    )


def _with_simpy(day_input: DayInput, sites: Ints, day: Day) -> Day:
    """Return the block with the sites that the kernel left run by SimPy."""
    left = np.flatnonzero(day.by_simpy)
    other = run_block_by_simpy(day_input, sites[left])
    start = day_input.register.tally_start
    of_left = np.repeat(day.by_simpy, np.diff(start)[sites])
    values = dict(vars(day))
    for name in values.keys() - set(SUMMED):
        values[name][of_left if name == "tally" else left] = getattr(other, name)
    summed = join_days([day, other])
    return Day(**(values | {name: getattr(summed, name) for name in SUMMED}))
