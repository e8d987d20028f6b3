"""The reported values of the election day, and turnout by hour in other elections."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

from sim.core import clock
from sim.pack.targets import Target, step_of, tolerance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.pack.records import Published

REPORTED, PAST = "reported/turnout.csv", "past/turnout.csv"
"""Turnout of the election day, and of other elections."""
PRIOR = "past/arrival_prior.csv"
"""The prior of arrivals, which was fitted to turnout in other elections."""

_COUNTED = re.compile(r"([\d,]+) (?:of ([\d,]+)|ballots issued)")
"""The counts of a percentage, in the note of a report."""
_HIGHEST = "highest of all regions"
"""Beginning of the note of a report that a region had the highest turnout."""


@cache
def targets(of: Published) -> tuple[Target, ...]:
    """Return turnout as reported during the day, one target for each statement.

    A row of ``reported/turnout.csv`` may make two statements: its value, and in
    its note "highest of all regions", which becomes a separate target.
    "Hundreds of voters" becomes a count.
    """
    found = []
    for row in of.rows(REPORTED):
        found.append(_counted(row, of) if not row["pct"] else _percentage(row, of))
        if row["note"].startswith(_HIGHEST):
            found.append(
                Target(**_of_report(row, of), relation="highest", value=None)  # type: ignore[arg-type]
            )
    return tuple(found)


def _of_report(row: Mapping[str, str], of: Published) -> dict[str, object]:
    """Return the fields that all statements of a report share."""
    return {
        "date": of.date,
        "what": "turnout",
        "code": row["area"] or of.nation_code,
        "at": clock.parse(row["time"]),
        "note": row["note"],
        "source": row["source"],
    }


def _counted(row: Mapping[str, str], of: Published) -> Target:
    """Return a report that names voters, not a percentage."""
    return Target(
        **_of_report(row, of),  # type: ignore[arg-type]
        relation="count_at_least",
        value=of.facts["hundreds"].value,
    )


def _percentage(row: Mapping[str, str], of: Published) -> Target:
    """Return a report of a percentage, with the counts that its note gives."""
    text = row["pct"]
    value, step = float(text), step_of(text)
    registered = {region.code: region.registered for region in of.regions}
    counted = _COUNTED.match(row["note"])
    count, base = (counted[1], counted[2]) if counted else ("", "")
    return Target(
        **_of_report(row, of),  # type: ignore[arg-type]
        relation="equals" if row["relation"] == "equals" else "at_least",
        value=value,
        within=tolerance("turnout", value, row["source"], step=step),
        step=step,
        count=int(count.replace(",", "")) if count else None,
        base=int(base.replace(",", "")) if base else registered.get(row["area"]),
    )


@cache
def published_percentages(of: Published) -> tuple[Target, ...]:
    """Return the percentages that can be checked against each other and against their counts.

    Turnout of the election day by hour and at the end, and what was printed beside the votes
    of by-elections.
    """
    by_hour = [t for t in targets(of) if t.relation in {"equals", "at_least"}]
    finals = [
        _final(of, region.code, region.turnout_pct, region.votes_cast, region.registered)
        for region in of.regions
    ]
    return (*by_hour, *finals, *_final_of_nation(of), *_printed(of))


def _final_of_nation(of: Published) -> Iterator[Target]:
    """Yield the final turnout of the nation, if it was published with its counts."""
    keys = ("turnout_national", "votes_national", "registered_national")
    if of.facts.keys() >= set(keys):
        pct, votes, registered = (of.facts[key].value for key in keys)
        yield _final(of, of.nation_code, pct, round(votes), round(registered))


def _final(of: Published, code: str, pct: float, votes: int, registered: int) -> Target:
    """Return a final turnout as printed."""
    return Target(
        date=of.date, what="final_turnout", code=code, value=pct, step=0.01, count=votes,
        base=registered, source="article",
    )  # fmt: skip


def _printed(of: Published) -> Iterator[Target]:
    """Yield the percentages that were printed beside the votes of by-elections."""
    for race in of.by_elections:
        counts = dict(zip(race.choices, (*race.votes, race.invalid), strict=True))
        for choice, pct in race.printed_pct:
            yield Target(
                date=race.date, what="votes", code=race.district, item=choice, value=pct,
                step=0.01, count=counts[choice], base=race.votes_cast, source="article",
            )  # fmt: skip


@cache
def turnout_of_other_elections(of: Published) -> tuple[Target, ...]:
    """Return every row of ``past/turnout.csv``.

    The last row of a region is its final turnout, if its time is not before the closing of the
    doors.
    """
    rows = of.rows(PAST)
    times = [
        clock.DAY_MS if row["time"] == "prelim final" else clock.parse(row["time"]) for row in rows
    ]
    last: dict[tuple[str, str], int] = {}
    for row, at in zip(rows, times, strict=True):
        curve = (row["date"], row["area"] or of.nation_code)
        last[curve] = max(last.get(curve, 0), at)
    found = []
    for row, at in zip(rows, times, strict=True):
        code, text = row["area"] or of.nation_code, row["pct"]
        ends = at == last[row["date"], code] and at >= of.opening_hours(code)[1]
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
