"""The tables of an ensemble: those of one run, with medians and bands, read in pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from sim.ensemble.bands import band_columns, merge_summaries, replication_tables
from sim.results.columns import with_origin
from sim.results.tables import register_columns

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from sim.election import Progress
    from sim.ensemble.record import Record
    from sim.register import Register
    from sim.results.columns import Table

_ROOM = 64 * 1024 * 1024
"""Bytes of columns of all replications that are held at once."""
_KEYS = {
    "turnout": ("code", "capital_time", "local_time", "registered"),
    "turnout_reports": ("code", "capital_time", "relation", "reported", "source"),
    "sites": (),
    "tallies": (),
    "races": (),
    "waits": ("local_time",),
    "night": ("code", "capital_time"),
}
"""Columns that name a row, or are the same in every replication; besides those that the
register fixes."""
_CUMULATIVE = ("turnout", "night")
"""Tables of time lines by code: they begin at nothing, and their last row goes on."""


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
        Told after each table.
    """
    progress.begin("Medians and bands, tables", len(_KEYS))
    summaries = [records.record(k).about()["summary"] for k in range(len(records))]
    names = records.record(0).names()
    fixed = register_columns(register)
    tables = {}
    for table, key_names in _KEYS.items():
        line_up = _line_up(records, table)
        keys = {name: line_up.keys(name) for name in key_names}
        own = [name for name in names[table] if name not in keys]
        values = _banded(records, table, own, line_up)
        # In the order of a single run's table.
        order = list(fixed.get(table, ())) + names[table]
        parts = {name: {name: column} for name, column in {**fixed.get(table, {}), **keys}.items()}
        tables[table] = {k: v for name in order for k, v in (parts | values)[name].items()}
        progress.advance(1)
    tables |= replication_tables(summaries)
    return Merged(
        merge_summaries(summaries), {name: with_origin(table) for name, table in tables.items()}
    )


def _banded(
    records: Records, table: str, names: list[str], line_up: _LineUp
) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the band columns of each column, as many columns at once as there is room for."""
    first = records.record(0)
    row_bytes = {name: first.column(table, name).itemsize * len(records) for name in names}
    found: dict[str, dict[str, NDArray[Any]]] = {name: {} for name in names}
    for group, rows in _pieces(row_bytes, line_up.n_rows):
        pieces: dict[str, list[NDArray[Any]]] = {name: [] for name in group}
        for number in range(len(records)):
            record = records.record(number)
            for name in group:
                own = line_up.values(number, record.column(table, name))
                pieces[name].append(own[rows])
        for name in group:
            for column, values in band_columns(name, np.stack(pieces.pop(name))).items():
                so_far = found[name].get(column)
                found[name][column] = values if so_far is None else np.concatenate([so_far, values])
    return found


def _pieces(row_bytes: dict[str, int], n_rows: int) -> list[tuple[list[str], slice]]:
    """Cut a table into groups of whole columns, and a column too large into runs of rows."""
    groups: list[tuple[list[str], int]] = []
    for name, size in row_bytes.items():
        if groups and groups[-1][1] + size * n_rows <= _ROOM:
            groups[-1][0].append(name)
            groups[-1] = (groups[-1][0], groups[-1][1] + size * n_rows)
        else:
            groups.append(([name], size * n_rows))
    pieces = []
    for group, size in groups:
        step = max(n_rows if size <= _ROOM else _ROOM * n_rows // size, 1)
        pieces += [(group, slice(start, start + step)) for start in range(0, max(n_rows, 1), step)]
    return pieces


class _LineUp:
    """Rows that are the same in every replication."""

    def __init__(self, records: Records, table: str) -> None:
        self.first, self.table = records.record(0), table
        self.n_rows = len(self.first.column(table, self.first.names()[table][0]))

    def keys(self, name: str) -> NDArray[Any]:
        """Return a column that names rows."""
        return self.first.column(self.table, name)

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column of a replication, row by row as ``keys`` says."""
        return column


class _TimeLines(_LineUp):
    """Time lines by code: every replication is drawn out to the earliest and latest time of all."""

    def __init__(self, records: Records, table: str) -> None:
        super().__init__(records, table)
        times = []
        for number in range(len(records)):
            record = records.record(number)
            code = record.column(table, "code")
            times.append(record.column(table, "capital_time")[code == code[0]])
        self.step = times[0][1] - times[0][0]
        self.begin = min(own[0] for own in times)
        end = max(own[-1] for own in times)
        self.n_times = int((end - self.begin) / self.step) + 1
        self.n_codes = len(self.first.column(table, "code")) // len(times[0])
        self.n_rows = self.n_codes * self.n_times
        self.offset = [int((own[0] - self.begin) / self.step) for own in times]

    def keys(self, name: str) -> NDArray[Any]:
        """Return a column that names rows, drawn out."""
        own = self.first.column(self.table, name).reshape(self.n_codes, -1)
        if own.dtype.kind != "M":
            return np.repeat(own[:, 0], self.n_times)
        at = self.step * (np.arange(self.n_times) - self.offset[0])
        times: NDArray[Any] = (own[:, :1] + at).ravel()
        return times

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column drawn out: nothing before its first time, its last value later."""
        own = column.reshape(self.n_codes, -1)
        before = self.offset[replication]
        after = self.n_times - before - own.shape[1]
        ends = np.repeat(own[:, -1:], after, axis=1)
        zeros = np.zeros((self.n_codes, before), own.dtype)
        drawn_out: NDArray[Any] = np.concatenate([zeros, own, ends], axis=1).ravel()
        return drawn_out


class _HalfHours(_LineUp):
    """Rows that some replications lack: nobody came in that half hour, so nobody waited."""

    def __init__(self, records: Records, table: str) -> None:
        super().__init__(records, table)
        own = [records.record(k).column(table, "local_time") for k in range(len(records))]
        self.all = np.unique(np.concatenate(own))
        self.n_rows = len(self.all)
        self.rows = [np.searchsorted(self.all, times) for times in own]

    def keys(self, name: str) -> NDArray[Any]:
        """Return all half hours."""
        return self.all

    def values(self, replication: int, column: NDArray[Any]) -> NDArray[Any]:
        """Return a column with zeros where nobody came."""
        found = np.zeros(self.n_rows, column.dtype)
        found[self.rows[replication]] = column
        return found


def _line_up(records: Records, table: str) -> _LineUp:
    if table in _CUMULATIVE:
        return _TimeLines(records, table)
    return _HalfHours(records, table) if table == "waits" else _LineUp(records, table)
