"""Reading of an OpenElections file: rows with line numbers, or every fault that it has.

What real files have and what can only mean one thing is read, with a note: capital letters
and spaces in the header, a byte order mark, ``1,234``, ``3.0``, columns that are not known.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sim.core.names import forbidden_character
from sim.core.suggest import guess, nearest
from sim.core.text import counted, shown
from sim.pack.files.openelections.words import (
    METHODS,
    OPTIONAL,
    PLACES,
    REQUIRED,
    Kind,
    column_names,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sim.pack.files.faults import Faults

_TEXTS = ("county", "precinct", "office", "district", "party", "candidate")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]+\.0+")
_LONGEST = 12
"""Characters of a number of votes; no country has more voters."""
_SKIPPED = {Kind.RATE: "percentages", Kind.STRAIGHT: "straight-party votes"}
_WHY = {Kind.STRAIGHT: ", since they are counted at each candidate of the party, too"}
"""Kinds of rows that are not read, as the rows of candidates say all."""


class Row(NamedTuple):
    """A row of the file."""

    line: int
    """Line on which it begins, the header being line 1."""
    county: str
    precinct: str
    office: str
    district: str
    party: str
    candidate: str
    kind: Kind
    votes: int
    methods: tuple[int, ...]
    """Votes by method, in the order of ``Rows.methods``; -1 where the cell is empty."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an OpenElections file."""

    methods: tuple[str, ...]
    """Columns of votes by method that it has."""
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    """What was read in a way that the user should know, as sentences."""


def read_rows(path: Path, faults: Faults) -> Rows:
    """Read an OpenElections precinct file.

    Parameters
    ----------
    path
        The file.
    faults
        Takes every fault of the file, by line and column.
    """
    text = _text_of(path, faults)
    reader = _Reader(faults)
    rows = tuple(reader.rows(text)) if text else ()
    if not rows and not faults:
        faults.add("", 0, "", "has no row of votes")
    return Rows(reader.methods, rows, tuple(reader.notes()))


