"""The reported values of the election day, and turnout by hour in other elections."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

from sim.core import clock
from sim.pack.records import ELECTION_DAY, by_elections, facts, read_rows, regions
from sim.pack.targets import INVALID, NATION, Target, step_of, tolerance

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTED = re.compile(r"([\d,]+) (?:of ([\d,]+)|ballots issued)")
"""The counts of a percentage, in the note of a report."""
_HIGHEST = "highest of all regions"
"""Beginning of the note of a report that a region had the highest turnout."""


@cache
def opening_hours(code: str) -> tuple[int, int]:
    """Return when doors open and close in a region, milliseconds, capital time.

    Cities, and regions founded later, use the capital's clock. The nation opens
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


@cache
def targets() -> tuple[Target, ...]:
    """Return turnout as reported during the day, one target for each statement.

    A row of ``turnout_reports.csv`` may make two statements: its value, and in
    its note "highest of all regions", which becomes a target of its own.
    "Hundreds of voters" becomes a count.
    """
    found = []
    for row in read_rows("turnout_reports.csv"):
        found.append(_counted(row) if not row["pct_of_registered"] else _percentage(row))
        if row["note"].startswith(_HIGHEST):
            found.append(
                Target(**_of_report(row), relation="highest", value=None)  # type: ignore[arg-type]
            )
    return tuple(found)


def _of_report(row: Mapping[str, str]) -> dict[str, object]:
    """Return the fields that all statements of a report share."""
    return {
        "date": dt.date.fromisoformat(row["date"]),
        "what": "turnout",
        "code": row["code"],
        "at": clock.parse(row["capital_time"]),
        "note": row["note"],
        "source": row["source"],
    }


def _counted(row: Mapping[str, str]) -> Target:
    """Return a report that names voters, not a percentage."""
    return Target(
        **_of_report(row),  # type: ignore[arg-type]
        relation="count_at_least",
        value=facts()["hundreds"].value,
    )


def _percentage(row: Mapping[str, str]) -> Target:
    """Return a report of a percentage, with the counts that its note gives."""
    text = row["pct_of_registered"]
    value, step = float(text), step_of(text)
    registered = {region.code: region.registered for region in regions()}
    counted = _COUNTED.match(row["note"])
    count, base = (counted[1], counted[2]) if counted else ("", "")
    return Target(
        **_of_report(row),  # type: ignore[arg-type]
        relation="equals" if row["relation"] == "equals" else "at_least",
        value=value,
        within=tolerance("turnout", value, row["source"], step=step),
        step=step,
        count=int(count.replace(",", "")) if count else None,
        base=int(base.replace(",", "")) if base else registered.get(row["code"]),
    )


@cache
def published_percentages() -> tuple[Target, ...]:
    """Return the percentages that can be checked against each other and against their counts.

    Turnout of the election day by hour and at the end, and the invalid ballots of a
    by-election.
    """
    by_hour = [t for t in targets() if t.relation in {"equals", "at_least"}]
    finals = [
        _final(region.code, region.turnout_pct, region.votes_cast, region.registered)
        for region in regions()
    ]
    votes, registered = (round(facts()[f"{key}_national"].value) for key in ("votes", "registered"))
    nation = _final(NATION, facts()["turnout_national"].value, votes, registered)
    ulken = next(race for race in by_elections() if race.district == "Ülken")
    invalid = Target(
        date=ulken.date, what="votes", code=ulken.district, item=INVALID,
        value=facts()["invalid_pct_ulken"].value, step=0.01, count=ulken.invalid,
        base=ulken.votes_cast, source="article",
    )  # fmt: skip
    return (*by_hour, *finals, nation, invalid)


def _final(code: str, pct: float, votes: int, registered: int) -> Target:
    """Return a final turnout as printed."""
    return Target(
        date=ELECTION_DAY, what="final_turnout", code=code, value=pct, step=0.01, count=votes,
        base=registered, source="article",
    )  # fmt: skip


@cache
def turnout_of_other_elections() -> tuple[Target, ...]:
    """Return every row of ``other_elections_turnout.csv``.

    The last row of a region is its final turnout, if its time is not before the closing of the
    doors.
    """
    rows = read_rows("other_elections_turnout.csv")
    times = [
        clock.DAY_MS if row["capital_time"] == "prelim final" else clock.parse(row["capital_time"])
        for row in rows
    ]
    last: dict[tuple[str, str], int] = {}
    for row, at in zip(rows, times, strict=True):
        curve = (row["date"], row["code"])
        last[curve] = max(last.get(curve, 0), at)
    found = []
    for row, at in zip(rows, times, strict=True):
        code, text = row["code"], row["pct_of_registered"]
        ends = at == last[row["date"], code] and at >= opening_hours(code)[1]
        found.append(
            Target(
                date=dt.date.fromisoformat(row["date"]),
                what="final_turnout" if ends else "turnout",
                code=code,
                at=None if ends else at,
                value=float(text),
                step=step_of(text),
                source="news agencies quoting the Central Election Commission",
            )
        )
    return tuple(found)
