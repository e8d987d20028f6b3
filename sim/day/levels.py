"""Levels of staff: how many voters of each site wait too long with each of them, on one day.

A voter's random words do not depend on the staff, so the levels of a site are paired, voter by
voter. Both engines give the same counts: the kernel runs :mod:`sim.day.compiled.levels`, SimPy
the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from sim.day.compiled.cells import open_sites
from sim.day.compiled.levels import LevelBlock
from sim.day.compiled.levels import run_levels as run_levels_compiled
from sim.day.plan import day_drafts, plan_site
from sim.day.reference import run_site
from sim.day.site_records import ENOUGH
from sim.day.stage_counts import stages_of
from sim.day.wait_counts import LEVEL_VOTERS, N_LEVEL_SUMS, NOT_BY_KERNEL
from sim.incidents.affected import incidents_by_site
from sim.turnout import attendance, booth_times, sample_voters, sampling_settings

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.day.day_records import Engine
    from sim.day.site_records import Plan, SiteDay
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.turnout import Attendance, Voters


class StaffLevels(NamedTuple):
    """Staff of each site by level, the fewest first; arrays of shape ``(n_sites, n_levels)``."""

    members: Ints
    desks: Ints
    """Those of the scenario's ``polling.desks_extra`` included."""
    booths: Ints

    @property
    def n_levels(self) -> int:
        """Number of levels."""
        return int(self.desks.shape[1])


@dataclass(frozen=True)
class LevelPlans:
    """The plans of some sites with each level, site by site."""

    sites: Ints
    """Indexes into the register, increasing."""
    plans: list[Plan]
    n_levels: int
    cells: Ints
    """As in :class:`sim.day.compiled.levels.LevelBlock`, as those that follow."""
    calendar: Ints
    calendar_start: Ints

    def first_row(self, sites: Ints) -> Ints:
        """Return the index of the first plan of each of some sites."""
        return self.n_levels * np.searchsorted(self.sites, sites)


Lifted = Literal["hall", "ballots"]
LIFTED = get_args(Lifted)
"""Limits without which the plans of sites can be made."""


class LevelCounts(NamedTuple):
    """What is counted of some sites on a day."""

    found: Ints
    """The first level that is enough for each limit, shape ``(n_sites, n_limits)``; the last level
    that was run + 1 if none is."""
    sums: Ints
    """By level, of the first limit: see :data:`sim.day.wait_counts.LEVEL_VOTERS` and those that
    follow, shape ``(n_sites, n_levels, N_LEVEL_SUMS)``; 0 for levels that were not run."""


@dataclass(frozen=True)
class LevelDay:
    """One polling day of a country whose sites are run with several levels of staff."""

    scenario: Scenario
    register: Register
    streams: Streams
    attendance: Attendance
    plans: LevelPlans


class Asked(NamedTuple):
    """What is asked of the waits of a day."""

    limits_ms: Ints
    """Waits that should not be exceeded, shape ``(n_limits,)``."""
    share: float
    """Share of the voters of a site who do not wait longer, on a good day."""


def level_plans(  # noqa: PLR0913, PLR0917  a day, the staff and the sites
    scenario: Scenario,
    register: Register,
    streams: Streams,
    levels: StaffLevels,
    sites: Ints,
    without: Lifted | None = None,
) -> LevelPlans:
    """Return the plans of some sites (increasing indexes) with every level of staff.

    They may be without the limit of the hall, or with ballots for all.
    """
    incidents = incidents_by_site(scenario, register, streams)
    usual: dict[tuple[int, ...], tuple[tuple[int, int], ...]] = {}
    plans: list[Plan] = []
    by_level = [day_drafts(scenario, register, sites)
                for _ in range(levels.n_levels)]  # fmt: skip
    for site, drafts in zip(sites.tolist(), zip(*by_level, strict=True), strict=True):
        for level, draft in enumerate(drafts):
            draft.members = int(levels.members[site, level])
            draft.desks = int(levels.desks[site, level])
            draft.booths = int(levels.booths[site, level])
            plan = plan_site(scenario, draft, incidents[site], usual)
            if without == "hall":
                plan = plan._replace(inside_max=0)
            elif without == "ballots":
                plan = plan._replace(ballots=ENOUGH)
            plans.append(plan)
    lengths = [len(plan.desk_calendar) for plan in plans]
    return LevelPlans(
        sites=sites,
        plans=plans,
        n_levels=levels.n_levels,
        cells=open_sites(plans),
        calendar=np.array([entry for plan in plans for entry in plan.desk_calendar]),
        calendar_start=np.concatenate([[0], np.cumsum(lengths)]),
    )


def level_day(
    scenario: Scenario, register: Register, streams: Streams, plans: LevelPlans
) -> LevelDay:
    """Return one day, for which turnout and arrivals of all sites are sampled."""
    return LevelDay(scenario, register, streams, attendance(scenario, register, streams), plans)


