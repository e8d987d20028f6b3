"""A block of sites run by SimPy, the reference."""

# No reference: the quantile of waiting times is that of sim.core.quantiles.

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.interrupts import interrupts_held
from sim.core.quantiles import quantile
from sim.core.streams import Stream, VoterBlock
from sim.day.area_counts import sum_in_areas
from sim.day.day_records import QUARTERS, Day, by_region, engine_name
from sim.day.reference import Plan, SiteDay, State, run_site
from sim.day.stage_counts import hours_of_site, stage_counts, stages_of
from sim.day.user_model import run_function
from sim.day.wait_counts import WAIT_FROM_MS, WAIT_ROW_MS, WAIT_ROWS, WAIT_SECONDS
from sim.register.ballots import ballots_received
from sim.turnout import sample_voters
from sim.voting.marks import count_ballots

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.day.day_records import DayInput, Engine
    from sim.turnout import Voters


_OF_ALL = {"wait_counts", "whole_counts", "site_by_hour"}
"""Fields of Day that are not in the row of a site."""


def run_block_by_simpy(day_input: DayInput, sites: Ints) -> Day:
    """Run the day of some sites, one after the other.

    Parameters
    ----------
    sites
        Indexes into the register.
    """
    # The first call loads compiled code, too.
    with interrupts_held():
        voters = sample_voters(
            day_input.scenario, day_input.register, day_input.streams, day_input.attendance, sites
        )
    rows: list[tuple[object, ...]] = []
    wait_cells: tuple[list[Ints], list[Ints]] = ([], [])
    for site, comers in zip(sites.tolist(), voters, strict=True):
        plan = day_input.plans[site]
        day = _run(day_input.engine, plan, comers)
        rows.append(_site_row(day_input, site, plan, comers, day, wait_cells))
    names = [field.name for field in fields(Day) if field.name not in _OF_ALL]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    values = {name: np.array(column) for name, column in columns.items() if name != "tally"}
    for name in ("issued_by_quarter", "issued_by_time"):
        values[name] = by_region(day_input.register, sites, values[name])
    in_areas = values["issued_in_areas"].reshape(len(sites), -1)
    values["issued_in_areas"] = sum_in_areas(day_input.areas, sites, in_areas)
    values["tally"] = np.concatenate(columns["tally"])
    by_hour = values.pop("by_hour").reshape(len(sites), -1)
    return Day(
        **values,
        wait_counts=_count(wait_cells[0]),
        whole_counts=_count(wait_cells[1]),
        by_hour=by_region(day_input.register, sites, by_hour),
        site_by_hour=by_hour if day_input.site_queues else by_hour[:, :0],
    )


def _run(engine: Engine, plan: Plan, voters: Voters) -> SiteDay:
    if isinstance(engine, str):
        return run_site(plan, voters)
    return run_function(engine, engine_name(engine), plan, voters)


def _count(cells: list[Ints]) -> Ints:
    """Return the number of voters by half hour of arrival and whole seconds of waiting."""
    half_hour, seconds = np.divmod(np.concatenate(cells), WAIT_SECONDS)
    longest = int(seconds.max(initial=0)) + 1
    counts = np.bincount(half_hour * longest + seconds, minlength=WAIT_ROWS * longest)
    return counts.reshape(WAIT_ROWS, longest)


def _site_row(  # noqa: PLR0913, PLR0917  called once
    day_input: DayInput,
    site: int,
    plan: Plan,
    voters: Voters,
    day: SiteDay,
    wait_cells: tuple[list[Ints], list[Ints]],
) -> tuple[object, ...]:
    """Return the row of one site, in the order of Day, and append its waits."""
    voted = day.state == State.VOTED
    in_hall = voted & ~voters.at_home
    waits = stages_of(plan, voters, day)
    wait_ms = waits.desk
    first_at = int(day_input.register.site_behind_ms[site]) + WAIT_FROM_MS
    half_hour = (day.arrived_at[in_hall] - first_at) // WAIT_ROW_MS
    row = np.clip(half_hour, 0, WAIT_ROWS - 1) * WAIT_SECONDS
    for cells, ms in zip(wait_cells, (wait_ms, waits.whole), strict=True):
        cells.append(row + np.minimum(ms // clock.SECOND_MS, WAIT_SECONDS - 1))
    hours = hours_of_site(plan, voters, day, first_at)
    issued_at, areas = np.sort(day.issued_at[voted]), day_input.areas
    casting = voters.number[voted & ~(voters.carries_away & ~voters.at_home)]
    tally = count_ballots(day_input.register, day_input.streams, day_input.support, site, casting)
    second = _second_ballots(day_input, site, plan, voters, day)
    # Both ballots of a voter are marked alike.
    tally += count_ballots(day_input.register, day_input.streams, day_input.support, site, second)
    on_the_day = int(day_input.register.site_voters[site])
    before = np.arange(on_the_day, int(day_input.register.site_listed[site]))
    tally += count_ballots(day_input.register, day_input.streams, day_input.support, site, before)
    ended = np.isin(day.state, (State.VOTED, State.TURNED_BACK, State.GAVE_UP, State.TOO_LATE))
    return (
        len(voters.number),
        int(voted.sum()),
        int((voted & voters.at_home).sum()),
        int((in_hall & ~voters.carries_away).sum()) + len(second),
        *(
            int((day.state == state).sum())
            for state in (State.TURNED_BACK, State.GAVE_UP, State.TOO_LATE)
        ),
        int((~ended).sum()),
        len(wait_ms),
        int(wait_ms.sum()),
        quantile(wait_ms, 95),
        int(wait_ms.max(initial=0)),
        day.longest_line,
        int(day.left_at.max(initial=plan.closes_at)),
        len(second),
        *stage_counts(plan, voters, day, hours),
        True,
        tally,
        np.append(np.searchsorted(issued_at, QUARTERS[:-1], side="right"), len(issued_at)),
        np.searchsorted(issued_at, day_input.times, side="right"),
        np.searchsorted(issued_at, areas.times if areas else [], side="right"),
        hours,
    )


def _second_ballots(
    day_input: DayInput, site: int, plan: Plan, voters: Voters, day: SiteDay
) -> Ints:
    """Return the numbers of the voters who cast a second ballot.

    Second ballots are limited to those not needed by other voters, in the order of the list.
    """
    voted = day.state == State.VOTED
    register = day_input.register
    key, registered = register.site_key[site], int(register.site_voters[site])
    word = day_input.streams.words(Stream.VOTER, voters.number, key, VoterBlock.BALLOT)[1]
    handed = np.zeros(len(voted), dtype=bool)
    for limit, begins, ends in plan.second_ballots:
        handed |= (word < limit) & (begins <= day.issued_at) & (day.issued_at < ends)
    reserve_pct = day_input.scenario.law.ballots_reserve_pct
    left = ballots_received(registered, reserve_pct) - int(voted.sum())
    numbers: Ints = voters.number[handed & voted & ~voters.at_home & ~voters.carries_away][:left]
    return numbers
