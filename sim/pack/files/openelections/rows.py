"""Reading of an OpenElections file: rows with line numbers, or every fault that it has.

What real files have and what can only mean one thing is read and said in a note: capital letters
and spaces in the header, a byte order mark, ``1,234``, ``3.0``, columns that are not known.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.core.names import forbidden_character
from sim.core.suggest import guess, nearest
from sim.core.text import counted, shown
from sim.pack.files.openelections.words import (
    METHODS,
    OPTIONAL,
    REQUIRED,
    Kind,
    column_name,
    kind_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.pack.files.faults import Faults

_TEXTS = ("county", "precinct", "office", "district", "party", "candidate")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"[0-9]+\.0+")
_LONGEST = 12
"""Characters of a number of votes; no country has more voters."""
_SKIPPED = {Kind.RATE: "percentages", Kind.STRAIGHT: "straight-party votes"}
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
        self._skipped: Counter[Kind] = Counter()
        self._read: Counter[str] = Counter()
        self._first: dict[str, int] = {}
        self._cleaned: dict[str, str] = {}

    def rows(self, text: str) -> Iterator[Row]:
        """Yield the rows of a text."""
        parser = csv.reader(io.StringIO(text, newline=""), strict=True)
        places: dict[str, int] | None = None
        line = 1
        try:
            for cells in parser:
                if places is None:
                    places = self._header(cells)
                    width = len(cells)
                    if not places.keys() >= set(REQUIRED):
                        return
                elif any(map(str.strip, cells)):
                    row = self._row(line, cells, width, places)
                    if row is not None:
                        yield row
                line = parser.line_num + 1
        except csv.Error as error:
            self.faults.add("", line, "", f"is not CSV: {error}")

    def notes(self) -> Iterator[str]:
        """Yield what was read in a way that the user should know."""
        if self._ignored:
            names = ", ".join(map(shown, self._ignored))
            known = (*REQUIRED, *OPTIONAL, *METHODS)
            hint = next(filter(None, (guess(name, known) for name in self._ignored)), "")
            yield f"columns that were not read: {names}" + (f"; {hint}" if hint else "")
        for kind, n in self._skipped.items():
            yield f"{counted(n, 'row')} of {_SKIPPED[kind]} were not read: {kind.value}"
        for what, n in self._read.items():
            yield f"{counted(n, 'cell')} {what}, first at line {self._first[what]:,}"

    def _note(self, what: str, line: int) -> None:
        self._read[what] += 1
        self._first.setdefault(what, line)

    def _header(self, cells: list[str]) -> dict[str, int]:
        """Return the place of each known column."""
        names = [column_name(cell) for cell in cells]
        known = {*REQUIRED, *OPTIONAL, *METHODS}
        for name in dict.fromkeys(names):
            if name in known and names.count(name) > 1:
                both = [cell for cell in cells if column_name(cell) == name]
                self.faults.add(
                    "", 1, name, f"is in the header twice: {', '.join(map(shown, both))}"
                )
        for name in REQUIRED:
            if name not in names:
                hint = _separator(cells) or nearest(name, filter(None, names))
                self.faults.add("", 1, name, f"is missing: there is no such column; {hint}")
        self._ignored = [cell for cell, name in zip(cells, names, strict=True)
                         if name and name not in known]  # fmt: skip
        self.methods = tuple(name for name in dict.fromkeys(names) if name in METHODS)
        return {name: names.index(name) for name in known if name in names}

    def _row(self, line: int, cells: list[str], width: int, places: dict[str, int]) -> Row | None:
        if len(cells) < width or any(map(str.strip, cells[width:])):
            message = f"has {counted(len(cells), 'cell')}; the header has {width:,}"
            self.faults.add("", line, "", message, "cells")
            return None
        texts = {name: self._text(line, name, cells[places[name]]) if name in places else ""
                 for name in _TEXTS}  # fmt: skip
        kind, party = kind_of(texts["office"], texts["candidate"])
        if kind in _SKIPPED:
            self._skipped[kind] += 1
            return None
        votes = self._count(line, "votes", cells[places["votes"]], kind)
        methods = tuple(self._count(line, name, cells[places[name]], kind) for name in self.methods)
        if votes < 0 and not any(value >= 0 for value in methods):
            self._note("of votes without a number were read as not on the ballot there", line)
            return None
        if votes < 0:
            votes = sum(value for value in methods if value > 0)
            self._note("of votes without a number were read as the sum of the methods", line)
        texts["party"] = party or texts["party"]
        return Row(line, kind=kind, votes=votes, methods=methods, **texts)

    def _text(self, line: int, column: str, cell: str) -> str:
        """Return a text in NFC with single spaces."""
        known = self._cleaned.get(cell)
        if known is not None:
            return known
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
            return int(cell)
        if not cell:
            return -1
        if len(cell) <= _LONGEST and _THOUSANDS.fullmatch(cell):
            self._note("such as 1,234 were read as whole numbers", line)
            return int(cell.replace(",", ""))
        if len(cell) <= _LONGEST and _DECIMAL.fullmatch(cell):
            self._note("such as 3.0 were read as whole numbers", line)
            return int(cell.partition(".")[0])
        if kind is Kind.UNDER and re.fullmatch(r"-[0-9]{1,9}", cell):
            self._note("of under votes below 0 were read as 0", line)
            return 0
        hint = _hint(cell)
        message = f"must be a whole number of votes from 0; got {shown(cell)}{hint}"
        self.faults.add("", line, column, message, f"number{hint and hint[:8]}")
        return -1


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
