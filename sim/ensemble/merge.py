"""Merge the replications of an ensemble into the tables of one run, with medians and bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sim.core.text import clock_of
from sim.ensemble.bands import band_columns, merge_summaries, replication_tables
from sim.results import schema
from sim.results.columns import n_series, with_origin
from sim.results.summaries import RunSummary
from sim.results.tables import register_columns
from sim.results.typed_json import from_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from sim.core.progress_protocol import Progress
    from sim.ensemble.record import Record
    from sim.register import Register
    from sim.results.columns import Table

_ROOM = 128 * 1024 * 1024
"""Maximum memory for columns of all replications, in bytes."""
_TABLES = schema.TABLES_OF_RUN
_AXES = {name: table.axis for name, table in _TABLES.items() if table.axis}
"""Tables whose rows can differ between replications, with the key in which they differ."""


class Records(Protocol):
    """The finished replications of an ensemble."""

    def __len__(self) -> int:
        """Return the number of replications."""

    def record(self, replication: int) -> Record:
        """Return the record of a replication."""


class Merged(NamedTuple):
    """The summary and the tables of an ensemble."""

    summary: RunSummary
    tables: dict[str, Table]


def merge(records: Records, register: Register, progress: Progress) -> Merged:
    """Merge the replications of an ensemble.

    At most ``_ROOM`` bytes of their columns are in memory at once, beside all summaries.

    Parameters
    ----------
    records
        All replications, in order.
    register
        The register of the country.
    progress
        Receives the number of records read; each is read again, maybe several times, if their
        columns do not fit into memory at once.
    """
    first = records.record(0)
    # All replications of a scenario have the same tables.
    names = first.names()
    present = [table for table in _TABLES if table in names]
    fixed_names = {table: schema.fixed_names(table) for table in present}
    varying = [(t, name) for t in present for name in names[t] if name not in fixed_names[t]]
    fit = sum(first.column(*name).nbytes for name in varying) * len(records) <= _ROOM
    progress.begin("Medians and bands: records", len(records))
    summaries, axes, columns = [], [], []
    for number in range(len(records)):
        record = records.record(number)
        summaries.append(record.about()["summary"])
        axes.append({table: record.column(table, axis) for table, axis in _AXES.items()})
        if fit:
            columns.append({name: record.column(*name) for name in varying})
        progress.advance(1)
    aligned = {table: _aligned_rows(table, first, axes) for table in present}
    values = _banded(records, varying, aligned, columns)
    fixed = register_columns(register)
    tables: dict[str, Table] = {}
    for table in present:
        keys = [name for name in names[table] if name in fixed_names[table]]
        parts = {(table, name): {name: aligned[table].keys(name)} for name in keys} | values
        parts |= {(table, name): {name: column} for name, column in fixed.get(table, {}).items()}
        # In the order of the table of a single run.
        order = list(fixed.get(table, ())) + names[table]
        tables[table] = {k: v for name in order for k, v in parts[table, name].items()}
    tables |= replication_tables(summaries)
    return Merged(
        from_json(RunSummary, merge_summaries(summaries)),
        {name: with_origin(table) for name, table in tables.items()},
    )


def _banded(
    records: Records,
    names: list[tuple[str, str]],
    aligned: dict[str, _Rows],
    columns: list[dict[tuple[str, str], NDArray[Any]]],
) -> dict[tuple[str, str], Table]:
    """Return the band columns of each (table, column), computed in groups that fit into memory.

    Parameters
    ----------
    columns
        The columns of each replication if they fit into memory and were read already; they are
        removed. If empty, they are read from the records.
    """
    first = records.record(0)
    n_rows = {(table, name): aligned[table].n_rows for table, name in names}
    sizes = {
        (table, name): first.column(table, name).itemsize * n_rows[table, name] * len(records)
        for table, name in names
    }
    found: dict[tuple[str, str], Table] = {name: {} for name in names}
    if sum(sizes.values()) > _ROOM:
        # Aligned, columns can be larger than as they were read.
        columns.clear()
    for group, rows in _groups(sizes):
        stacks: dict[tuple[str, str], list[NDArray[Any]]] = {name: [] for name in group}
        for number in range(len(records)):
            record = None if columns else records.record(number)
            for table, name in group:
                at = table, name
                column = record.column(*at) if record else columns[number].pop(at)
                column = aligned[table].values(number, column)
                stacks[at].append(column[rows.of(len(column))])
        for table, name in group:
            declared = _TABLES[table].find(name)
            assert declared is not None
            stack = np.stack(stacks.pop((table, name)))
            for column_name, values in band_columns(declared, stack).items():
                so_far = found[table, name].get(column_name, values[:0])
                found[table, name][column_name] = np.concatenate([so_far, values])
    return found


class _RowRange(NamedTuple):
    """One of several equal parts of the rows of a column."""

    part: int
    n_parts: int

    def of(self, n_rows: int) -> slice:
        """Return its rows."""
        return slice(n_rows * self.part // self.n_parts, n_rows * (self.part + 1) // self.n_parts)


def _groups(sizes: dict[tuple[str, str], int]) -> Iterator[tuple[list[tuple[str, str]], _RowRange]]:
    """Yield groups of columns that fit into memory; one that is too large is split by rows."""
    group: list[tuple[str, str]] = []
    held = 0
    for name, size in sizes.items():
        if group and held + size > _ROOM:
            yield group, _RowRange(0, 1)
            group, held = [], 0
        if size > _ROOM:
            n_parts = -(-size // _ROOM)
            yield from (([name], _RowRange(part, n_parts)) for part in range(n_parts))
        else:
            group.append(name)
            held += size
    if group:
        yield group, _RowRange(0, 1)


class _Rows:
    """Rows that are the same in every replication."""

    def __init__(self, table: str, first: Record) -> None:
        self.table, self.first = table, first
        self.n_rows = len(first.column(table, first.names()[table][0]))

    def keys(self, name: str) -> NDArray[Any]:
        """Return a key column."""
        return self.first.column(self.table, name)

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column of a replication, aligned with the key columns."""
        return column