def _text_of(path: Path, faults: Faults) -> str:
    """Return the text of a file, UTF-8 with or without a byte order mark; empty if it is none."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        faults.add("", 0, "", f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.add("", line, "", "is not UTF-8 text; save it as UTF-8 (CSV UTF-8 in Excel)")
        return ""
    if not text.strip():
        faults.add("", 0, "", "is empty; its first line names the columns")
    return text


class _Reader:
    """Reads lines one by one, and collects what is wrong with them."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.methods: tuple[str, ...] = ()
        self._ignored: list[str] = []
        self._absent: set[str] = set()
        self._skipped: Counter[Kind] = Counter()
        self._read: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        self._width = 0
        self._cleaned: dict[str, str] = {}
        """Texts by cell, and below numbers: most cells are equal to an earlier one."""
        self._counted: dict[str, int] = {"": -1}
        self._texts = self._numbers = _picking([0, 0])
        self._places: list[int] = []

    def rows(self, text: str) -> Iterator[Row]:
        """Yield the rows of a text."""
        parser = csv.reader(io.StringIO(text, newline=""), strict=True)
        line = 1
        try:
            for cells in parser:
                if line == 1:
                    self._width = len(cells)
                    if not self._header(cells):
                        return
                elif any(map(str.strip, cells)):
                    row = self._row(line, cells)
                    if row is not None:
                        yield row
                line = parser.line_num + 1
        except csv.Error as error:
            self.faults.add("", line, "", f"is not CSV: {error}")

    def notes(self) -> Iterator[str]:
        """Yield what was read in a way that the user should know."""
        if self._ignored:
            names = ", ".join(map(shown, self._ignored))
            hint = next(filter(None, (guess(name, self._absent) for name in self._ignored)), "")
            yield f"columns that were not read: {names}" + (f"; {hint}" if hint else "")
        for kind, n in self._skipped.items():
            yield f"{counted(n, 'row')} of {_SKIPPED[kind]}: not read{_WHY.get(kind, '')}"
        for what, n in self._read.items():
            yield f"{counted(n, 'cell')} {what}, first at line {self._first[what]:,}"

    def _note(self, what: str, line: int) -> None:
        self._read[what] += 1
        self._first.setdefault(what, line)

    def _header(self, cells: list[str]) -> bool:
        """Store the places of columns; return whether all that are required are there."""
        names = column_names(cells)
        known = {*REQUIRED, *OPTIONAL, *PLACES, *METHODS}
        for name in dict.fromkeys(names):
            if name in known and names.count(name) > 1:
                both = [cell for cell, other in zip(cells, names, strict=True) if other == name]
                self.faults.add(
                    "", 1, name, f"is in the header twice: {', '.join(map(shown, both))}"
                )
        missing = set(REQUIRED) - set(names)
        if set(PLACES) & set(names):
            missing -= {"precinct"}
        for name in REQUIRED:
            if name in missing:
                hint = _separator(cells) or nearest(name, filter(None, names))
                self.faults.add("", 1, name, f"is missing: there is no such column; {hint}")
        self._ignored = [cell for cell, name in zip(cells, names, strict=True)
                         if name and name not in known]  # fmt: skip
        self._absent = known - set(names)
        self.methods = tuple(name for name in dict.fromkeys(names) if name in METHODS)
        # A column that is missing is at the end, where each row gets an empty cell.
        places = {name: names.index(name) for name in known if name in names}
        end = self._width
        numbers = [places[name] for name in ("votes", *self.methods) if name in places]
        self._texts = _picking([places.get(name, end) for name in _TEXTS])
        self._places = [places[name] for name in PLACES if name in places]
        self._numbers = _picking([*numbers, end])
        return not missing

    def _row(self, line: int, cells: list[str]) -> Row | None:
        if len(cells) < self._width or any(map(str.strip, cells[self._width :])):
            message = f"has {counted(len(cells), 'cell')}; the header has {self._width:,}"
            self.faults.add("", line, "", message, "cells")
            return None
        cells.insert(self._width, "")
        texts = [
            self._cleaned.get(cell) or self._text(line, name, cell)
            for name, cell in zip(_TEXTS, self._texts(cells), strict=True)
        ]
        county, precinct, office, district, party, candidate = texts
        if self._places:
            above = [self._text(line, "precinct", cells[at]) for at in self._places]
            precinct = " ".join(filter(None, [*above, precinct]))
        kind, named = kind_of(office, candidate)
        if kind in _SKIPPED:
            self._skipped[kind] += 1
            return None
        *numbers, _ = self._numbers(cells)
        names = ("votes", *self.methods)
        votes, *methods = (
            self._counted[cell] if cell in self._counted else self._count(line, name, cell, kind)
            for name, cell in zip(names, numbers, strict=True)
        )
        if votes < 0 and not any(value >= 0 for value in methods):
            self._note("of votes without a number: read as not on the ballot there", line)
            return None
        if votes < 0:
            votes = sum(value for value in methods if value > 0)
            self._note("of votes without a number: read as the sum of the methods", line)
        return Row(line, county, precinct, office, district, named or party, candidate, kind,
                   votes, tuple(methods))  # fmt: skip

    def _text(self, line: int, column: str, cell: str) -> str:
        """Return a text in NFC with single spaces."""
        text = unicodedata.normalize("NFC", " ".join(cell.split()))
        if found := forbidden_character(text):
            message = f"must not hold {found}; got {shown(cell)}"
            self.faults.add("", line, column, message, "characters")
        self._cleaned[cell] = text
        return text

    def _count(self, line: int, column: str, cell: str, kind: Kind) -> int:
        """Return a whole number, -1 if the cell is empty or wrong."""
        cell = cell.strip()
        if cell.isascii() and cell.isdecimal() and len(cell) <= _LONGEST:
            value = self._counted[cell] = int(cell)
            return value
        if not cell:
            return -1
        if len(cell) <= _LONGEST and _THOUSANDS.fullmatch(cell):
            self._note("such as 1,234: read as whole numbers", line)
            return int(cell.replace(",", ""))
        if len(cell) <= _LONGEST and _DECIMAL.fullmatch(cell):
            self._note("such as 3.0: read as whole numbers", line)
            return int(cell.partition(".")[0])
        if kind is Kind.UNDER and re.fullmatch(r"-[0-9]{1,9}", cell):
            self._note("of under votes below 0: read as 0", line)
            return 0
        hint = _hint(cell)
        message = f"must be a whole number of votes from 0; got {shown(cell)}{hint}"
        self.faults.add("", line, column, message, f"number{hint and hint[:8]}")
        return -1


def _picking(places: list[int]) -> Callable[[list[str]], tuple[str, ...]]:
    """Return a function that picks two or more cells of a row."""
    return itemgetter(*places)


def _separator(header: list[str]) -> str:
    """Return what is wrong with a header of one cell that other characters separate."""
    for separator, named in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(header) == 1 and separator in header[0]:
            return f"columns are separated by {named}, and must be by commas"
    return ""


def _hint(cell: str) -> str:
    """Return what may be meant by a cell that is no number of votes."""
    if re.fullmatch(r"[0-9]{1,3}(?:[\s.'’_][0-9]{3})+", cell):
        digits = re.sub("[^0-9]", "", cell)
        return f"; did you mean {digits}? write it without a mark between the digits"
    if cell in {"*", "-", "–", "X", "x", "N/A", "n/a", "NA"}:
        return "; a number that is not published must be left empty, or the row left out"
    return ""
