"""Turnout by hour in four other national elections, with what fails the lint left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sim.pack.checks import CHECKS, LEFT_OUT, Finding, agreement
from sim.pack.records import regions
from sim.pack.values import FINAL, NATION, Figure, figures_of_other_elections, opening_hours

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class TurnoutCurve:
    """Cumulative turnout of one region in one election."""

    date: dt.date
    code: str
    at: tuple[int, ...]
    """Milliseconds since midnight, capital time; increasing, before the doors close."""
    pct: tuple[float, ...]
    """Per cent of registered; never falls."""
    final_pct: float


class LeftOut(NamedTuple):
    """A row that no curve holds because it fails, and the first check that it fails."""

    figure: Figure
    finding: Finding


def repeated_mornings() -> int:
    """Return how many regions repeat 12:00 of January 2021 as 10:00 of June 2022.

    Two elections cannot agree within 0.1 point region by region.
    """
    january, june = (
        [f for f in figures_of_other_elections() if str(f.date) == date and f.name.endswith(hour)]
        for date, hour in (("2021-01-10", "12:00"), ("2022-06-05", "10:00"))
    )
    return agreement(january, june)[0]


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Return the rows of ``other_elections_turnout.csv`` that fail a check, in their order."""
    figures = figures_of_other_elections()
    reasons: dict[tuple[dt.date, str], Finding] = {}
    findings = [finding for check in CHECKS for finding in check(figures)]
    for finding in sorted(findings, key=lambda own: own.code):
        if finding.severity == LEFT_OUT:
            for name in finding.figures:
                reasons.setdefault((finding.date, name), finding)
    return tuple(
        LeftOut(figure, reasons[figure.date, figure.name])
        for figure in figures
        if (figure.date, figure.name) in reasons
    )


@cache
def usable_curves() -> tuple[TurnoutCurve, ...]:
    """Return the curve of each region and city in each election, without what fails a check.

    A figure of the hour when doors close or later is the final turnout once
    more and says nothing about the shape, so it belongs to no curve. One figure
    is enough.
    """
    failed = {(row.figure.date, row.figure.name) for row in left_out()}
    grouped: dict[tuple[dt.date, str], list[Figure]] = {}
    for figure in figures_of_other_elections():
        if figure.code != NATION and (figure.date, figure.name) not in failed:
            grouped.setdefault((figure.date, figure.code), []).append(figure)
    curves = []
    for (date, code), figures in grouped.items():
        final = next((figure.pct for figure in figures if figure.at == FINAL), None)
        closes = opening_hours(code)[1]
        points = sorted((f.at, f.pct) for f in figures if f.at != FINAL and f.at < closes)
        if final is not None and points:
            hours, shares = zip(*points, strict=True)
            curves.append(TurnoutCurve(date, code, hours, shares, final))
    return tuple(curves)


@cache
def turnout_curves() -> tuple[TurnoutCurve, ...]:
    """Return the usable curves of the 14 regions of 2021 that have at least two figures.

    Two figures fix two parameters, so each of these curves can be fitted alone.
    """
    known = {region.code for region in regions()}
    return tuple(c for c in usable_curves() if c.code in known and len(c.at) >= 2)
