"""Tables as CSV and back: UTF-8, comma, one header line, LF; missing values are empty cells.

Cells are quoted here and not by :mod:`csv`, because the cells that it quotes differ between
versions of Python, and a lone carriage return in a text would end a row on reading.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import chain
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from sim.core.interrupts import interrupts_held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.results import schema
    from sim.results.columns import Table

_ROWS = 50_000
"""Rows that are formatted at a time: the text of all of them needs several times their memory."""
_QUOTED = re.compile('[,"\n\r]')
_FIELD_LIMIT = 10_000_000
"""Characters of a cell; the default of :mod:`csv` is less than a long source may have."""
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
_TIME = r"[0-9]{4}-(?:0[1-9]|1[0-2])-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_LOOKS = {"whole": "-?[0-9]{1,19}", "number": _NUMBER, "time": _TIME, "flag": "[01]"}
_NAMES = {
    "whole": "a whole number", "number": "a number", "time": "a time such as 2021-07-25T20:00:00",
    "flag": "0 or 1",
}  # fmt: skip


class Unreadable(Exception):  # noqa: N818  it is caught by the caller
    """A table that does not fit its declaration; lists every problem."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        """Column (empty for all of the table) and message."""
        super().__init__("; ".join(f"{key}: {message}" for key, message in self.problems))


def csv_text(table: Table) -> str:
    """Return a table as CSV."""
    out = io.StringIO()
    write_csv(out, table)
    return out.getvalue()


def write_csv(file: TextIO, table: Table) -> None:
    """Write a table into a file that is open for text."""
    file.write(",".join(map(_quoted, table)) + "\n")
    n_rows = len(next(iter(table.values())))
    for start in range(0, n_rows, _ROWS):
        columns = (cells_of(column[start : start + _ROWS]) for column in table.values())
        file.write("".join(f"{','.join(row)}\n" for row in zip(*columns, strict=True)))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def cells_of(column: NDArray[Any]) -> list[str]:
    """Return a column as the cells of a CSV file."""
    if column.dtype.kind == "M":
        # NumPy discards a Ctrl-C that arrives while it formats times.
        with interrupts_held():
            cells: list[str] = np.datetime_as_string(column, unit="s").tolist()
        return ["" if cell == "NaT" else cell for cell in cells]
    if column.dtype.kind == "f":
        return ["" if value != value else repr(value) for value in column.tolist()]  # noqa: PLR0124
    cells = [str(value) for value in column.tolist()]
    return cells if column.dtype.kind in "iub" else list(map(_quoted, cells))


def read_csv(text: str, declared: schema.Table) -> Table:
    """Read a table by its declaration.

    Raises
    ------
    Unreadable
        If it is no CSV, columns are missing or unknown, or a cell is not of the kind of its column.
    """
    header, rows = _parsed(text)
    columns = {name: declared.find(name) for name in header}
    problems = [
        *((name, "is there twice") for name in dict.fromkeys(header) if header.count(name) > 1),
        *((name, "is missing") for name in declared.required_names() if name not in columns),
        *((name, "is no column of this table") for name in header if columns[name] is None),
    ]  # fmt: skip
    if problems:
        raise Unreadable(problems)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    table: Table = {}
    for column, values in zip(columns.values(), cells, strict=True):
        assert column is not None
        try:
            table[column.name] = _typed(column, values)
        except _BadCell as bad:
            problems.append((column.name, str(bad)))
    if problems:
        raise Unreadable(problems)
    return table


def _parsed(text: str) -> tuple[list[str], list[list[str]]]:
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise Unreadable([("", f"is no CSV: {error}")]) from None
    except ValueError:  # no line at all
        raise Unreadable([("", "is empty")]) from None
    finally:
        csv.field_size_limit(before)
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            message = f"row {number:,} has {len(row)} cells; the header has {len(header)}"
            raise Unreadable([("", message)])
    return header, rows


class _BadCell(Exception):  # noqa: N818  it never leaves this file
    """A cell that is not of the kind of its column."""


def _typed(column: schema.Column, cells: Sequence[str]) -> NDArray[Any]:
    """Return cells as an array of the kind of their column."""
    if column.kind == "text":
        _check_text(column, cells)
        return np.array(cells, dtype=np.str_)
    _check_looks(column, cells)
    try:
        if column.kind == "time":
            with interrupts_held():
                return np.array([cell or "NaT" for cell in cells], dtype="datetime64[s]")
        if column.kind == "number":
            return _finite(cells)
        if column.empty and "" in cells:
            return np.array([float(cell) if cell else np.nan for cell in cells])
        return np.array(list(map(int, cells)), dtype=np.int64)
    except (ValueError, OverflowError) as error:
        # The 31st of June, or more than 64 bits.
        raise _BadCell(f"must be {_NAMES[column.kind]} in every row: {error}") from None


def _finite(cells: Sequence[str]) -> NDArray[np.float64]:
    values = np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    if np.isinf(values).any():
        raise OverflowError(f"{cells[int(np.isinf(values).argmax())]} is too large")
    return values


def _check_looks(column: schema.Column, cells: Sequence[str]) -> None:
    """Raise an error for the first cell that is not a value of the kind of its column."""
    looks = _LOOKS[column.kind] if not column.empty else f"(?:{_LOOKS[column.kind]})?"
    # All at once, as a country has some hundred thousand cells.
    if re.fullmatch(f"(?:{looks}\n)*", "\n".join(chain(cells, [""]))):
        return
    for number, cell in enumerate(cells, 1):
        if not re.fullmatch(looks, cell):
            raise _BadCell(f"must be {_NAMES[column.kind]}{_got(number, cell)}")


def _check_text(column: schema.Column, cells: Sequence[str]) -> None:
    allowed = {*column.values, *([""] if column.empty else [])}
    for cell in dict.fromkeys(cells):
        if column.values and cell not in allowed:
            message = f"must be {' or '.join(column.values)}"
        elif column.pattern and not re.fullmatch(column.pattern, cell) and cell not in allowed:
            message = "must be a clock time such as 20:00"
        else:
            continue
        raise _BadCell(f"{message}{_got(cells.index(cell) + 1, cell)}")


def _got(number: int, cell: str) -> str:
    """Return the row of a cell and its content, shortened if it is long."""
    return f"; row {number:,} has {_short(cell)!r}" if cell else f"; row {number:,} is empty"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def problems_of(table: Table, declared: schema.Table) -> Iterator[str]:
    """Yield where a table in memory does not fit its declaration; used by tests."""
    for name, values in table.items():
        column = declared.find(name)
        if column is None:
            yield f"{declared.name}.{name} is not declared"
        elif values.dtype.kind not in _DTYPES[column.kind] and len(values):
            yield f"{declared.name}.{name} is {values.dtype}, declared is {column.kind}"
    yield from (
        f"{declared.name}.{name} is missing"
        for name in declared.required_names()
        if name not in table
    )


_DTYPES = {"text": "U", "whole": "iu", "number": "fiu", "time": "M", "flag": "iub"}
