"""The file of a newsroom's forecasts: read and checked, with all its faults in one error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.errors import InputError
from sim.core.text import shown
from sim.pack.files.columns import read_columns
from sim.pack.files.declared import PackColumn, PackFile
from sim.pack.files.faults import Faults

if TYPE_CHECKING:
    from sim.exporting.known_night import KnownContest
    from sim.feed.night import FeedNight
    from sim.pack.files.columns import Columns

TURNOUT = "turnout"
"""In place of a candidate: the ballots of the race."""
FORECASTS_FILE = PackFile(
    "forecasts.csv",
    "one row per forecast: how many votes a candidate will have, and whether the race is called",
    (
        PackColumn("time", "moment", "when it was made, on the capital's clock", required=True),
        PackColumn("contest", "id", "id of the race", required=True),
        PackColumn("candidate", "name", "a choice of the race, or turnout", required=True),
        PackColumn("estimate", "number", "votes that are expected at the end", "votes"),
        PackColumn("low", "number", "lower end of the interval", "votes"),
        PackColumn("high", "number", "upper end of the interval", "votes"),
        PackColumn("call", "choice", "whether the candidate is called elected",
                   values=("yes", "no"), default="no"),
    ),
    ("time", "contest", "candidate"),
    required=True,
)  # fmt: skip
"""The file of ``saylau feed score``."""


class Forecast(NamedTuple):
    """One row of the file."""

    at: np.datetime64
    contest: int
    """Index into the contests of the night."""
    candidate: str
    """:data:`TURNOUT` for all ballots."""
    estimate: float
    """NaN where only a call is made."""
    low: float
    high: float
    """NaN without an interval."""
    is_call: bool


def read_forecasts(path: str | Path, night: FeedNight) -> list[Forecast]:
    """Read forecasts.

    Parameters
    ----------
    path
        A CSV file with the columns of :data:`FORECASTS_FILE` in any order.
    night
        The night that they are about.

    Raises
    ------
    InputError
        With every fault of the file: cells that cannot be read, unknown races and candidates,
        times before the doors close, intervals without their estimate, rows that say nothing or
        are there twice.
    """
    path = Path(path)
    faults = Faults(str(path.parent), (path.name,))
    columns = read_columns(path, replace(FORECASTS_FILE, name=path.name), faults)
    found: list[Forecast] = []
    if columns is not None:
        if not len(columns) and columns.complete:
            faults.add(path.name, 0, "", "has no row besides the names of its columns")
        found = _ForecastRows(columns, night, faults).forecasts()
    if faults:
        raise InputError(faults.problems())
    return found


class _ForecastRows:
    """The rows of a file, checked against a night."""

    def __init__(self, columns: Columns, night: FeedNight, faults: Faults) -> None:
        self._columns = columns
        self._night = night
        self._faults = faults
        self._index = {contest.id: i for i, contest in enumerate(night.contests)}

    def forecasts(self) -> list[Forecast]:
        """Return the rows without a fault."""
        first: dict[tuple[np.datetime64, int, str], int] = {}
        found = []
        for row, line in enumerate(self._columns.lines):
            forecast = self._forecast(row)
            if forecast is None:
                continue
            other = first.setdefault(forecast[:3], line)
            if other != line:
                message = f"this forecast is on line {other} already"
                self._add(row, "", message, "twice")
            found.append(forecast)
        return found

    def _add(self, row: int, key: str, message: str, kind: str) -> None:
        columns = self._columns
        self._faults.add(columns.file.name, columns.lines[row], key, message, kind)

    def _forecast(self, row: int) -> Forecast | None:
        columns = self._columns
        at, contest = self._time(row), self._contest(row)
        if contest is None or not self._knows_candidate(row, self._night.contests[contest]):
            return None
        if at is None or columns.is_faulty(row, "estimate", "low", "high", "call"):
            return None
        estimate, low, high = (
            float(columns.numbers[key][row]) for key in ("estimate", "low", "high")
        )
        is_call = columns.texts["call"][row] == "yes"
        wrong = _wrong_numbers(estimate, low, high, is_call=is_call)
        candidate = columns.texts["candidate"][row]
        if is_call and not wrong and candidate == TURNOUT:
            wrong = "call", "turnout cannot be called"
        if wrong:
            self._add(row, *wrong, wrong[1].partition("; got")[0])
            return None
        return Forecast(at, contest, candidate, estimate, low, high, is_call)

    def _time(self, row: int) -> np.datetime64 | None:
        if self._columns.is_faulty(row, "time"):
            return None
        try:
            return self._night.moment(self._columns.texts["time"][row])
        except InputError as error:
            message = error.problems[0].message
            self._add(row, "time", message, message.partition("; got")[0])
            return None

    def _contest(self, row: int) -> int | None:
        if self._columns.is_faulty(row, "contest"):
            return None
        text = self._columns.texts["contest"][row]
        if text not in self._index:
            hint = self._faults.unknown(text, self._index)
            self._add(row, "contest", f"no race {shown(text)} in the result{hint}", "contest")
        return self._index.get(text)

    def _knows_candidate(self, row: int, contest: KnownContest) -> bool:
        if self._columns.is_faulty(row, "candidate"):
            return False
        text = self._columns.texts["candidate"][row]
        known = [TURNOUT, *(choice.name for choice in contest.choices)]
        if text not in known:
            hint = self._faults.unknown(text, known)
            self._add(row, "candidate", f"no {shown(text)} in {contest.id}{hint}", "candidate")
        return text in known


def _wrong_numbers(
    estimate: float, low: float, high: float, *, is_call: bool
) -> tuple[str, str] | None:
    """Return the column and the message of what is wrong with the numbers of a row."""
    if np.isnan(estimate):
        if not (np.isnan(low) and np.isnan(high)):
            return "estimate", "is missing: low and high need it"
        return None if is_call else ("estimate", "is missing, and nothing is called")
    if np.isnan(low) != np.isnan(high):
        missing, given = ("low", "high") if np.isnan(low) else ("high", "low")
        return missing, f"is missing: {given} needs it"
    if low > estimate or high < estimate:
        return "estimate", f"must be from low to high; got {estimate:g}, not {low:g} to {high:g}"
    return None
