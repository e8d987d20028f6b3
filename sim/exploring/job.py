"""The runs of an exploration as work for the workers of an ensemble.

Every point has the same replications, with the same random words, so that two points differ by
their values alone. Run number ``n`` is replication ``n % replications`` of point
``n // replications``.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.comparison.metrics import Values, national_metrics
from sim.core.errors import BalanceError, InputError
from sim.core.streams import Streams
from sim.day import engine_name
from sim.election import finish_election, run_days
from sim.ensemble.changed_country import country_of_changed
from sim.ensemble.record import Record, is_of_this_version, packed
from sim.ensemble.replication import country_of
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Json
    from sim.day import Engine
    from sim.election import Country, Polls
    from sim.ensemble import Job

_OF_NIGHT = {"counting", "commission"}
"""Sections that the day does not depend on."""
_MOST_DAYS = 8
REFUSED, METRICS = "refused", "metrics"
"""Keys of a record: why there was no run, or unit and value of each metric."""


@dataclass(frozen=True)
class ExplorationJob:
    """What all runs of an exploration have in common, and the values of each point."""

    base: Job
    """The scenario, the seed and the engine."""
    points: tuple[Mapping[str, float], ...]
    """By point the values that differ from the scenario, by dotted key."""
    replications: int
    first: int = 0
    """Number of the first of the points; in the work of one run the others are left out."""

    @property
    def engine(self) -> Engine:
        """The engine of the day."""
        return self.base.engine

    def of(self, run: int) -> ExplorationJob:
        """Return the work of one run."""
        point = run // self.replications
        return replace(self, points=(self.points[point - self.first],), first=point)

    def run(self, run: int) -> bytes:
        """Do one run: all metrics of the nation, or why the country refuses the values."""
        point, replication = divmod(run, self.replications)
        country = country_of(self.base)
        values = self.points[point - self.first]
        try:
            changed = country_of_changed(with_values(country.scenario, values), country)
            streams = Streams(self.base.seed, replication)
            day = _DAYS.of(changed, country, streams, self.engine)
            election = finish_election(changed, streams, day)
        except InputError as error:
            if not values:
                raise
            return packed({REFUSED: "; ".join(each.message for each in error.problems)}, {})
        tables = build_tables(election)
        summary = build_summary(election, tables, engine_name(self.engine))
        for breach in summary.invariants.breached:
            where = f"{values}, replication {replication}, {', '.join(breach.where)}"
            raise BalanceError(breach.code, f"broken invariant: {breach.text}; at {where}")
        return packed({METRICS: _as_json(national_metrics(summary, tables))}, {})


class _Days(threading.local):
    """The last days of a thread, as many points differ in the night alone."""

    def __init__(self) -> None:
        self.base: Country | None = None
        self.kept: dict[str, tuple[Polls, ...]] = {}

    def of(
        self, country: Country, base: Country, streams: Streams, engine: Engine
    ) -> tuple[Polls, ...]:
        """Return the day of a country, which is run unless it is kept.

        Parameters
        ----------
        country
            Of the scenario with the values of a point.
        base
            That of the scenario as it is; with another one no day is kept.
        streams, engine
            See :func:`sim.election.run_election`.
        """
        if country.scenario.register_.scale > 1:
            return run_days(country, streams, engine)
        if base is not self.base:
            self.base, self.kept = base, {}
        scenario = country.scenario.model_dump_json(by_alias=True, exclude=_OF_NIGHT)
        key = f"{streams.seed} {streams.replication} {engine} {scenario}"
        found = self.kept.pop(key, None)
        if found is None:
            found = run_days(country, streams, engine, like=self._like(country, streams))
        self.kept[key] = found
        if len(self.kept) > _MOST_DAYS:
            del self.kept[next(iter(self.kept))]
        return found

    def _like(self, country: Country, streams: Streams) -> tuple[Polls, ...]:
        """Return the last kept day of the same register and random streams; empty if there is none.

        Votes and attendance are taken from it where the scenarios agree in them.
        """
        for polls in reversed(self.kept.values()):
            if polls[0].input.register is country.one and polls[0].input.streams == streams:
                return polls
        return ()


_DAYS = _Days()


def _as_json(metrics: Mapping[str, Values]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for name, (unit, values) in metrics.items():
        value = float(values[0])
        found[name] = [unit, None if math.isnan(value) else value]
    return found


def is_exploration_record(content: bytes) -> bool:
    """Return whether bytes are the record of a run that this version made."""
    return is_of_this_version(
        content, lambda record: bool({REFUSED, METRICS} & record.about()["summary"].keys())
    )  # fmt: skip


def run_of(record: Record) -> dict[str, Any]:
    """Return what a record holds: its one key is :data:`REFUSED` or :data:`METRICS`."""
    found: dict[str, Any] = record.about()["summary"]
    return found
