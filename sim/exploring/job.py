"""The runs of an exploration as work for the workers of an ensemble.

Every point has the same replications, with the same random words, so that two points differ by
their values alone. Run number ``n`` is replication ``n % replications`` of point
``n // replications``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.comparison.metrics import Values, national_metrics
from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.election import run_election
from sim.ensemble.changed_country import country_of_changed
from sim.ensemble.replication import Record, country_of, is_of_this_version, packed
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Json
    from sim.day import Engine
    from sim.ensemble import Job

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
            election = run_election(
                changed, Streams(self.base.seed, replication), engine=self.engine
            )  # fmt: skip
        except InputError as error:
            if not values:
                raise
            return packed({REFUSED: "; ".join(each.message for each in error.problems)}, {})
        tables = build_tables(election)
        summary = build_summary(election, tables, self.engine)
        return packed({METRICS: _as_json(national_metrics(summary, tables))}, {})


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
