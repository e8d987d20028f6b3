"""Write and read tables as CSV: UTF-8, commas, one header line, LF; missing values are empty cells.

Cells are quoted here and not by :mod:`csv`: which cells it quotes depends on the version of
Python, and it does not quote a lone carriage return, which would end a row on reading.
"""

from __future__ import annotations

import csv
import io
import re
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from sim.core.interrupts import interrupts_held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.results import schema
    from sim.results.columns import Table

_ROWS = 50_000
"""Number of rows formatted at once: as text a table needs several times its memory."""
_ROWS_READ = 10_000
"""Number of rows read at once: as cells a table needs ten times its memory."""
_QUOTED = re.compile('[,"\n\r]')
_FIELD_LIMIT = 10_000_000
"""Maximum length of a cell in characters; the default of :mod:`csv` is too small for a long
source."""
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?"
_TIME = r"[0-9]{4}-(?:0[1-9]|1[0-2])-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_PATTERNS = {"integer": "-?[0-9]{1,19}", "number": _NUMBER, "time": _TIME, "flag": "[01]"}
_KIND_NAMES = {
    "integer": "a whole number", "number": "a number", "time": "a time such as 2021-07-25T20:00:00",
    "flag": "0 or 1",
}  # fmt: skip


class TableError(Exception):
    """The text of a table does not fit its declaration; lists every problem."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        """Pairs of column (empty for the table) and message."""
        super().__init__("; ".join(f"{key}: {message}" for key, message in self.problems))


def csv_text(table: Table) -> str:
    """Return a table as CSV text."""
    out = io.StringIO()
    write_csv(out, table)
    return out.getvalue()


def write_csv(file: TextIO, table: Table) -> None:
    """Write a table as CSV into an open text file."""
    file.write(",".join(map(_quoted, table)) + "\n")
    n_rows = len(next(iter(table.values())))
    for start in range(0, n_rows, _ROWS):
        columns = (cells_of(column[start : start + _ROWS]) for column in table.values())
        file.write("\n".join(map(",".join, zip(*columns, strict=True))) + "\n")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def cells_of(column: NDArray[Any]) -> list[str]:
    """Return a column as the cells of a CSV file; values that are repeated are formatted once."""
    if column.dtype.kind == "M" and (n := int((column == column[:1]).sum())) > 1:
        series = column[: len(column) // n]
        if np.array_equal(column, np.tile(series, n)):
            return _formatted(series) * n
    if column.dtype.kind == "U" and len(column) > 1:
        begins = np.append(True, column[1:] != column[:-1]).nonzero()[0]
        if 4 * len(begins) < len(column):
            lengths = np.diff(begins, append=len(column)).tolist()
            texts = zip(_formatted(column[begins]), lengths, strict=True)
            return list(chain.from_iterable(repeat(text, n) for text, n in texts))
    return _formatted(column)


def _formatted(column: NDArray[Any]) -> list[str]:
    if column.dtype.kind == "M":
        # NumPy discards a Ctrl-C that arrives while it formats times.
        with interrupts_held():
            cells: list[str] = np.datetime_as_string(column, unit="s").tolist()
        return ["" if cell == "NaT" else cell for cell in cells]
    if column.dtype.kind == "f":
        return ["" if value != value else repr(value) for value in column.tolist()]  # noqa: PLR0124
    cells = list(map(str, column.tolist()))
    # One search of all cells is faster than one of each; few columns need quotes.
    if column.dtype.kind in "iub" or not _QUOTED.search("".join(cells)):
        return cells
    return list(map(_quoted, cells))


def read_csv(text: str, declared: schema.Table) -> Table:
    """Return a table from CSV text; its declaration determines the types of the columns.

    Parameters
    ----------
    text
        The content of the file.
    declared
        The declaration of the table.

    Raises
    ------
    TableError
        If it is not CSV, columns are missing or unknown, or a cell does not have the type of its
        column.
    """
    parts = list(read_parts(io.StringIO(text, newline=""), declared))
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def read_parts(file: TextIO, declared: schema.Table) -> Iterator[Table]:
    """Yield a table in parts of some thousand rows, so that it is never in memory as a whole.

    Parameters
    ----------
    file
        The content, opened with ``newline=""``.
    declared
        The declaration of the table.

    Yields
    ------
    Table
        Rows that follow each other; one part without rows if the table has none. A column of
        numbers has whole ones in a part where all are whole.

    Raises
    ------
    TableError
        As :func:`read_csv` does, for the first part that has a problem.
    """
    reader = csv.reader(file, strict=True)
    header = next(iter(_next_rows(reader, 1)), None)
    if header is None:
        raise TableError([("", "is empty")])
    columns = _columns(header, declared)
    first = 1
    while (rows := _next_rows(reader, _ROWS_READ)) or first == 1:
        yield _part(columns, rows, first)
        first += len(rows) or 1


def _next_rows(reader: Iterator[list[str]], most: int) -> list[list[str]]:
    """Return the next rows of a file."""
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        return list(islice(reader, most))
    except csv.Error as error:
        raise TableError([("", f"is not CSV: {error}")]) from None
    finally:
        csv.field_size_limit(before)


def _columns(header: list[str], declared: schema.Table) -> list[schema.Column]:
    """Return the declarations of the columns of a header, after checking it."""
    columns = {name: declared.find(name) for name in header}
    problems = [
        *((name, "occurs twice") for name in dict.fromkeys(header) if header.count(name) > 1),
        *((name, "is missing") for name in declared.required_names() if name not in columns),
        *((name, "is not a column of this table") for name in header if columns[name] is None),
    ]  # fmt: skip
    if problems:
        raise TableError(problems)
    return [column for column in columns.values() if column is not None]


def _part(columns: Sequence[schema.Column], rows: list[list[str]], first: int) -> Table:
    """Return rows as a table.

    Parameters
    ----------
    columns
        Their columns.
    rows
        The cells.
    first
        Number of the first of them in the file, from 1.
    """
    for number, row in enumerate(rows, first):
        if len(row) != len(columns):
            message = f"row {number:,} has {len(row)} cells; the header has {len(columns)}"
            raise TableError([("", message)])
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    table: Table = {}
    problems = []
    for column, values in zip(columns, cells, strict=True):
        try:
            table[column.name] = _typed(column, values, first)
        except _CellError as bad:
            problems.append((column.name, str(bad)))
    if problems:
        raise TableError(problems)
    return table


class _CellError(Exception):
    """A cell does not have the type of its column."""


def _typed(column: schema.Column, cells: Sequence[str], first: int) -> NDArray[Any]:
    """Return cells from a row on as an array of the type of their column."""
    if column.kind == "text":
        _check_text(column, cells, first)
        return np.array(cells, dtype=np.str_)
    _check_pattern(column, cells, first)
    try:
        if column.kind == "time":
            with interrupts_held():
                return np.array([cell or "NaT" for cell in cells], dtype="datetime64[s]")
        if column.kind == "number":
            return _numbers(cells)
        if column.empty and "" in cells:
            return np.array([float(cell) if cell else np.nan for cell in cells])
        return np.array(list(map(int, cells)), dtype=np.int64)
    except (ValueError, OverflowError) as error:
        # The 31st of June, or more than 64 bits.
        raise _CellError(f"must be {_KIND_NAMES[column.kind]} in every row: {error}") from None


def _numbers(cells: Sequence[str]) -> NDArray[Any]:
    """Return numbers; whole ones if all are written so, as arrays of them are."""
    values = np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    if np.isinf(values).any():
        raise OverflowError(f"{cells[int(np.isinf(values).argmax())]} is too large")
    whole = bool(cells) and all(cell and "." not in cell and "e" not in cell for cell in cells)
    return values.astype(np.int64) if whole and np.abs(values).max() < 2**53 else values


def _check_pattern(column: schema.Column, cells: Sequence[str], first: int) -> None:
    """Raise an error for the first cell that does not have the form of its column's type."""
    pattern = _PATTERNS[column.kind]
    pattern = f"(?:{pattern})?" if column.empty else pattern
    # All cells at once: a country has some hundred thousand.
    if re.fullmatch(f"(?:{pattern}\n)*", "\n".join(chain(cells, [""]))):
        return
    for number, cell in enumerate(cells, first):
        if not re.fullmatch(pattern, cell):
            raise _CellError(f"must be {_KIND_NAMES[column.kind]}{_got(number, cell)}")


