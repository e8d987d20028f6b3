"""Runs of a scenario that simulate only what its targets need."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core import clock
from sim.day.announcements import count_times, report_times
from sim.election import run_election, run_polling
from sim.results.target_sources import times_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.core.streams import Streams
    from sim.election import Country, Election, Polled
    from sim.pack.targets import Target
    from sim.scenario import Scenario


def with_target_times(scenario: Scenario, targets: Iterable[Target]) -> Scenario:
    """Return a scenario whose day counts issued ballots at the times of all targets.

    Quarter hours are always counted. Other times are added to the times of announcements, on
    which nothing else of the day depends.
    """
    known = set(count_times(scenario))
    missing = {at for at in times_of(targets) - known if at % clock.QUARTER_MS}
    if not missing:
        return scenario
    times = [_time(at) for at in sorted(missing.union(report_times(scenario)))]
    announcements = scenario.announcements.model_copy(update={"times": times})
    return scenario.model_copy(update={"announcements": announcements})


def _time(at: int) -> dt.time:
    return (dt.datetime.min + dt.timedelta(milliseconds=at)).time()


def run_for(
    country: Country, targets: Sequence[Target], streams: Streams, workers: int
) -> Election | Polled:
    """Run one election; the night only if a target needs it.

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
    """
    if any(target.what == "night" for target in targets):
        return run_election(country, streams, workers=workers)
    return run_polling(country, streams, workers=workers)
