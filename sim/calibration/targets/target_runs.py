"""Runs of a scenario that simulate only what its targets need."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core import clock
from sim.day.announcements import count_times, report_times
from sim.day_alone import day_alone_of
from sim.election import finish_election, run_days
from sim.results.target_sources import times_of
from sim.scenario.election import is_pack
from sim.scenario.target_tables import GivenTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.core.streams import Streams
    from sim.day_alone import DayAlone
    from sim.election import Country, Election, Polls
    from sim.pack.targets import Target
    from sim.scenario import Scenario


def with_target_times(scenario: Scenario, targets: Iterable[Target]) -> Scenario:
    """Return a scenario whose day counts issued ballots at the times of all targets.

    Quarter hours are always counted. Other times are added to the times of announcements, on
    which nothing else of the day depends. So are targets of turnout to those of the scenario:
    the day counts ballots in their areas.
    """
    targets = list(targets)
    scenario = _with_areas(scenario, targets)
    known = set(count_times(scenario))
    missing = {at for at in times_of(targets) - known if at % clock.QUARTER_MS}
    if not missing:
        return scenario
    times = [_time(at) for at in sorted(missing.union(report_times(scenario)))]
    announcements = scenario.announcements.model_copy(update={"times": times})
    return scenario.model_copy(update={"announcements": announcements})


def _with_areas(scenario: Scenario, targets: Sequence[Target]) -> Scenario:
    """Return a scenario with targets of turnout by hour that are of a file, if it is a pack."""
    added = [
        GivenTarget(code=target.code, level=target.level, time=_time(target.at % clock.DAY_MS))
        for target in targets
        if target.at is not None and is_pack(scenario)
    ]
    known = {(one.code, one.level, one.time) for one in scenario.targets}
    missing = [one for one in added if (one.code, one.level, one.time) not in known]
    if not missing:
        return scenario
    return scenario.model_copy(update={"targets": [*scenario.targets, *missing]})


def _time(at: int) -> dt.time:
    return (dt.datetime.min + dt.timedelta(milliseconds=at)).time()


def run_for(
    country: Country,
    targets: Sequence[Target],
    streams: Streams,
    workers: int,
    like: Sequence[Polls] = (),
) -> tuple[Election | DayAlone, tuple[Polls, ...]]:
    """Run one election; the night only if a target needs it. Return its polls, too.

    Parameters
    ----------
    country
        Country of a scenario from :func:`with_target_times`.
    targets
        Reported values.
    streams
        Random streams of a seed and a replication.
    workers
        Threads of the day; the result does not depend on it.
    like
        Polls of another scenario of the same country and streams: see :func:`.run_days`.
    """
    polls = run_days(country, streams, "auto", workers=workers, like=like)
    if any(target.what == "night" for target in targets):
        return finish_election(country, streams, polls), polls
    return day_alone_of(country, polls), polls