def run_levels(
    day: LevelDay, sites: Ints, ranges: Ints, asked: Asked, engine: Engine = "auto"
) -> LevelCounts:
    """Run the day of some sites with one level after the other, until one is enough.

    Parameters
    ----------
    day
        The day.
    sites
        Indexes into the register, of sites that the day has plans of.
    ranges
        Of each of these sites the first level, the last, and 1 to go on until nobody waits longer
        than the first limit, shape ``(n, 3)``.
    asked
        The limits and the share.
    engine
        ``auto`` or ``simpy``: the same counts.
    """
    limits = np.asarray(asked.limits_ms, dtype=np.int64)
    found = np.full((len(sites), len(limits)), NOT_BY_KERNEL, dtype=np.int64)
    sums = np.zeros((len(sites), day.plans.n_levels, N_LEVEL_SUMS), dtype=np.int64)
    if engine == "auto" and len(sites):
        settings = sampling_settings(day.scenario, day.streams)
        run_levels_compiled(
            settings, _block(day, sites), limits, 1 - asked.share, ranges, found, sums
        )
    for k in np.flatnonzero(found[:, 0] == NOT_BY_KERNEL).tolist():
        _run_by_simpy(day, int(sites[k]), ranges[k].tolist(), asked, (found[k], sums[k]))
    return LevelCounts(found, sums)


def _run_by_simpy(
    day: LevelDay, site: int, levels: list[int], asked: Asked, filled: tuple[Ints, Ints]
) -> None:
    """Fill ``found`` and ``sums`` of one site, as :func:`run_levels` gives them."""
    (voters,) = sample_voters(
        day.scenario, day.register, day.streams, day.attendance, np.array([site])
    )
    found, sums = filled
    first, last, to_the_end = levels
    found[:] = last + 1
    sums[:] = 0

    def over_allowed(level: int) -> tuple[Ints, float]:
        plan = day.plans.plans[int(day.plans.first_row(np.array([site]))[0]) + level]
        over, sums[level] = count_over(plan, voters, run_site(plan, voters), asked.limits_ms)
        return over, (1 - asked.share) * sums[level, LEVEL_VOTERS] + 1e-9

    for level in range(first, last + 1):
        over, allowed = over_allowed(level)
        found[over <= allowed] = np.minimum(found[over <= allowed], level)
        if found.max() <= level and not (to_the_end and over[0]):
            return
        if not to_the_end and level == first + 1 < last:
            # Where even the last level is not enough, those between need not be tried.
            over, allowed = over_allowed(last)
            if not ((found > last) & (over <= allowed)).any():
                return


def count_over(plan: Plan, voters: Voters, day: SiteDay, limits_ms: Ints) -> tuple[Ints, Ints]:
    """Return the voters over each limit, and the sums of one level.

    Voters over a limit are those who voted at the site after a longer whole wait, and those who
    left it without a ballot.

    Parameters
    ----------
    plan, voters, day
        The day of the site.
    limits_ms
        Shape ``(n_limits,)``.
    """
    waits = stages_of(plan, voters, day)
    came = int((~voters.at_home).sum())
    left = came - len(waits.whole)
    over = (waits.whole[:, None] > np.asarray(limits_ms)).sum(axis=0) + left
    longer = waits.whole > limits_ms[0]
    stages = [
        int(stage[longer].sum()) for stage in (waits.door, waits.desk, waits.booth, waits.box)
    ]
    return over, np.array([came, over[0], left, *stages], dtype=np.int64)


def _block(day: LevelDay, sites: Ints) -> LevelBlock:
    """Return the input of the kernel for some sites."""
    register, coming, plans = day.register, day.attendance, day.plans
    first_row = plans.first_row(sites)
    of_site = [plans.plans[row] for row in first_row.tolist()]
    lengths = np.diff(coming.move_start)[sites]
    of_moves = np.repeat(coming.move_start[sites] - np.cumsum(lengths) + lengths, lengths)
    return LevelBlock(
        key=register.site_key[sites],
        registered=register.site_voters[sites],
        threshold=coming.turnout_threshold[sites],
        a=coming.a[sites],
        b=coming.b[sites],
        c=coming.c[sites],
        arrival_map=coming.arrival_map[sites],
        opens_at=np.array([plan.opens_at for plan in of_site]),
        length_ms=(register.site_closes_ms - register.site_opens_ms)[sites],
        booth_time=booth_times(day.scenario, register)[sites],
        moves=coming.moves[of_moves + np.arange(len(of_moves))],
        move_start=np.concatenate([[0], np.cumsum(lengths)]),
        crew_leaves_at=np.array([plan.crew_leaves_at for plan in of_site]),
        cells=plans.cells,
        calendar=plans.calendar,
        calendar_start=plans.calendar_start,
        first_row=first_row,
    )
