"""The tables of an ensemble: those of one run, with medians and bands, read in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sim.ensemble.bands import band_columns, merge_summaries, replication_tables
from sim.results import schema
from sim.results.columns import with_origin
from sim.results.tables import register_columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from sim.election import Progress
    from sim.ensemble.replication import Record
    from sim.register import Register
    from sim.results.columns import Table

_ROOM = 128 * 1024 * 1024
"""Bytes of columns of all replications that are held at once."""
_TABLES = schema.TABLES["run"]
_AXES = {"turnout": "capital_time", "night": "capital_time", "waits": "local_time"}
"""Columns along which replications differ in their number of rows."""


class Records(Protocol):
    """The replications of an ensemble, each of them kept somewhere."""

    def __len__(self) -> int:
        """Return how many there are."""

    def record(self, replication: int) -> Record:
        """Read one."""


class Merged(NamedTuple):
    """An ensemble as summary and tables."""

    summary: dict[str, Any]
    tables: dict[str, Table]


def merge(records: Records, register: Register, progress: Progress) -> Merged:
    """Put the replications of an ensemble together.

    No more than _ROOM bytes of their columns are in memory at once, beside the
    summary of each.

    Parameters
    ----------
    records
        All replications, in order.
    register
        The country they share.
    progress
        Told how many records were read; each is read several times if there is no room
        for all their columns.
    """
    first = records.record(0)
    names = first.names()
    progress.begin("Medians and bands: records", len(records))
    summaries, axes = [], []
    for number in range(len(records)):
        record = records.record(number)
        summaries.append(record.about()["summary"])
        axes.append({table: record.column(table, axis) for table, axis in _AXES.items()})
        progress.advance(1)
    # A table that not every scenario has is there in all replications, or in none.
    there = [table for table in _TABLES if table in names]
    line_ups = {table: _line_up(table, first, axes) for table in there}
    fixed_names = {table: schema.fixed_names(table) for table in there}
    own = [(t, name) for t in there for name in names[t] if name not in fixed_names[t]]
    values = _banded(records, own, line_ups)
    fixed = register_columns(register)
    tables: dict[str, Table] = {}
    for table in there:
        keys = [name for name in names[table] if name in fixed_names[table]]
        parts = {(table, name): {name: line_ups[table].keys(name)} for name in keys} | values
        parts |= {(table, name): {name: own} for name, own in fixed.get(table, {}).items()}
        # In the order of a single run's table.
        order = list(fixed.get(table, ())) + names[table]
        tables[table] = {k: v for name in order for k, v in parts[table, name].items()}
    tables |= replication_tables(summaries)
    return Merged(
        merge_summaries(summaries), {name: with_origin(table) for name, table in tables.items()}
    )


def _banded(
    records: Records, names: list[tuple[str, str]], line_ups: dict[str, _LineUp]
) -> dict[tuple[str, str], Table]:
    """Return the band columns of each (table, column), as many at once as there is room for."""
    first = records.record(0)
    n_rows = {(table, name): line_ups[table].n_rows for table, name in names}
    sizes = {
        (table, name): first.column(table, name).itemsize * n_rows[table, name] * len(records)
        for table, name in names
    }
    found: dict[tuple[str, str], Table] = {name: {} for name in names}
    for group, cut in _pieces(sizes):
        stacks: dict[tuple[str, str], list[NDArray[Any]]] = {name: [] for name in group}
        for number in range(len(records)):
            record = records.record(number)
            for table, name in group:
                column = line_ups[table].values(number, record.column(table, name))
                stacks[table, name].append(column[cut.of(len(column))])
        for table, name in group:
            for column_name, values in band_columns(
                name, np.stack(stacks.pop((table, name)))
            ).items():
                so_far = found[table, name].get(column_name, values[:0])
                found[table, name][column_name] = np.concatenate([so_far, values])
    return found


class _Cut(NamedTuple):
    """One of so many parts of the rows of a column."""

    part: int
    n_parts: int

    def of(self, n_rows: int) -> slice:
        """Return its rows."""
        return slice(n_rows * self.part // self.n_parts, n_rows * (self.part + 1) // self.n_parts)


def _pieces(sizes: dict[tuple[str, str], int]) -> Iterator[tuple[list[tuple[str, str]], _Cut]]:
    """Cut columns of so many bytes into groups of whole ones, and parts of one too large."""
    group: list[tuple[str, str]] = []
    held = 0
    for name, size in sizes.items():
        if group and held + size > _ROOM:
            yield group, _Cut(0, 1)
            group, held = [], 0
        if size > _ROOM:
            n_parts = -(-size // _ROOM)
            yield from (([name], _Cut(part, n_parts)) for part in range(n_parts))
        else:
            group.append(name)
            held += size
    if group:
        yield group, _Cut(0, 1)


class _LineUp:
    """Rows that are the same in every replication."""

    def __init__(self, table: str, first: Record) -> None:
        self.table, self.first = table, first
        self.n_rows = len(first.column(table, first.names()[table][0]))

    def keys(self, name: str) -> NDArray[Any]:
        """Return a column that names rows."""
        return self.first.column(self.table, name)

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column of a replication, row by row as ``keys`` says."""
        return column


class _TimeLines(_LineUp):
    """Time lines by code, from the earliest time of all replications to the latest.

    They are cumulative: they begin at nothing, and their last value holds.
    """

    def __init__(self, table: str, first: Record, times: list[NDArray[Any]]) -> None:
        super().__init__(table, first)
        self.n_codes = len(np.unique(first.column(table, "code")))
        lines = [own[: len(own) // self.n_codes] for own in times]
        self.step = np.timedelta64(_TABLES[table].step_ms, "ms")
        begin, end = min(own[0] for own in lines), max(own[-1] for own in lines)
        self.n_times = int((end - begin) / self.step) + 1
        self.n_rows = self.n_codes * self.n_times
        self.offset = [int((own[0] - begin) / self.step) for own in lines]

    def keys(self, name: str) -> NDArray[Any]:
        """Return a column that names rows, drawn out."""
        own = super().keys(name).reshape(self.n_codes, -1)
        if own.dtype.kind != "M":
            return np.repeat(own[:, 0], self.n_times)
        at = self.step * (np.arange(self.n_times) - self.offset[0])
        times: NDArray[Any] = (own[:, :1] + at).ravel()
        return times

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column drawn out."""
        own = column.reshape(self.n_codes, -1)
        before = self.offset[replication]
        after = self.n_times - before - own.shape[1]
        drawn_out: NDArray[Any] = np.pad(own, ((0, 0), (before, 0)))
        drawn_out = np.pad(drawn_out, ((0, 0), (0, after)), mode="edge")
        return drawn_out.ravel()


class _HalfHours(_LineUp):
    """Rows that some replications lack: nobody came in that half hour, so nobody waited."""

    def __init__(self, table: str, first: Record, times: list[NDArray[Any]]) -> None:
        super().__init__(table, first)
        self.all = np.unique(np.concatenate(times))
        self.n_rows = len(self.all)
        self.rows = [np.searchsorted(self.all, own) for own in times]

    def keys(self, name: str) -> NDArray[Any]:
        """Return all half hours."""
        return self.all

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column with zeros where nobody came."""
        found = np.zeros(self.n_rows, column.dtype)
        found[self.rows[replication]] = column
        return found


def _line_up(table: str, first: Record, axes: list[dict[str, NDArray[Any]]]) -> _LineUp:
    if table not in _AXES:
        return _LineUp(table, first)
    times = [own[table] for own in axes]
    return (_HalfHours if table == "waits" else _TimeLines)(table, first, times)
