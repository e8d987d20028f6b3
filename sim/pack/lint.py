"""A look at published turnout before anything runs: what cannot be right, and what is unusual.

The same checks run on the figures of the day, on those of other elections, and
on figures that a user adds. A figure that fails is *left out*; one that is only
unusual asks for a *look*, and stays.
"""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.core import clock
from sim.pack.checks import CHECKS, LOOK, Finding, Severity, turnout
from sim.pack.past_elections import TurnoutCurve, usable_curves
from sim.pack.values import (
    FINAL,
    Figure,
    figures_of_other_elections,
    figures_of_the_day,
    opening_hours,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "CODES",
    "Figure",
    "Finding",
    "Severity",
    "figures_of_other_elections",
    "figures_of_the_day",
    "lint",
]

CODES: Mapping[str, str] = MappingProxyType(
    {
        "L1": "a figure is lower than an earlier one",
        "L2": "the nation is outside its regions",
        "L3": "a figure stands still before the doors close",
        "L4": "a report repeats another election",
        "L5": "a report continues one that repeats another election",
        "L6": "too many round figures in one report",
        "L7": "a percentage does not follow from its counts",
        "L8": "a figure is above the final turnout",
        "L9": "a region has no final turnout",
        "L10": "far from the curves of other elections",
    }
)

MARGIN_PCT = 3.0
"""How far a figure may pass those of other elections, points: what ten or twenty minutes bring
in the busy morning, and rounding."""
NEAR = 20 * clock.MINUTE_MS
"""A curve speaks of an hour by a figure of its own that is so near, since doors opened."""
OUTERMOST = 0.05
"""Share of the curves that are left aside at either end: single curves are odd, too."""
CURVES_NEEDED = 8
"""So many curves must speak of an hour before they bound it."""

_Range = tuple[float, float]


def lint(figures: Sequence[Figure]) -> tuple[Finding, ...]:
    """Return what is wrong or unusual with published figures, by code.

    Parameters
    ----------
    figures
        Of one election or several, in any order. Regions without a final
        turnout among them are not checked for what needs one.
    """
    found = [finding for check in CHECKS for finding in check(figures)]
    found += unusual(figures)
    return tuple(sorted(found, key=lambda own: (int(own.code[1:]), own.date, own.figures)))


def unusual(figures: Iterable[Figure]) -> list[Finding]:
    """L10: a level, or a step to the next figure, that no curve of another election comes near.

    Curves are taken as shares of their final turnout, so long after doors
    opened, and scaled to the region's own final.
    """
    finals = {(f.date, f.code): f.pct for f in turnout(figures) if f.at == FINAL}
    curves: dict[tuple[dt.date, str], list[tuple[int, Figure]]] = {}
    for figure in turnout(figures):
        own = (figure.date, figure.code)
        if own in finals and figure.at != FINAL and figure.relation == "equals":
            since = figure.at - opening_hours(figure.code)[0]
            curves.setdefault(own, []).append((since, figure))
    return [
        finding for own, points in curves.items() for finding in _unusual_of(points, finals[own])
    ]


def _unusual_of(points: list[tuple[int, Figure]], final: float) -> Iterator[Finding]:
    points = sorted(points, key=lambda point: point[0])
    others = [_shares(c) for c in usable_curves() if c.date != points[0][1].date]
    for since, figure in points:
        found = _range(share for curve in others for share in _near(curve, since))
        if found and not _inside(figure.pct, found, final):
            said = f"{figure.name} is {figure.pct:g} %"
            yield _finding((figure,), said, found, final)
    for (since, earlier), (until, later) in pairwise(points):
        found = _range(
            after - before
            for curve in others
            for before, after in zip(_near(curve, since), _near(curve, until), strict=False)
        )
        step = later.pct - earlier.pct
        if found and until - since > 2 * NEAR and not _inside(step, found, final):
            said = f"{step:.1f} points came from {earlier.name} to {later.name}"
            yield _finding((earlier, later), said, found, final)


def _shares(curve: TurnoutCurve) -> dict[int, float]:
    """Return shares of the final turnout by milliseconds since doors opened."""
    opens = opening_hours(curve.code)[0]
    return {at - opens: pct / curve.final_pct for at, pct in zip(curve.at, curve.pct, strict=True)}


def _near(curve: Mapping[int, float], since: int) -> list[float]:
    return [share for at, share in curve.items() if abs(at - since) <= NEAR]


def _range(shares: Iterable[float]) -> _Range | None:
    known = sorted(shares)
    if len(known) < CURVES_NEEDED:
        return None
    aside = int(OUTERMOST * len(known))
    return known[aside], known[-1 - aside]


def _inside(pct: float, found: _Range, final: float) -> bool:
    return found[0] * final - MARGIN_PCT <= pct <= found[1] * final + MARGIN_PCT


def _finding(figures: tuple[Figure, ...], said: str, found: _Range, final: float) -> Finding:
    low, high = (share * final for share in found)
    hours = " to ".join(clock.clock(f.at) for f in figures if f.at != FINAL)
    message = (
        f"{said}; curves of other elections, scaled to {final:g} % in the end, give "
        f"{low:.1f} to {high:.1f} at {hours}"
    )
    return Finding("L10", LOOK, tuple(figure.name for figure in figures), message, figures[0].date)
