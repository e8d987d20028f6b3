"""Plan the staff of a scenario: the call behind ``saylau plan``."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.api import DEFAULT_SEED, check_numbers
from sim.core.errors import InputError, Problem
from sim.core.progress_protocol import NoProgress
from sim.core.text import counted
from sim.election import build_country
from sim.ensemble import job_entries, make_job
from sim.ensemble.posterior_draws import load_posterior
from sim.planning.asked import PlanAsked, check_asked, check_days, promise_of
from sim.planning.binding import most_staff, other_limits
from sim.planning.budget import DAYS as BUDGET_DAYS
from sim.planning.budget import place, voters_over
from sim.planning.curve import trade_off
from sim.planning.days import Days
from sim.planning.deadline import deadline
from sim.planning.fresh import validate, validate_night
from sim.planning.night_search import n_chosen, search_night
from sim.planning.night_staff import members_of_tables, most_night_staff, night_staff_now
from sim.planning.nights import Nights, with_planned
from sim.planning.plan_results import plan_results
from sim.planning.planned import Planned
from sim.planning.rounds import NothingKept
from sim.planning.search import search
from sim.planning.staff import (
    booth_levels,
    desk_levels,
    least_members,
    most_booths,
    most_desks,
    staff_at,
    staff_now,
)
from sim.results.destination import open_checkpoint
from sim.scenario import scenario_of, with_values

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sim.core.progress_protocol import Progress
    from sim.core.types import Ints, Json
    from sim.election import Country
    from sim.ensemble.posterior_draws import Posterior
    from sim.planning.asked import Budget
    from sim.planning.night_search import FoundNight
    from sim.planning.promise import Promise
    from sim.planning.rounds import Store
    from sim.planning.search import Found
    from sim.planning.staff import Change, SiteStaff
    from sim.results.destination import Destination
    from sim.results.results import PlanResults
    from sim.scenario import Scenario


def plan(  # noqa: PLR0913  all but two by keyword
    scenario: Scenario | str | Path,
    asked: PlanAsked | None = None,
    *,
    seed: int = DEFAULT_SEED,
    posterior: str | Path | None = None,
    workers: int = 1,
    checkpoint: str | Path | Destination | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> PlanResults:
    """Return the least staff of each site with which waits are rarely too long.

    Parameters
    ----------
    scenario
        The assumptions: a scenario, the name of one that ships, or the path of a file or a pack;
        its turnout is sampled, unless the reported one is asked for.
    asked
        What is asked of the plan; None for the usual, ``PlanAsked()``.
    seed
        In [0, 2**32).
    posterior
        As in :func:`sim.api.run`: each day takes one draw of the parameters.
    workers
        Threads; the plan does not depend on it.
    checkpoint, resume
        As in :func:`sim.api.run`; of rounds of days that were simulated.
    progress
        Receives the progress.

    Raises
    ------
    ValueError
        If the seed or the number of workers is out of range.
    InputError
        If what is asked is out of range, the country cannot exist or has copies, the posterior is
        of another scenario, or the checkpoint of another plan.
    OutputError
        If the checkpoint cannot be written.
    """
    check_numbers(seed=seed, workers=workers)
    started, scenario = time.time(), scenario_of(scenario)
    asked = asked or PlanAsked()
    check_asked(asked)
    assumed = _sampled(scenario, asked)
    by = deadline(scenario, asked.results_by) if asked.results_by else None
    country = build_country(assumed)
    now = staff_now(assumed, country.one)
    promise = promise_of(asked, country.one.n_sites)
    if asked.budget is None:
        check_days(promise, _n_desks_chosen(now, asked.change))
    if by is not None:
        check_days(*_night_promise(country, asked))
    drawn = None if posterior is None else load_posterior(posterior, assumed, country.one)
    with _store(checkpoint, resume, _entries(assumed, seed, drawn, asked)) as store:
        days = Days(country, seed, drawn, workers, store, progress or NoProgress())
        if asked.budget is None:
            planned, found, n_seen, site_days = _searched(days, now, promise, asked.change)
        else:
            planned, found = _placed(days, now, promise, asked.budget), None
            n_seen, site_days = BUDGET_DAYS, 0
        unsure = np.zeros_like(now.desks, dtype=bool) if found is None else ~found.certified
        other = other_limits(days, most_staff(days, now, asked.change), promise, unsure)
        curve = trade_off(days, now, promise, asked.change)
        night = None
        if by is not None:
            planned, night = _night(days, planned, asked, by)
        fresh = (
            validate(days, (now, planned), promise, asked.fresh_days, n_seen)
            if asked.fresh_days
            else None
        )
    made = Planned(country, now, planned, promise, found, other, site_days, curve, fresh, night)
    return plan_results(made, scenario, asked, seed, drawn, started)


def _sampled(scenario: Scenario, asked: PlanAsked) -> Scenario:
    """Return the scenario whose days are simulated.

    Raises
    ------
    InputError
        If turnout was set to the reported one without asking for it, or is asked for as reported
        where it is sampled, or the country has copies.
    """
    problems = []
    if scenario.register_.scale > 1:
        message = f"register.scale must be 1 to plan; got {scenario.register_.scale}"
        problems.append(Problem(f"scenario {scenario.name}", "register.scale", message))
    if asked.results_by and any(incident.of == "commissions" for incident in scenario.incidents):
        message = "incidents that keep clerks away cannot be planned for with `results_by`"
        problems.append(Problem(f"scenario {scenario.name}", "incident", message))
    is_reported = scenario.turnout.final == "reported"
    if is_reported and not asked.reported_turnout and "turnout.final" in scenario.given.keys:
        message = (
            "turnout.final is 'reported': then every day has as many votes as were reported, and "
            "a plan would not be made for days with more; leave it out, so that turnout is "
            "sampled, or give `reported_turnout`"
        )
        problems.append(Problem(f"scenario {scenario.name}", "turnout.final", message))
    if asked.reported_turnout and not is_reported:
        message = f"has no effect where turnout.final is {scenario.turnout.final!r}"
        problems.append(Problem("reported_turnout", "", message))
    if problems:
        raise InputError(problems)
    if is_reported and not asked.reported_turnout:
        return with_values(scenario, {"turnout.final": "sampled"}, f"scenario {scenario.name}")
    return scenario


class _Searched(NamedTuple):
    staff: SiteStaff
    """The least that is certified."""
    found: Found
    """Of the last search in which a site was."""
    n_days: int
    """Days of the longer search."""
    site_days: int
    """Days that were run, all sites and searches together."""


def _searched(
    days: Days, now: SiteStaff, promise: Promise, change: Collection[Change]
) -> _Searched:
    """Return the least staff that is certified, and what was found.

    The fewest desks are searched first, then the fewest booths with these desks.
    """
    scenario, planned, found = days.country.scenario, now, None
    chosen, runs = _n_desks_chosen(now, change), []
    if "desks" in change:
        ample = most_booths(now) if "booths" in change else now.booths
        levels = desk_levels(scenario, now, ample)
        found = search(days, levels, promise, now.desks - 1, chosen, name="desks")
        planned = staff_at(levels, found.level)._replace(booths=now.booths)
        runs.append(found.days_run)
    if "booths" in change:
        levels = booth_levels(planned)
        of_now = now.booths - levels.booths[:, 0]
        last = search(days, levels, promise, of_now, chosen, name="booths")
        planned = staff_at(levels, last.level)
        # Where no desks are certified with plenty of booths, what binds there is said.
        found = last if found is None else last.where(found.certified, found)
        runs.append(last.days_run)
    assert found is not None
    return _Searched(planned, found, int(np.max(runs)), int(np.sum(runs)))


def _n_desks_chosen(now: SiteStaff, change: Collection[Change]) -> Ints:
    """Return among how many numbers of desks is chosen at each site, before booths are."""
    return most_desks(now) if len(change) > 1 else np.ones_like(now.desks)


def _placed(days: Days, now: SiteStaff, promise: Promise, budget: Budget) -> SiteStaff:
    """Return the staff with a given total of desks or members.

    Raises
    ------
    InputError
        If the total is less than every site needs.
    """
    scenario = days.country.scenario
    by_members = budget.what == "members"
    least = least_members(scenario, now) if by_members else now.members
    levels = desk_levels(scenario, now._replace(members=least), now.booths)
    cost: Ints = levels.members if by_members else levels.desks
    fewest = int(cost[:, 0].sum())
    if budget.total < fewest:
        message = (
            f"must be at least {counted(fewest, budget.what[:-1])}, the least for "
            f"{counted(len(cost), 'site')}; got {budget.total:,}"
        )
        raise InputError([Problem(budget.what, "", message)])
    return staff_at(levels, place(voters_over(days, levels, promise), cost, budget.total))


def _night(
    days: Days, planned: SiteStaff, asked: PlanAsked, by: int
) -> tuple[SiteStaff, FoundNight]:
    """Return the staff with the members of counting tables, and what was found of the night.

    Sites have the planned staff.
    """
    country = with_planned(days.country, planned)
    register = country.one
    nights = Nights(replace(days, country=country), by)
    promise, chosen = _night_promise(country, asked)
    found = search_night(nights, promise, asked.night_changes, chosen)
    needed = members_of_tables(country.scenario, register, found.staff.tables)
    staff = planned._replace(members=np.maximum(planned.members, needed))
    if asked.fresh_days:
        nights = Nights(replace(days, country=with_planned(days.country, staff)), by)
        fresh = validate_night(nights, found, promise, asked.fresh_days)
        found = found._replace(fresh=fresh)
    return staff, found


def _night_promise(country: Country, asked: PlanAsked) -> tuple[Promise, Ints]:
    """Return the promise at each commission, and among how many numbers is chosen there."""
    most = most_night_staff(country, night_staff_now(country))
    promise = promise_of(asked, len(country.one.commission_id))
    return promise, n_chosen(most, asked.night_changes)


def _entries(
    scenario: Scenario, seed: int, posterior: Posterior | None, asked: PlanAsked
) -> dict[str, Json]:
    """Return everything that the days of a plan depend on, for its checkpoint."""
    entries = job_entries(make_job(scenario, seed, "auto", posterior))
    return entries | {
        "kind": "plan", "max_wait_s": asked.max_wait_s, "share": asked.share, "days": asked.days,
        "confidence": asked.confidence, "jointly": asked.jointly, "change": [*asked.change],
        "most_days": asked.most_days, "fresh_days": asked.fresh_days,
        "results_by": asked.results_by,
        "change_night": [*asked.night_changes] if asked.results_by else [],
        "budget": [*asked.budget] if asked.budget else [],
    }  # fmt: skip


@contextmanager
def _store(
    at: str | Path | Destination | None, resume: bool, job: dict[str, Json]
) -> Iterator[Store]:
    """Give what keeps the days of a plan: its checkpoint, if one is named."""
    if at is None:
        yield NothingKept()
        return
    opened = open_checkpoint(at, job, resume=resume)
    try:
        opened.check()
        yield opened
    except BaseException:
        opened.unlock()
        raise
