"""What one replication leaves: its summary and the columns of its tables, as bytes."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.election import Country, build_country, run_election
from sim.results.store import versions
from sim.results.summary import build_summary
from sim.results.tables import build_tables, register_columns
from sim.scenario import Scenario
from sim.streams import Luck

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.day import Engine
    from sim.results.columns import Table

_SUMMARY = "summary"


@dataclass(frozen=True)
class Job:
    """What all replications of an ensemble have in common: small, as it travels to workers."""

    scenario: str
    """Resolved, as JSON."""
    seed: int
    engine: Engine


def make_job(scenario: Scenario, seed: int, engine: Engine) -> Job:
    """Return the job of a scenario."""
    return Job(scenario.model_dump_json(by_alias=True), seed, engine)


@lru_cache(maxsize=1)
def country_of(scenario: str) -> Country:
    """Return the country of a scenario: built once in each worker."""
    return build_country(Scenario.model_validate_json(scenario))


def play(job: Job, replication: int) -> bytes:
    """Run one replication: the unit of work, in this process or in any worker.

    Parameters
    ----------
    job
        What to run.
    replication
        In [0, 2**32).

    Returns
    -------
    bytes
        As :func:`unpack` reads it.

    Raises
    ------
    InputError
        If the country of the scenario cannot exist.
    """
    country = country_of(job.scenario)
    election = run_election(country, Luck(job.seed, replication), engine=job.engine)
    tables = build_tables(election)
    return pack(build_summary(election, tables, job.engine), tables, country)


def pack(summary: Mapping[str, Any], tables: Mapping[str, Table], country: Country) -> bytes:
    """Return the bytes of a record: the summary, all columns that the register does not fix."""
    about = {"versions": versions(), _SUMMARY: summary}
    columns = {_SUMMARY: np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)}
    fixed = register_columns(country.register)
    for name, table in tables.items():
        own = (column for column in table if column not in {"origin", *fixed.get(name, ())})
        columns |= {f"{name}/{column}": _small(table[column]) for column in own}
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **columns)
    return file.getvalue()


def _small(column: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return whole numbers in half the room where they fit."""
    fits = column.dtype == np.int64 and (np.abs(column) < 2**31).all()
    return column.astype(np.int32) if fits else column


class Record:
    """One replication, read from its bytes column by column."""

    def __init__(self, content: bytes) -> None:
        self._columns = np.load(io.BytesIO(content), allow_pickle=False)

    def about(self) -> dict[str, Any]:
        """Return ``versions`` and ``summary``."""
        about: dict[str, Any] = json.loads(self._columns[_SUMMARY].tobytes())
        return about

    def column(self, table: str, name: str) -> np.ndarray[Any, Any]:
        """Return a column of a table."""
        column: np.ndarray[Any, Any] = self._columns[f"{table}/{name}"]
        return column

    def names(self) -> dict[str, list[str]]:
        """Return the columns of each table, in order."""
        found: dict[str, list[str]] = {}
        for name in self._columns.files:
            table, _, column = name.partition("/")
            if column:
                found.setdefault(table, []).append(column)
        return found
