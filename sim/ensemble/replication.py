"""One replication as bytes: its summary and the columns of its tables."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self
from zipfile import BadZipFile, ZipFile

import numpy as np

from sim.core.errors import PackError, Problem
from sim.core.paths import label
from sim.core.streams import Streams
from sim.day import engine_name
from sim.election import Country, build_country, run_election
from sim.ensemble.night_by_chance import night_by_chance
from sim.pack.files.digests import changed_files
from sim.results.columns import n_series
from sim.results.saving import versions
from sim.results.schema import TABLES
from sim.results.summaries.parts import PackUsed
from sim.results.summary import build_summary
from sim.results.tables import build_tables, register_columns
from sim.results.typed_json import as_json
from sim.scenario import Scenario, with_values
from sim.scenario.election import is_default, pack_files, pack_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.core.types import Json
    from sim.day import Engine
    from sim.election import Election
    from sim.ensemble.posterior_draws import Posterior, PosteriorDraw
    from sim.results.columns import Table
    from sim.results.summaries import RunSummary

_SUMMARY = "summary"
_ENDING, _VERSION, _PREFIX = ".npy", (1, 0), 10
"""Of the files of ``np.savez``: their names' ending, their version, and the bytes up to the length
of the header, which are the last two."""


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


def packed(summary: Mapping[str, Json], columns: Mapping[str, np.ndarray[Any, Any]]) -> bytes:
    """Return a summary and columns of tables, ``TABLE/COLUMN`` each, as bytes of a record."""
    about = {"versions": versions(), _SUMMARY: summary}
    file = io.BytesIO()
    text = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    # The bytes of np.savez, which makes the header of every column anew.
    with ZipFile(file, "w") as archive:
        for name, values in {_SUMMARY: text, **columns}.items():
            with archive.open(name + _ENDING, "w", force_zip64=True) as part:
                part.write(_header(values.dtype, len(values)) + values.tobytes())
    return file.getvalue()


@lru_cache(maxsize=1024)
def _header(kind: np.dtype[Any], n: int) -> bytes:
    """Return the header of a column of n values.

    Raises
    ------
    ValueError
        If they are neither numbers nor texts.
    """
    if kind.hasobject:
        raise ValueError(f"a column has numbers or texts; got {kind}")
    file = io.BytesIO()
    described = {"descr": np.lib.format.dtype_to_descr(kind), "fortran_order": False, "shape": (n,)}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()


def _once(name: str, column: str, table: Table) -> np.ndarray[Any, Any]:
    """Return a column without repetitions: of time series the times once, and a text a series."""
    declared, values = TABLES["run"].get(name), table[column]
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


def is_of_this_version(content: bytes, complete: Callable[[Record], bool]) -> bool:
    """Return whether bytes are a record that this version made, and that is complete."""
    try:
        record = Record(content)
        return record.about()["versions"] == versions() and complete(record)
    except (ValueError, OSError, KeyError, TypeError, EOFError, BadZipFile):
        return False


def _has_tables(record: Record) -> bool:
    """Return whether a record has all required tables of a run and no unknown ones."""
    names, tables = record.names().keys(), TABLES["run"]
    required = {name for name, table in tables.items() if table.required}
    return required <= names <= tables.keys()


class Record:
    """One replication, read from its bytes column by column."""

    def __init__(self, content: bytes) -> None:
        self._file = ZipFile(io.BytesIO(content))

    def about(self) -> dict[str, Any]:
        """Return the versions that made the record, and the summary as a JSON object."""
        about: dict[str, Any] = json.loads(self._read(_SUMMARY).tobytes())
        return about

    def column(self, table: str, name: str) -> np.ndarray[Any, Any]:
        """Return a column of a table."""
        return self._read(f"{table}/{name}")

    def names(self) -> dict[str, list[str]]:
        """Return the columns of each table, in order."""
        found: dict[str, list[str]] = {}
        for name in self._file.namelist():
            table, _, column = name.removesuffix(_ENDING).partition("/")
            if column:
                found.setdefault(table, []).append(column)
        return found

    def _read(self, name: str) -> np.ndarray[Any, Any]:
        content = self._file.read(name + _ENDING)
        begin = _PREFIX + int.from_bytes(content[_PREFIX - 2 : _PREFIX], "little")
        kind, n = _layout(content[:begin])
        if len(content) != begin + n * kind.itemsize:
            raise ValueError(f"{name} is not as long as its header says")
        values: np.ndarray[Any, Any] = np.ndarray((n,), kind, content, begin)
        return values.copy()


@lru_cache(maxsize=1024)
def _layout(header: bytes) -> tuple[np.dtype[Any], int]:
    """Return the kind and number of values of a column: numpy takes longer for it than for them.

    Raises
    ------
    ValueError
        If it is not the header of a column of numbers or texts.
    """
    file = io.BytesIO(header)
    version = np.lib.format.read_magic(file)
    if version != _VERSION:
        raise ValueError(f"the header of a column has version {_VERSION}; got {version}")
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    if kind.hasobject or len(shape) != 1:
        raise ValueError(f"a column has numbers or texts; got {kind} of shape {shape}")
    return kind, shape[0]
