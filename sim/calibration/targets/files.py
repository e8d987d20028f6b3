"""The CSV files of ``--targets``: one target per row."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from sim.calibration.targets.located import LocatedTarget
from sim.core.errors import Problem
from sim.core.suggest import nearest
from sim.core.text import HINTS, about, shown
from sim.core.toml_text import TextError, read_text
from sim.results.target_sources import as_target
from sim.scenario.election import region_codes
from sim.scenario.target_rules import broken_target
from sim.scenario.target_tables import GivenTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.target_sources import Errors
    from sim.scenario import Scenario

COLUMNS = tuple(GivenTarget.model_fields)
_NEEDED = ("code", "value")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class _Row(NamedTuple):
    """One line of a file that is not empty."""

    line: int
    cells: dict[str, str]


def read_targets(
    file: str | Path, rank: int, scenario: Scenario, errors: Errors, problems: list[Problem]
) -> list[LocatedTarget]:
    """Read a CSV file: UTF-8, a header, the keys of ``[[target]]`` as columns in any order.

    Parameters
    ----------
    file
        Path of the file.
    rank
        Rank of its targets: see :class:`LocatedTarget`.
    scenario
        Whose regions and opening hours its targets may refer to.
    errors
        Reporting errors for rows without one.
    problems
        Every problem found is appended; rows with problems are left out.
    """
    name = str(file)
    try:
        text = read_text(Path(file))
    except TextError as error:
        problems.append(Problem(name, "", str(error)))
        return []
    found = []
    for row in _rows(name, text, problems):
        where = f"{name}:{row.line}"
        given = _given(row, where, problems)
        if given is None:
            continue
        broken = list(broken_target(given, scenario, region_codes(scenario)))
        problems += [Problem(where, key, about(key, message)) for key, message in broken]
        if not broken:
            target = as_target(given, row.cells.get("value", ""), scenario, errors)
            found.append(LocatedTarget(target, rank, where, ""))
    return found


def _rows(name: str, text: str, problems: list[Problem]) -> Iterator[_Row]:
    """Yield the rows of a CSV file; none if the file is not CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _is_header(name, header, problems):
            return
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) > len(header):
                message = (
                    f"has {len(cells)} cells for {len(header)} columns; quote those with a comma"
                )
                problems.append(Problem(f"{name}:{reader.line_num}", "", message))
                continue
            yield _Row(reader.line_num, dict(zip(header, map(str.strip, cells), strict=False)))
    except csv.Error as error:
        problems.append(Problem(f"{name}:{reader.line_num}", "", f"not a CSV file: {error}"))


def _is_header(name: str, header: list[str], problems: list[Problem]) -> bool:
    """Return whether the columns of a file are known and complete; report problems with them."""
    where = f"{name}:1"
    if not any(header):
        problems.append(Problem(name, "", f"has no header; columns: {', '.join(COLUMNS)}"))
        return False
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        problems.append(Problem(where, "", "columns must be separated by commas"))
        return False
    before = len(problems)
    for column in dict.fromkeys(header):
        if column not in COLUMNS:
            hint = f"; {nearest(column, COLUMNS)}" if len(problems) < HINTS else ""
            problems.append(Problem(where, "", f"unknown column {shown(column)}{hint}"))
        elif header.count(column) > 1:
            problems.append(Problem(where, "", f"column {column} is given twice"))
    missing = [column for column in _NEEDED if column not in header]
    problems += [Problem(where, "", f"column {column} is missing") for column in missing]
    return len(problems) == before


def _given(row: _Row, where: str, problems: list[Problem]) -> GivenTarget | None:
    """Return one row as a target; None if a cell cannot be parsed."""
    values: dict[str, Any] = {}
    before = len(problems)
    for column, text in row.cells.items():
        if not text:
            continue
        values[column] = text
        if column in {"time", "value", "error", "weight"}:
            values[column] = _parsed(text)
        if column == "time" and not isinstance(values[column], dt.time):
            problems.append(
                Problem(where, column, f"{column} must be a clock time, HH:MM; got {shown(text)}")
            )
    if len(problems) > before:
        return None
    try:
        return GivenTarget.model_validate(values)
    except ValidationError as error:
        for detail in error.errors():
            key, message = (
                str(detail["loc"][0]),
                detail["msg"].replace("Input should be", "must be"),
            )
            got = f"; got {shown(row.cells[key])}" if row.cells.get(key) else ""
            missing = detail["type"] == "missing"
            text = "is missing" if missing else f"{message}{got}"
            problems.append(Problem(where, key, about(key, text)))
        return None


def _parsed(text: str) -> str | float | dt.time:
    """Return a number or a clock time; other text unchanged, which the validation rejects.

    >>> _parsed("78.7"), _parsed("9:05"), _parsed("noon")
    (78.7, datetime.time(9, 5), 'noon')
    """
    if _NUMBER.fullmatch(text):
        return float(text)
    if found := _CLOCK.fullmatch(text):
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour < 24 and minute < 60 and second < 60:
            return dt.time(hour, minute, second)
    return text
