"""Published turnout as small records of one kind, so that a check can look at all of them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sim.core import clock
from sim.pack.records import ELECTION_DAY, _rows, by_elections, facts, regions

NATION = "KZ"
FINAL: Literal["final"] = "final"


@dataclass(frozen=True, slots=True)
class Figure:
    """One published percentage."""

    date: dt.date
    code: str
    """Region, ``KZ`` for the nation, or the district of a by-election."""
    at: int | Literal["final"]
    """Milliseconds since midnight, capital time; ``final`` once the doors are closed."""
    pct: float
    """Per cent of registered; of ballots cast if ``what`` is ``invalid``."""
    relation: Literal["equals", "at_least"] = "equals"
    step: float = 0.01
    """What it was rounded to, points."""
    count: int | None = None
    """Ballots that the percentage is said to be made of."""
    registered: int | None = None
    """What the ballots are divided by."""
    what: Literal["turnout", "invalid"] = "turnout"
    source: str = ""

    @property
    def name(self) -> str:
        """How it is called: ``ZHA@16:00``, ``ZHA@final``, ``Ülken@invalid``."""
        if self.what == "invalid":
            return f"{self.code}@invalid"
        return f"{self.code}@{self.at if self.at == FINAL else clock.clock(self.at)}"


@cache
def opening_hours(code: str) -> tuple[int, int]:
    """Return when doors open and close in a region, milliseconds, capital time.

    Cities and regions founded later kept the capital's clock. The nation opens
    with its first region and closes with its last.

    >>> [at // clock.HOUR_MS for at in opening_hours("MAN")]
    [8, 21]
    """
    behind = {region.code: region.hours_behind_capital for region in regions()}
    opens, closes = (round(facts()[key].value) for key in ("opens", "closes"))
    if code == NATION:
        return opens * clock.HOUR_MS, (closes + max(behind.values())) * clock.HOUR_MS
    late = behind.get(code, 0)
    return (opens + late) * clock.HOUR_MS, (closes + late) * clock.HOUR_MS


def _step(text: str) -> float:
    """Return what a number was rounded to, judged by how it is written."""
    return float(10 ** -len(text.partition(".")[2]))


def _reports_of_the_day() -> list[Figure]:
    registered = {region.code: region.registered for region in regions()}
    figures = []
    for row in _rows("turnout_reports.csv"):
        text, note, code = row["pct_of_registered"], row["note"], row["code"]
        if not text:
            continue
        counted = re.match(r"([\d,]+) (?:of ([\d,]+)|ballots issued)", note)
        count, base = (counted[1], counted[2]) if counted else ("", "")
        figures.append(
            Figure(
                dt.date.fromisoformat(row["date"]),
                code,
                clock.parse(row["capital_time"]),
                float(text),
                "equals" if row["relation"] == "equals" else "at_least",
                _step(text),
                int(count.replace(",", "")) if count else None,
                int(base.replace(",", "")) if base else registered[code],
                source=row["source"],
            )
        )
    return figures


@cache
def figures_of_the_day() -> tuple[Figure, ...]:
    """Return turnout of 25 July 2021 by hour and in the end, and shares of the by-elections."""
    finals = [
        Figure(
            ELECTION_DAY, region.code, FINAL, region.turnout_pct,
            count=region.votes_cast, registered=region.registered, source="article",
        )
        for region in regions()
    ]  # fmt: skip
    nation = Figure(
        ELECTION_DAY, NATION, FINAL, facts()["turnout_national"].value,
        count=round(facts()["votes_national"].value),
        registered=round(facts()["registered_national"].value), source="article",
    )  # fmt: skip
    ulken = next(race for race in by_elections() if race.district == "Ülken")
    invalid = Figure(
        ulken.date, ulken.district, FINAL, facts()["invalid_pct_ulken"].value,
        count=ulken.invalid, registered=ulken.votes_cast, what="invalid", source="article",
    )  # fmt: skip
    return (*_reports_of_the_day(), *finals, nation, invalid)


@cache
def figures_of_other_elections() -> tuple[Figure, ...]:
    """Return every row of ``other_elections_turnout.csv``.

    The last row of a region is its final turnout, if it came when the doors
    were closed.
    """
    rows = _rows("other_elections_turnout.csv")
    times = [None if row["capital_time"] == "prelim final" else row["capital_time"] for row in rows]
    last: dict[tuple[str, str], int] = {}
    for row, time in zip(rows, times, strict=True):
        own = (row["date"], row["code"])
        last[own] = max(last.get(own, 0), clock.DAY_MS if time is None else clock.parse(time))
    figures = []
    for row, time in zip(rows, times, strict=True):
        code, text = row["code"], row["pct_of_registered"]
        at = clock.DAY_MS if time is None else clock.parse(time)
        ends = at == last[row["date"], code] and at >= opening_hours(code)[1]
        figures.append(
            Figure(
                dt.date.fromisoformat(row["date"]),
                code,
                FINAL if ends else at,
                float(text),
                step=_step(text),
                source="news agencies quoting the Central Election Commission",
            )
        )
    return tuple(figures)
