"""Elections one after another, of which only what a change can affect is computed again."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sim.api import manifest_of
from sim.calibration.targets.collect import collect
from sim.calibration.targets.target_runs import with_target_times
from sim.day_alone import day_alone_of
from sim.election import build_country, finish_election, run_days
from sim.ensemble.changed_country import country_of_changed
from sim.ensemble.replication import pack_used
from sim.results.results import RunResults
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.results.target_values import observe

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.progress_protocol import Progress
    from sim.core.streams import Streams
    from sim.core.types import Floats
    from sim.day_alone import DayAlone
    from sim.election import Country, Polls
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario

_NIGHT_ALONE = ("name", "description", "counting", "commission", "calibration")
"""Fields of a scenario that change nothing of the day."""


@dataclass(frozen=True)
class LabElection:
    """One election of one scenario."""

    country: Country
    results: RunResults
    targets: tuple[Target, ...]
    values: Floats
    """LabElection value of each target: see :func:`sim.results.target_values.observe`."""


class _Last(NamedTuple):
    """The election before, of which what stays the same is taken."""

    country: Country
    streams: Streams
    polls: tuple[Polls, ...]


class _Collected(NamedTuple):
    """Targets, and what they were collected for."""

    register: Register
    given: tuple[object, ...]
    targets: tuple[Target, ...]


class Simulator:
    """Runs elections of scenarios that differ in few parameters, by the compiled engine.

    The register is built again where a parameter needs it, the day run again where it differs,
    votes and attendance drawn again where they do. Results are those of :func:`sim.run`.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._last: _Last | None = None
        self._collected: _Collected | None = None

    def run(
        self,
        scenario: Scenario,
        streams: Streams,
        progress: Progress,
        on_day: Callable[[DayAlone], None] | None = None,
    ) -> LabElection:
        """Run one election.

        Parameters
        ----------
        scenario
            Its assumptions.
        streams
            Its random streams.
        progress
            Receives the progress; an exception that it raises ends the run.
        on_day
            Called with the election before its night.

        Raises
        ------
        InputError
            If the scenario has no country.
        """
        started = time.time()
        country, targets, counted = self._counted(scenario, progress)
        polls = self._polls(counted, streams, progress)
        if on_day is not None:
            on_day(day_alone_of(counted, polls))
        election = finish_election(counted, streams, polls)
        tables = build_tables(election)
        summary = build_summary(election, tables, "auto")
        manifest = manifest_of(country, pack_used(scenario), summary, started)
        results = RunResults(summary, tables, manifest)
        return LabElection(country, results, targets, observe(election, targets))

    def run_day(self, scenario: Scenario, streams: Streams, progress: Progress) -> DayAlone:
        """Run one election without its night: see :meth:`run`."""
        _, _, counted = self._counted(scenario, progress)
        return day_alone_of(counted, self._polls(counted, streams, progress))

    def _counted(
        self, scenario: Scenario, progress: Progress
    ) -> tuple[Country, tuple[Target, ...], Country]:
        """Return the country, its targets, and the country that counts at their times."""
        country = self._country(scenario, progress)
        targets = self._targets_of(country)
        return country, targets, replace(country, scenario=with_target_times(scenario, targets))

    def _country(self, scenario: Scenario, progress: Progress) -> Country:
        if self._last is not None:
            return country_of_changed(scenario, self._last.country)
        progress.begin("Register", 1)
        return build_country(scenario)

    def _targets_of(self, country: Country) -> tuple[Target, ...]:
        scenario, known = country.scenario, self._collected
        given = scenario.targets, scenario.calibration
        if known is None or known.register is not country.one or known.given != given:
            found = collect(scenario, country.register, needed=False)
            known = self._collected = _Collected(country.one, given, found)
        return known.targets

    def _polls(self, country: Country, streams: Streams, progress: Progress) -> tuple[Polls, ...]:
        last, polls = self._last, None
        like: tuple[Polls, ...] = ()
        if last is not None and last.streams == streams and last.country.one is country.one:
            like = last.polls
            if _of_day(last.country.scenario) == _of_day(country.scenario):
                polls = tuple(replace(each, progress=progress) for each in last.polls)
        if polls is None:
            polls = run_days(
                country, streams, "auto", workers=self._workers, progress=progress, like=like
            )
        self._last = _Last(country, streams, polls)
        return polls


def _of_day(scenario: Scenario) -> list[object]:
    """Return all that the day of a register depends on."""
    fields = type(scenario).model_fields
    return [getattr(scenario, name) for name in fields if name not in _NIGHT_ALONE]