def _check_text(column: schema.Column, cells: Sequence[str], first: int) -> None:
    allowed = {*column.values, *([""] if column.empty else [])}
    for cell in dict.fromkeys(cells):
        if column.values and cell not in allowed:
            message = f"must be {' or '.join(column.values)}"
        elif column.pattern and not re.fullmatch(column.pattern, cell) and cell not in allowed:
            message = "must be a clock time such as 20:00"
        else:
            continue
        raise _CellError(f"{message}{_got(cells.index(cell) + first, cell)}")


def _got(number: int, cell: str) -> str:
    """Return the end of a message: the row of a cell and its content, shortened if it is long."""
    return f"; row {number:,} has {_short(cell)!r}" if cell else f"; row {number:,} is empty"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def declaration_problems(table: Table, declared: schema.Table) -> Iterator[str]:
    """Yield where a table in memory does not fit its declaration; used by tests."""
    for name, values in table.items():
        column = declared.find(name)
        if column is None:
            yield f"{declared.name}.{name} is not declared"
        elif values.dtype.kind not in _DTYPES[column.kind] and len(values):
            yield f"{declared.name}.{name} is {values.dtype}; it is declared as {column.kind}"
    yield from (
        f"{declared.name}.{name} is missing"
        for name in declared.required_names()
        if name not in table
    )


_DTYPES = {"text": "U", "integer": "iu", "number": "fiu", "time": "M", "flag": "iub"}