class _TimeRows(_Rows):
    """Time series, from the earliest time of all replications to the latest.

    They are cumulative: zero before the first time, constant after the last.
    """

    def __init__(self, table: str, first: Record, times: list[NDArray[Any]]) -> None:
        super().__init__(table, first)
        self.axis = _AXES[table]
        self.n_series = len(first.column(table, "code"))
        self.step = np.timedelta64(_TABLES[table].step_ms, "ms")
        begin, end = min(one[0] for one in times), max(one[-1] for one in times)
        self.n_times = int((end - begin) / self.step) + 1
        self.n_rows = self.n_series * self.n_times
        self.offset = [int((one[0] - begin) / self.step) for one in times]

    def keys(self, name: str) -> NDArray[Any]:
        """Return a key column, extended to all times."""
        column = super().keys(name)
        if column.dtype.kind == "U":
            return np.repeat(column, self.n_times)
        column = column.reshape(1 if name == self.axis else self.n_series, -1)
        if column.dtype.kind != "M":
            return np.repeat(column[:, 0], self.n_times)
        at = self.step * (np.arange(self.n_times) - self.offset[0])
        times: NDArray[Any] = np.broadcast_to(
            column[:, :1] + at, (self.n_series, self.n_times)
        ).ravel()
        return times

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column, extended to all times."""
        series = column.reshape(self.n_series, -1)
        before = self.offset[replication]
        extended = np.zeros((self.n_series, self.n_times), column.dtype)
        extended[:, before : before + series.shape[1]] = series
        extended[:, before + series.shape[1] :] = series[:, -1:]
        return extended.ravel()


class _ClockRows(_Rows):
    """Rows by half hour or hour, which a replication lacks if nothing happened in it."""

    def __init__(self, table: str, first: Record, times: list[NDArray[Any]]) -> None:
        super().__init__(table, first)
        self.axis = _AXES[table]
        # Of a table of all sites together, which can be empty, there is one series.
        self.n_series = max(n_series(times[0]), 1)
        once = [one[: len(one) // self.n_series].tolist() for one in times]
        self.all = np.array(sorted({time for one in once for time in one}, key=clock_of), np.str_)
        self.n_rows = self.n_series * len(self.all)
        row_of = {time: row for row, time in enumerate(self.all.tolist())}
        self.rows = [[row_of[time] for time in one] for one in once]

    def keys(self, name: str) -> NDArray[Any]:
        """Return a key column, extended to all times."""
        if name == self.axis:
            return np.tile(self.all, self.n_series)
        return np.repeat(super().keys(name)[:: len(self.rows[0])], len(self.all))

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column with zeros where nothing happened."""
        found = np.zeros((self.n_series, len(self.all)), column.dtype)
        found[:, self.rows[replication]] = column.reshape(self.n_series, -1)
        return found.ravel()


def _aligned_rows(table: str, first: Record, axes: list[dict[str, NDArray[Any]]]) -> _Rows:
    if table not in _AXES:
        return _Rows(table, first)
    times = [one[table] for one in axes]
    return (_TimeRows if _TABLES[table].step_ms else _ClockRows)(table, first, times)
