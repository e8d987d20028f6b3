"""The input and the record of a polling day of the nation."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from sim.core import clock
from sim.day.area_counts import sum_in_areas

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.day.area_counts import AreaCounts
    from sim.day.reference import Plan, SiteDay
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.turnout import Attendance, Voters
    from sim.voting.ballots import Support


SiteModel: TypeAlias = "Callable[[Plan, Voters], SiteDay]"
"""A function that runs the day of one site, as :func:`sim.day.reference.run_site` does."""
ENGINES = ("auto", "simpy")
ShippedEngine: TypeAlias = "Literal['auto', 'simpy']"
Engine: TypeAlias = "ShippedEngine | SiteModel"
"""``auto``: compiled, or SimPy for sites with times beyond the kernel's range; ``simpy``: the
reference for all sites; a function: the model of a user for all sites."""

QUARTERS = np.arange(-26 * clock.HOUR_MS, 3 * clock.DAY_MS + 1, clock.QUARTER_MS)
"""Ends of the quarter hours at which issued ballots are counted: over three days, and before them
the most that a clock can be ahead of another. Ballots issued later are counted in the last one."""


def check_engine(engine: Engine, cluster: str | None = None) -> None:
    """Raise a ValueError if an engine is neither known by its name nor a function.

    Parameters
    ----------
    engine
        The engine.
    cluster
        Where it is to run instead of this machine: a function of the user cannot.
    """
    if engine not in ENGINES and not callable(engine):
        raise ValueError(f"engine must be {', '.join(ENGINES)} or a function; got {engine!r}")
    if cluster is not None and not isinstance(engine, str):
        raise ValueError("cluster needs an engine by name: a function is run on this machine")


def engine_name(engine: Engine) -> str:
    """Return the name of an engine; that of a function says that it is one.

    >>> engine_name("auto"), engine_name(print)
    ('auto', 'function print')
    """
    if isinstance(engine, str):
        return engine
    return f"function {getattr(engine, '__name__', type(engine).__name__)}"


@dataclass(frozen=True)
class Day:
    """The record of the day by site; arrays of shape ``(n_sites,)`` unless stated otherwise."""

    came: Ints
    """Voters who came, or had asked for the portable box."""
    issued: Ints
    """Ballots issued, those of voters who voted before included: see with_early_ballots()."""
    in_portable_box: Ints
    in_ballot_boxes: Ints
    turned_back: Ints
    gave_up: Ints
    too_late: Ints
    unfinished: Ints
    """Voters whose day did not end; always 0 unless there is a bug."""
    waits: Ints
    """Number of waiting times: voters who voted at the site, including those who did not wait."""
    wait_total_ms: Ints
    wait_p95_ms: Ints
    """The 95 % quantile of waiting times."""
    wait_max_ms: Ints
    longest_line: Ints
    last_left_at: Ints
    """Time at which the last voter has left and the crew is back; at least the closing time."""
    second_ballots: Ints
    """Second ballots, handed out without a signature and cast: counted in ``in_ballot_boxes`` and
    ``tally``, not in ``issued``."""
    whole_max_ms: Ints
    """The longest whole wait of those who voted at the site: at the door, for a desk, a booth and a
    box."""
    whole_p95_ms: Ints
    """The 95 % quantile of whole waits."""
    longest_booth_line: Ints
    """The most people in the queue for a booth at once."""
    long_waits: Ints
    """Number of whole waits above LONG_WAIT_MS."""
    door_total_ms: Ints
    """Sum of waits at the door before it opens, of those who voted at the site; like
    ``wait_total_ms``, ``booth_total_ms`` and ``box_total_ms`` a part of whole waits."""
    booth_total_ms: Ints
    box_total_ms: Ints
    desk_busy_ms: Ints
    booth_busy_ms: Ints
    desk_usable_ms: Ints
    """Usable desks integrated over time, see DESK_USABLE; so ``booth_usable_ms``."""
    booth_usable_ms: Ints
    by_simpy: NDArray[np.bool_]
    """Whether SimPy ran the site."""
    tally: Ints
    """True counts of all sites: see :class:`sim.register.tally.Tally`."""
    issued_by_quarter: Ints
    """Ballots issued by the end of each of QUARTERS, shape ``(n_regions, n_quarters)``."""
    issued_by_time: Ints
    """Ballots issued by each of the times asked for, shape ``(n_regions, n_times)``."""
    issued_in_areas: Ints
    """Ballots issued by the times of ``DayInput.areas``, shape ``(n_areas, n_times)``."""
    wait_counts: Ints
    """Voters of all sites by half hour of arrival (local time) and whole seconds of waiting, shape
    ``(WAIT_ROWS, seconds of the longest wait + 1)``."""
    whole_counts: Ints
    """The same of whole waits."""
    by_hour: Ints
    """What is counted by hour: see :mod:`sim.day.wait_counts`, shape ``(n_regions, N_MEASURES *
    HOURS)``."""
    site_by_hour: Ints
    """The same of each site, if it is asked for, else without columns."""


SUMMED = ("issued_by_quarter", "issued_by_time", "issued_in_areas", "wait_counts", "whole_counts",
          "by_hour")  # fmt: skip
"""Fields of Day that are summed over blocks of sites; the others are concatenated."""


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
    """Times at which issued ballots are counted, besides the quarter hours."""
    engine: Engine
    areas: AreaCounts | None = None
    """Areas besides regions in which issued ballots are counted."""
    site_queues: bool = False
    """Whether waits and queues are counted by hour of each site, too."""


def by_region(register: Register, sites: Ints, by_site: Ints) -> Ints:
    """Return sums over some sites by region, shape ``(n_regions, ...)``."""
    total = np.zeros((register.n_regions, *by_site.shape[1:]), dtype=np.int64)
    regions = register.site_region[sites]
    # Not np.add.at: a block has few regions.
    for region in np.unique(regions):
        total[region] = by_site[regions == region].sum(axis=0)
    return total


def with_early_ballots(register: Register, day: Day, areas: AreaCounts | None = None) -> Day:
    """Return a day with the ballots of those who voted before: issued before the doors open.

    Their votes are in the tally already.
    """
    before = register.site_voted_before
    if not before.any():
        return day
    sites = np.arange(register.n_sites)
    of_regions = by_region(register, sites, before)[:, None]
    return replace(
        day,
        issued=day.issued + before,
        in_ballot_boxes=day.in_ballot_boxes + before,
        issued_by_quarter=day.issued_by_quarter + of_regions,
        issued_by_time=day.issued_by_time + of_regions,
        issued_in_areas=day.issued_in_areas + sum_in_areas(areas, sites, before)[:, None],
    )


def join_days(blocks: list[Day]) -> Day:
    """Return blocks of sites as one day."""
    if len(blocks) == 1:
        return blocks[0]
    values: dict[str, Ints] = {}
    for field in fields(Day):
        parts = [getattr(block, field.name) for block in blocks]
        values[field.name] = _sum(parts) if field.name in SUMMED else np.concatenate(parts)
    return Day(**values)  # type: ignore[arg-type]


def move_sums(one: Day, other: Day) -> tuple[Day, Day]:
    """Return two blocks of which the first has the sums of both, and the second none.

    They join to the same day. In a country of many regions the sums of all blocks would need
    much more memory than their sites.
    """
    both: dict[str, Any] = {
        name: _sum([getattr(one, name), getattr(other, name)]) for name in SUMMED
    }
    # Copies: a view would keep the whole array.
    none: dict[str, Any] = {name: getattr(other, name)[:, :0].copy() for name in SUMMED}
    return replace(one, **both), replace(other, **none)


def _sum(parts: list[Ints]) -> Ints:
    """Return the sum of tables; missing columns count as 0."""
    widest = max(parts, key=lambda part: part.shape[1])
    total = widest.copy()
    for part in parts:
        if part is not widest:
            total[:, : part.shape[1]] += part
    return total
