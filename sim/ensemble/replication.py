"""One replication as bytes: its summary and the columns of its tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np

from sim.core.errors import PackError, Problem
from sim.core.paths import label
from sim.core.streams import Streams
from sim.day import engine_name
from sim.election import Country, build_country, run_election
from sim.ensemble.night_by_chance import night_by_chance
from sim.ensemble.record import Record, is_of_this_version, packed
from sim.pack.files.digests import changed_files
from sim.results import schema
from sim.results.columns import n_series
from sim.results.summaries.shared import PackUsed
from sim.results.summary import build_summary
from sim.results.tables import build_tables, register_columns
from sim.results.typed_json import as_json
from sim.scenario import Scenario, with_values
from sim.scenario.election import is_default, pack_files, pack_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.day import Engine
    from sim.election import Election
    from sim.ensemble.posterior_draws import Posterior, PosteriorDraw
    from sim.results.columns import Table
    from sim.results.summaries import RunSummary


class Work(Protocol):
    """Work in numbered parts that workers do independently: a :class:`Job`, or other runs."""

    @property
    def engine(self) -> Engine:
        """The engine of the day."""

    def of(self, replication: int) -> Self:
        """Return the work of one part, small enough to be sent to a worker."""

    def run(self, replication: int) -> bytes:
        """Do one part, and return it in the form that :class:`Record` reads."""


@dataclass(frozen=True)
class Job:
    """What all replications of an ensemble have in common."""

    scenario: str
    """The resolved scenario, as JSON."""
    seed: int
    engine: Engine
    pack: PackUsed | None = None
    """The files of its pack, which no worker may find changed."""
    posterior: Posterior | None = None
    """Posterior from which each replication takes a draw; not sent to workers."""
    drawn: PosteriorDraw | None = None
    """The posterior draw, if this is the job of a single replication."""

    def of(self, replication: int) -> Job:
        """Return the job of one replication, which is small enough to be sent to a worker."""
        if self.posterior is None:
            return self
        drawn = self.posterior.drawn(Streams(self.seed, replication))
        return replace(self, posterior=None, drawn=drawn)

    def run(self, replication: int) -> bytes:
        """Run one replication: its summary and tables.

        Raises
        ------
        InputError
            If the country of the scenario cannot be built.
        """
        country = country_of(self)
        drawn = self.of(replication).drawn
        streams = Streams(self.seed, replication)
        election = run_election(with_drawn(country, drawn), streams, engine=self.engine)
        tables = build_tables(election)
        summary = summary_of(election, tables, self.engine, drawn, country)
        return record_of(summary, tables, country)


def make_job(
    scenario: Scenario, seed: int, engine: Engine, posterior: Posterior | None = None
) -> Job:
    """Return the job of a scenario."""
    return Job(
        scenario.model_dump_json(by_alias=True), seed, engine, pack_used(scenario), posterior
    )


def pack_used(scenario: Scenario) -> PackUsed | None:
    """Return the pack of a scenario; None for the election that ships."""
    if is_default(scenario):
        return None
    return PackUsed(folder=pack_name(scenario), sha256=pack_files(scenario))


def with_drawn(country: Country, drawn: PosteriorDraw | None) -> Country:
    """Return a country with the parameters of a posterior draw, and the same register.

    Raises
    ------
    ScenarioError
        If the parameters contradict each other, although each value is allowed.
    """
    if drawn is None:
        return country
    where = f"posterior {drawn.about.directory}, draw {drawn.about.draw}"
    return replace(country, scenario=with_values(country.scenario, drawn.values, where))


def summary_of(
    election: Election,
    tables: Mapping[str, Table],
    engine: Engine,
    drawn: PosteriorDraw | None,
    country: Country,
) -> RunSummary:
    """Return the summary of a replication, with its posterior draw if there is one.

    Parameters
    ----------
    country
        As it was before the parameters of the draw.
    """
    summary = build_summary(election, tables, engine_name(engine))
    if drawn is None:
        return summary
    times = night_by_chance(election, drawn, country)
    return replace(summary, posterior=drawn.about, night_chance=times)


def country_of(job: Job) -> Country:
    """Return the country of a job, built once in each process.

    Raises
    ------
    InputError
        If it cannot be built, or the files of its pack are not those that the job began with.
    """
    return _country(job.scenario, tuple((job.pack.sha256 if job.pack else {}).items()))


@lru_cache(maxsize=1)
def _country(scenario: str, files: tuple[tuple[str, str], ...]) -> Country:
    built = build_country(Scenario.model_validate_json(scenario))
    folder, now = Path(built.scenario.election), pack_files(built.scenario)
    changed = list(changed_files(dict(files), now))
    if changed:
        raise PackError(Problem(label(folder / name), "", message) for name, message in changed)
    return built


def imported() -> None:
    """Do nothing: to find this function a worker imports the model, which takes half a second."""


def run_replication(job: Work, replication: int) -> bytes:
    """Run one replication, in this process or in a worker.

    Parameters
    ----------
    job
        The job of the ensemble, or of this replication.
    replication
        Number of the replication, in [0, 2**32).

    Returns
    -------
    bytes
        The replication in the form that :class:`Record` reads.

    Raises
    ------
    InputError
        If the country of the scenario cannot be built.
    """
    return job.run(replication)


def record_of(summary: RunSummary, tables: Mapping[str, Table], country: Country) -> bytes:
    """Return the record of a replication as bytes.

    It contains the summary, and the columns that the register does not determine; of time series
    the times once, and texts once a series.
    """
    columns: dict[str, np.ndarray[Any, Any]] = {}
    fixed = register_columns(country.register)
    for name, table in tables.items():
        varying = (column for column in table if column not in {"origin", *fixed.get(name, ())})
        columns |= {f"{name}/{column}": _small(_once(name, column, table)) for column in varying}
    return packed(as_json(summary), columns)


def _once(name: str, column: str, table: Table) -> np.ndarray[Any, Any]:
    """Return a column without repetitions: of time series the times once, and a text a series."""
    declared, values = schema.TABLES_OF_RUN.get(name), table[column]
    if declared is None or not declared.step_ms:
        return values
    n_times = len(values) // n_series(table[declared.axis])
    if column == declared.axis:
        return values[:n_times]
    return values[::n_times] if values.dtype.kind == "U" else values


def _small(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a column of whole numbers with 32 bits if they fit."""
    fits = column.dtype == np.int64 and (np.abs(column) < 2**31).all()
    return column.astype(np.int32) if fits else column


def is_record(content: bytes) -> bool:
    """Return whether bytes are a record that this version made: see :func:`record_of`."""
    return is_of_this_version(content, _has_tables)


def _has_tables(record: Record) -> bool:
    """Return whether a record has all required tables of a run and no unknown ones."""
    names, tables = record.names().keys(), schema.TABLES_OF_RUN
    required = {name for name, table in tables.items() if table.required}
    return required <= names <= tables.keys()
