"""Numbers of named sites or commissions from a CSV file, with every problem of the file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.core.errors import Problem
from sim.core.paths import label
from sim.core.suggest import guess, nearest
from sim.core.text import counted, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class NumbersFile(NamedTuple):
    """What a file holds."""

    setting: str
    """Key of the scenario that names the file."""
    of: str
    """Column with the names: ``site`` or ``commission``."""
    counts: tuple[str, ...]
    """Columns with numbers; an empty cell, or a missing column, says nothing."""
    most: int
    """The largest number."""
    not_read: tuple[str, ...]
    """Further columns that are allowed."""


class NamedNumbers(NamedTuple):
    """One row."""

    where: str
    """File and line."""
    name: str
    cells: dict[str, str]

    def numbers(self, holds: NumbersFile, problems: list[Problem]) -> dict[str, int]:
        """Return the numbers by column; what is not allowed is added to the problems."""
        found, most = {}, holds.most
        for column in holds.counts:
            text = self.cells.get(column, "").strip()
            if not text:
                continue
            is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
            if is_number and 1 <= int(text) <= most:
                found[column] = int(text)
            else:
                message = f"{column} must be a whole number from 1 to {most:,}; got {shown(text)}"
                problems.append(Problem(self.where, column, message))
        return found


def named_numbers(
    file: str, holds: NumbersFile, known: Mapping[str, int], problems: list[Problem]
) -> Iterator[NamedNumbers]:
    """Yield the rows of a file; what is wrong with it is added to the problems.

    Parameters
    ----------
    file
        Its path.
    holds
        What it holds.
    known
        The names of the country, as keys. Rows with others, or with one twice, are not yielded.
    problems
        Receives every problem; that the file has no number at all only if there is no other.
    """
    named: dict[str, int] = {}
    before, has_numbers = len(problems), False
    for line, cells in _rows(Path(file), holds, problems):
        where, name = f"{label(Path(file))}:{line}", cells[holds.of].strip()
        if name not in known:
            hint = guess(name, known) or f"it has {counted(len(known), holds.of)}"
            message = f"no {holds.of} {shown(name)} in this country; {hint}"
            problems.append(Problem(where, holds.of, message))
        elif name in named:
            message = f"{name} is on line {named[name]}, too"
            problems.append(Problem(where, holds.of, message))
        else:
            named[name] = line
            has_numbers |= any(cells.get(column, "").strip() for column in holds.counts)
            yield NamedNumbers(where, name, cells)
    if not has_numbers and len(problems) == before:
        what = "only empty cells" if named else "no rows"
        message = f"has {what}; must have a number of {' or '.join(holds.counts)} in some row"
        problems.append(Problem(label(Path(file)), holds.setting, message))


def _rows(
    path: Path, holds: NumbersFile, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the cells of each row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if wrong := list(_header_problems(header, holds)):
                problems += [Problem(f"{label(path)}:1", "", message) for message in wrong]
                return
            for row in reader:
                if len(row) == len(header):
                    yield reader.line_num, dict(zip(header, row, strict=True))
                elif row:
                    message = f"has {len(row)} cells, and the header names {len(header)} columns"
                    problems.append(Problem(f"{label(path)}:{reader.line_num}", "", message))
    except UnicodeDecodeError:
        problems.append(Problem(label(path), "", "is not UTF-8 text"))
    except csv.Error as error:
        problems.append(Problem(label(path), "", f"is not CSV: {error}"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        problems.append(Problem(label(path), holds.setting, f"cannot be read: {reason}"))


def _header_problems(header: list[str], holds: NumbersFile) -> Iterator[str]:
    known = [holds.of, *holds.counts]
    if holds.of not in header:
        yield f"the first line must name the column {holds.of}; known columns: {', '.join(known)}"
        return
    for place, name in enumerate(header):
        if name in header[:place]:
            yield f"the header names the column {shown(name)} twice"
        elif name not in {*known, *holds.not_read}:
            yield f"unknown column {shown(name)}; {nearest(name, known)}"
    if not set(holds.counts) & set(header):
        yield f"has no column that says anything of a {holds.of}: {', '.join(holds.counts)}"
