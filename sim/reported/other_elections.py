"""Turnout by hour in four other national elections, with what fails a check left out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from sim import clock
from sim.reported.records import _rows, regions


@dataclass(frozen=True, slots=True)
class TurnoutCurve:
    """Cumulative turnout of one region in one election."""

    date: dt.date
    code: str
    at: tuple[int, ...]
    """Milliseconds since midnight, capital time; increasing."""
    pct: tuple[float, ...]
    """Per cent of registered; never falls."""
    final_pct: float


def repeated_mornings() -> int:
    """Return how many regions repeat 12:00 of January 2021 as 10:00 of June 2022.

    Two elections cannot agree within 0.1 point region by region.
    """
    january = {r["code"]: float(r["pct_of_registered"]) for r in _at("2021-01-10", "12:00")}
    june = {r["code"]: float(r["pct_of_registered"]) for r in _at("2022-06-05", "10:00")}
    january.pop("KZ")
    return sum(abs(january[code] - june[code]) < 0.1 + 1e-9 for code in january)


def _at(date: str, time: str) -> list[dict[str, str]]:
    return [
        row
        for row in _rows("other_elections_turnout.csv")
        if row["date"] == date and row["capital_time"] == time
    ]


@cache
def turnout_curves() -> tuple[TurnoutCurve, ...]:
    """Return the usable curves of the 14 regions of 2021.

    Left out: the morning reports of 5 June 2022 (they repeat January 2021, see
    :func:`repeated_mornings`), cities and regions founded later, figures that
    stand still before the doors close (a repeated report), and a curve with
    fewer than two figures left before its final.
    """
    known = {region.code for region in regions()}
    grouped: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for row in _rows("other_elections_turnout.csv"):
        if row["code"] not in known:
            continue
        time = row["capital_time"]
        if row["date"] == "2022-06-05" and time in {"10:00", "12:00"}:
            continue
        at = clock.parse("22:30") if time == "prelim final" else clock.parse(time)
        grouped.setdefault((row["date"], row["code"]), []).append(
            (at, float(row["pct_of_registered"]))
        )
    curves = []
    for (date, code), points in grouped.items():
        points.sort()
        final = points[-1][1]
        rising = [
            p
            for k, p in enumerate(points[:-1])
            if p[1] < final and (k == 0 or p[1] > points[k - 1][1])
        ]
        if len(rising) >= 2:
            hours, shares = zip(*rising, strict=True)
            curves.append(TurnoutCurve(dt.date.fromisoformat(date), code, hours, shares, final))
    return tuple(curves)
