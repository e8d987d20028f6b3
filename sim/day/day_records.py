"""The input and the record of a polling day of the nation."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.core import clock

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.day.reference import Plan
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.turnout import Attendance
    from sim.voting.ballots import Support


Engine = Literal["auto", "simpy"]
"""``auto``: compiled, and SimPy for sites that the kernel cannot take; ``simpy``: the reference."""

QUARTERS = np.arange(0, 3 * clock.DAY_MS + 1, clock.QUARTER_MS)
"""Ends of the quarter hours at which issued ballots are counted: three days. Ballots issued
even later count in the last one."""


@dataclass(frozen=True)
class Day:
    """The record of the day by site; arrays of shape ``(n_sites,)`` unless stated otherwise."""

    came: Ints
    """Voters who came, or had asked for the portable box."""
    issued: Ints
    in_portable_box: Ints
    in_ballot_boxes: Ints
    turned_back: Ints
    gave_up: Ints
    too_late: Ints
    unfinished: Ints
    """Voters without an end of their day: must be 0."""
    waits: Ints
    """Voters who waited for a desk, or did not have to: those who voted at the site."""
    wait_total_ms: Ints
    wait_p95_ms: Ints
    """The wait that 95 in 100 voters did not exceed."""
    wait_max_ms: Ints
    longest_line: Ints
    last_left_at: Ints
    """When the last voter has left, or the crew is back; closing time where nobody came."""
    second_ballots: Ints
    """Handed out beside the first one, without a signature, and cast: they are in the ballot boxes
    and in the tally, not among the issued."""
    by_simpy: NDArray[np.bool_]
    """Whether SimPy ran the site."""
    tally: Ints
    """True counts of all sites: see :class:`sim.register.tally.Tally`."""
    issued_by_quarter: Ints
    """Ballots issued by the end of each of QUARTERS, shape ``(n_regions, n_quarters)``."""
    issued_by_time: Ints
    """Ballots issued by each of the times asked for, shape ``(n_regions, n_times)``."""
    wait_counts: Ints
    """Voters by half hour of arrival (local time) and whole seconds of waiting, all sites
    together, shape ``(WAIT_ROWS, seconds of the longest wait + 1)``."""


SUMMED = ("issued_by_quarter", "issued_by_time", "wait_counts")
"""Columns of Day that blocks of sites add to; all others are concatenated."""


@dataclass(frozen=True)
class DayInput:
    """The input of every block of sites; it is sent to each worker once."""

    scenario: Scenario
    register: Register
    streams: Streams
    attendance: Attendance
    support: Support
    plans: list[Plan]
    times: list[int]
    """At which issued ballots must be known, besides the quarter hours."""
    engine: Engine


def by_region(register: Register, sites: Ints, by_site: Ints) -> Ints:
    """Return sums over some sites by region, shape ``(n_regions, ...)``."""
    total = np.zeros((register.n_regions, *by_site.shape[1:]), dtype=np.int64)
    np.add.at(total, register.site_region[sites], by_site)
    return total


def join_days(blocks: list[Day]) -> Day:
    """Return blocks as one; columns of regions and of the nation are added."""
    if len(blocks) == 1:
        return blocks[0]
    values: dict[str, Ints] = {}
    for field in fields(Day):
        parts = [getattr(block, field.name) for block in blocks]
        values[field.name] = _sum(parts) if field.name in SUMMED else np.concatenate(parts)
    return Day(**values)  # type: ignore[arg-type]


def _sum(parts: list[Ints]) -> Ints:
    """Return the sum of tables; missing columns count as 0."""
    total = np.zeros((len(parts[0]), max(part.shape[1] for part in parts)), dtype=np.int64)
    for part in parts:
        total[:, : part.shape[1]] += part
    return total
