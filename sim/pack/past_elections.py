"""Turnout curves of other elections, without values that fail the lint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock
from sim.pack.checks import CHECKS, LEFT_OUT, Finding, agreement, pct
from sim.pack.values import turnout_of_other_elections

if TYPE_CHECKING:
    import datetime as dt

    from sim.pack.records import Published
    from sim.pack.targets import Target

NEAR = 20 * clock.MINUTE_MS
"""Largest difference, ms since the doors opened, at which a value of another curve is compared."""


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
    """A row that is in no curve, and the first check that it fails."""

    target: Target
    finding: Finding


def agreeing_regions(of: Published, one: str, other: str) -> int:
    """Return in how many regions two reports of other elections agree within 0.1 point.

    Two independent measurements would not agree in many regions.

    Parameters
    ----------
    of
        The election that they are past to.
    one, other
        Date and time of a report, as ``2020-01-31 12:00``.
    """
    first, second = (
        [f for f in turnout_of_other_elections(of) if f"{f.date} {f.time}" == report]
        for report in (one, other)
    )
    return agreement(first, second, of)[0]


@cache
def left_out(of: Published) -> tuple[LeftOut, ...]:
    """Return the rows of ``past/turnout.csv`` that fail a check, in their order."""
    targets = turnout_of_other_elections(of)
    reasons: dict[tuple[dt.date, str], Finding] = {}
    findings = [finding for check in CHECKS for finding in check(targets, of)]
    for finding in sorted(findings, key=lambda f: f.code):
        if finding.severity == LEFT_OUT:
            for name in finding.names:
                reasons.setdefault((finding.date, name), finding)
    return tuple(
        LeftOut(target, reasons[target.date, target.name])
        for target in targets
        if (target.date, target.name) in reasons
    )


@cache
def usable_curves(of: Published) -> tuple[TurnoutCurve, ...]:
    """Return the curve of each region and city in each election, without what fails a check.

    Values at closing time or later repeat the final turnout and have no information on the
    shape, so they are left out. A curve has at least one value.
    """
    failed = {(row.target.date, row.target.name) for row in left_out(of)}
    grouped: dict[tuple[dt.date, str], list[Target]] = {}
    for target in turnout_of_other_elections(of):
        if target.code != of.nation_code and (target.date, target.name) not in failed:
            grouped.setdefault((target.date, target.code), []).append(target)
    curves = []
    for (date, code), targets in grouped.items():
        final = next((pct(t) for t in targets if t.at is None), None)
        closes = of.opening_hours(code, date)[1]
        points = sorted((t.at, pct(t)) for t in targets if t.at is not None and t.at < closes)
        if final is not None and points:
            hours, shares = zip(*points, strict=True)
            curves.append(TurnoutCurve(date, code, hours, shares, final))
    return tuple(curves)


@cache
def turnout_curves(of: Published) -> tuple[TurnoutCurve, ...]:
    """Return the usable curves of the regions of an election that have at least two values.

    Two values fix two parameters, so each of these curves can be fitted alone.
    """
    known = {region.code for region in of.regions}
    return tuple(c for c in usable_curves(of) if c.code in known and len(c.at) >= 2)
