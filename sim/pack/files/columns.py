"""The columns of a file of a pack as arrays; a cell that its column does not allow is a fault."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from sim.core.names import LONGEST_NAME
from sim.pack.files import cells
from sim.pack.files.cells import BadCellError
from sim.pack.files.rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.core.types import Floats, Ints
    from sim.pack.files.declared import PackColumn, PackFile, PackKind
    from sim.pack.files.faults import Faults
    from sim.pack.files.rows import TextTable

EMPTY = -1
"""In columns of whole numbers, flags (else 0 and 1) and clock times (else milliseconds)."""

_AS_TEXT: dict[PackKind, Callable[[str, PackColumn], str]] = {
    "zone": cells.parse_zone, "choice": cells.parse_choice, "percent": cells.parse_percent,
    "moment": cells.parse_moment, "date": cells.parse_date, "text": cells.parse_text,
}  # fmt: skip
"""Kinds of columns that are stored as they are written."""
Value = TypeVar("Value")


@dataclass(slots=True)
class Columns:
    """The columns of a file, an element per row; every declared column is there.

    A cell that is empty, faulty, or in a column that is left out, is "", -1, NaN or ``()``. A
    faulty id or name is what is right in it, so that what refers to it is no other fault.
    """

    file: PackFile
    lines: list[int]
    """Line on which each row begins."""
    given: frozenset[str]
    """Columns that the file has."""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """Ids, names, texts, zones, choices, moments, and numbers whose decimals matter."""
    counts: dict[str, Ints] = field(default_factory=dict)
    """Whole numbers, flags and clock times."""
    numbers: dict[str, Floats] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """Lists of ids."""
    faulty: dict[str, set[int]] = field(default_factory=dict)
    """By column, rows whose cell is faulty."""
    complete: bool = True
    """Whether there are all rows and all required columns."""

    def __len__(self) -> int:
        return len(self.lines)

    def is_faulty(self, row: int, *columns: str) -> bool:
        """Return whether a row has a faulty cell in one of some columns."""
        return any(row in self.faulty[column] for column in columns)


def read_columns(
    path: Path, file: PackFile, faults: Faults, *, any_column: bool = False
) -> Columns | None:
    """Read a file; None if it is no table.

    Parameters
    ----------
    path
        A file that exists.
    file
        Its declaration, with the columns of levels.
    faults
        Takes every fault of the file.
    any_column
        Whether unknown columns may be levels, since the levels are not known.
    """
    table = read_rows(path, file, faults, any_column=any_column)
    if table is None:
        return None
    found = Columns(file, table.lines, frozenset(table.cells), complete=table.complete)
    for column in file.columns:
        lacking = column.required and column.name not in table.cells
        found.complete &= not lacking
        found.faulty[column.name] = set(range(len(table))) if lacking else set(table.broken)
        _read_column(found, column, table, faults)
    return found


def _read_column(found: Columns, column: PackColumn, table: TextTable, faults: Faults) -> None:
    """Check the cells of a column, and store their values."""
    name, kind = column.name, column.kind

    def values(parse: Callable[[str, PackColumn], Value], empty: Value) -> list[Value]:
        return _values(found, column, table, faults, parse, empty, lambda _: empty)

    if kind == "ids":
        found.lists[name] = values(cells.parse_ids, ())
    elif kind == "number":
        found.numbers[name] = np.array(values(cells.parse_number, np.nan), dtype=np.float64)
    elif kind == "count":
        plain = None if table.broken else _plain_counts(table.cells.get(name, []), column)
        counts = values(cells.parse_count, EMPTY) if plain is None else plain
        found.counts[name] = np.array(counts, dtype=np.int64)
    elif kind in {"flag", "clock"}:
        parse = cells.parse_flag if kind == "flag" else cells.parse_clock
        found.counts[name] = np.array(values(parse, EMPTY), dtype=np.int64)
    elif kind in _AS_TEXT:
        found.texts[name] = values(_AS_TEXT[kind], "")
    else:
        texts = table.cells.get(name, [])
        found.texts[name] = texts if not table.broken and _plain(texts) else _values(
            found, column, table, faults, cells.parse_name, "", cells.printable
        )  # fmt: skip


def _values(  # noqa: PLR0913, PLR0917
    found: Columns,
    column: PackColumn,
    table: TextTable,
    faults: Faults,
    parse: Callable[[str, PackColumn], Value],
    empty: Value,
    right: Callable[[str], Value],
) -> list[Value]:
    """Return the values of a column's cells; each different text is parsed once.

    Parameters
    ----------
    found, column, table, faults
        What is read, and what takes its faults.
    parse
        Returns the value of a text.
    empty
        Value of a cell without text.
    right
        Returns what stands in for a text that is faulty.
    """
    texts = table.cells.get(column.name)
    if texts is None:
        return [empty] * len(table)
    parsed: dict[str, Value] = {"": empty}
    wrong = {"": ("is missing", "missing")} if column.required else {}
    for text in dict.fromkeys(texts):
        if text:
            try:
                cells.check_characters(text)
                parsed[text] = parse(text, column)
            except BadCellError as error:
                parsed[text] = right(text)
                wrong[text] = (str(error), str(error).partition("; got")[0])
    if wrong or table.broken:
        for row, text in enumerate(texts):
            if text in wrong and row not in table.broken:
                message, kind = wrong[text]
                faults.add(table.file.name, table.lines[row], column.name, message, kind)
                found.faulty[column.name].add(row)
    return list(map(parsed.__getitem__, texts))


def _plain_counts(texts: list[str], column: PackColumn) -> list[int] | None:
    """Return whole numbers if all cells are such and in range; else None."""
    joined = "".join(texts)
    if not joined.isascii() or not joined.isdecimal():
        return None
    try:
        values = list(map(int, texts))
    except ValueError:
        return None
    return values if column.low <= min(values) and max(values) <= column.high else None


def _plain(texts: list[str]) -> bool:
    """Return whether all cells are names without a doubt, which is quicker than to parse them."""
    joined = "".join(texts)
    return (
        joined.isprintable()
        # All parts of a text in NFC are in NFC.
        and unicodedata.is_normalized("NFC", joined)
        and bool(texts)
        and all(texts)
        and (joined.isascii() or "".join([text[0] for text in texts]).isalnum())
        and max(map(len, texts)) <= LONGEST_NAME
        and list(map(str.strip, texts)) == texts
    )
