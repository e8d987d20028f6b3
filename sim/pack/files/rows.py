"""A CSV file as rows of text, each with its line; what is no table of text is a fault."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from sim.core.suggest import nearest
from sim.core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.pack.files.declared import PackFile
    from sim.pack.files.faults import Faults

MOST_BYTES = 400_000_000
"""Limit on the size of a file: some millions of sites."""
_LONGEST_CELL = 131_072
"""Characters of a cell at most, also where another reader has changed the limit of ``csv``."""
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
_PROBED = 1_000
"""Bytes by which UTF-16 is recognized."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(slots=True)
class TextTable:
    """The cells of a file by column, and where its rows are."""

    file: PackFile
    cells: dict[str, list[str]] = field(default_factory=dict)
    """By column of the header; only declared columns."""
    lines: list[int] = field(default_factory=list)
    """Line on which each row begins."""
    broken: set[int] = field(default_factory=set)
    """Rows with the wrong number of cells, which are not looked at further."""
    complete: bool = True
    """Whether there are all rows: no quotation mark that is never closed swallowed some."""

    def __len__(self) -> int:
        return len(self.lines)


def read_rows(path: Path, file: PackFile, faults: Faults, *, any_column: bool) -> TextTable | None:
    """Return the rows of a file; None if it is no table, which is added to the faults.

    Parameters
    ----------
    path
        A file that exists.
    file
        Its declaration, with the columns of levels.
    faults
        Takes the faults of the file: no text, no CSV, unknown and missing columns, rows with the
        wrong number of cells.
    any_column
        Whether unknown columns may be levels, since the levels are not known.
    """
    text = _text(path, file.name, faults)
    if text is None:
        return None
    lines, rows = _rows(text, table := TextTable(file), faults)
    if not rows:
        faults.add(file.name, 0, "", "is empty; its first line names the columns")
        return None
    at, header, body = lines.pop(0), rows[0], rows[1:]
    names = [name.strip() for name in header]
    if len(names) == 1 and (message := _separator(names[0])):
        faults.add(file.name, at, "", message)
        return None
    _check_header(names, at, file, faults, any_column=any_column)
    table.lines = lines
    _check_lengths(body, len(names), table, faults)
    flat = list(chain.from_iterable(body))
    for place, name in enumerate(names):
        if file.find(name) is not None and name not in table.cells:
            table.cells[name] = flat[place :: len(names)]
    return table


def _text(path: Path, name: str, faults: Faults) -> str | None:
    """Return the text of a file; bytes that are not UTF-8 become surrogates."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        faults.add(name, 0, "", f"cannot be read: {error.strerror or error}")
        return None
    if len(data) > MOST_BYTES:
        faults.add(name, 0, "", f"is larger than {MOST_BYTES // 1_000_000:,} MB")
        return None
    # Every second byte of Latin text in UTF-16 is zero, whether or not a mark says so.
    if data.startswith(_UTF_16) or 3 * data[:_PROBED].count(0) > len(data[:_PROBED]):
        faults.add(name, 0, "", "is UTF-16 text; save it as CSV in UTF-8")
        return None
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        faults.add(name, 0, "", "is empty; its first line names the columns")
        return None
    return data.decode("utf-8-sig", "surrogateescape")


def _rows(text: str, table: TextTable, faults: Faults) -> tuple[list[int], list[list[str]]]:
    """Return the rows that are not blank, and the first line of each."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            rows = list(reader)
        except csv.Error:
            rows = []
        if rows and all(rows) and reader.line_num == len(rows):
            return list(range(1, len(rows) + 1)), rows
        found = list(_one_by_one(text, table, faults))
    finally:
        csv.field_size_limit(before)
    return [line for line, _ in found], [row for _, row in found]


def _one_by_one(text: str, table: TextTable, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            for row in reader:
                if row:
                    yield start, row
                start = reader.line_num + 1
        except csv.Error as error:
            table.complete = "expected after" in str(error)
            faults.add(table.file.name, start, "", _csv_message(str(error)))
        else:
            return


def _csv_message(error: str) -> str:
    if "unexpected end" in error:
        return 'a quotation mark " opens a cell on this line, and none closes it'
    if "expected after" in error:
        return 'has text after the quotation mark " that closes a cell; write " twice inside a cell'
    if "field larger" in error:
        return f"has a cell of more than {_LONGEST_CELL:,} characters"
    return f"is not CSV: {error}"


def _separator(header: str) -> str:
    """Return what is wrong with a header of one cell that other characters separate."""
    for separator, named in _SEPARATORS.items():
        if separator in header:
            return f"its columns are separated by {named}; separate them by commas"
    return ""


def _check_header(
    names: list[str], at: int, file: PackFile, faults: Faults, *, any_column: bool
) -> None:
    known = [column.name for column in file.columns]
    for place, name in enumerate(names):
        if name in names[:place]:
            if name:
                faults.add(file.name, at, name, "the header names this column twice", "twice")
        elif not name:
            faults.add(file.name, at, "", f"column {place + 1} has no name", "unnamed")
        elif name not in known and not any_column:
            missing = [other for other in known if other not in names]
            faults.add(
                file.name, at, "", f"unknown column {shown(name)}; {nearest(name, missing)}",
            )  # fmt: skip
    for column in file.columns:
        if column.required and column.name not in names:
            message = f"the column is missing: {column.meaning}"
            faults.add(file.name, at, column.name, message)


def _check_lengths(body: list[list[str]], n: int, table: TextTable, faults: Faults) -> None:
    """Add a fault for each row that is too short or too long, and give it the right length."""
    wrong = [place for place, row in enumerate(body) if len(row) != n or not (row[0] or any(row))]
    for place in wrong:
        line, row = table.lines[place], body[place]
        table.broken.add(place)
        if not any(row):
            faults.add(table.file.name, line, "", "the row has no value; remove it", "blank")
        else:
            few = "few" if len(row) < n else "many"
            message = f"has too {few} cells: {len(row)}, and the header names {n} columns"
            message += _thousands(row) if len(row) > n else ""
            faults.add(table.file.name, line, "", message, few)
        row[n:] = [""] * (n - len(row))


def _thousands(row: list[str]) -> str:
    """Return a hint if two cells beside each other look like one number with a separator."""
    for left, right in pairwise(row):
        digits = left.isdecimal() and right.isdecimal()
        if digits and 1 <= len(left) <= 3 and len(right) == 3 and left[0] != "0":
            return f"; {left},{right} must be written {left}{right}"
    return ""
