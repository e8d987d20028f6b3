"""The lint of published turnout, before any run: values that are impossible or unusual.

The same checks run on the values of the election day, on those of other elections, and
on values that a user adds. A value that is impossible is *left out*; one that is only
unusual is marked *look*, and is used.
"""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from sim.core import clock
from sim.pack.checks import CHECKS, LOOK, Finding, pct, turnout
from sim.pack.clusters import clustered
from sim.pack.past_elections import NEAR, TurnoutCurve, usable_curves

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sim.pack.records import Published
    from sim.pack.targets import Target

CODES: Mapping[str, str] = MappingProxyType(
    {
        "L1": "a value is lower than an earlier one",
        "L2": "the nation is outside its regions",
        "L3": "a value stands still before the doors close",
        "L4": "a report repeats another election",
        "L5": "a report continues one that repeats another election",
        "L6": "too many round values in one report",
        "L7": "a percentage does not follow from its counts",
        "L8": "a value is above the final turnout",
        "L9": "a region has no final turnout",
        "L10": "far from the curves of other elections",
        "L11": "regions of one report cluster",
    }
)

MARGIN_PCT = 3.0
"""By how many points a value may be outside the range of other elections: the turnout of ten
to twenty minutes in a busy morning, and rounding."""
OUTERMOST = 0.05
"""Share of the curves that is trimmed at either end, as single curves are unusual themselves."""
CURVES_NEEDED = 8
"""Least number of curves with a value at an hour for a range to be computed."""

_Range = tuple[float, float]


def lint(targets: Sequence[Target], of: Published) -> tuple[Finding, ...]:
    """Return the findings about published values, by code.

    Parameters
    ----------
    targets
        Percentages of one or several elections, in any order. Checks that need a final
        turnout pass over regions without one.
    of
        Opening hours, and curves of other elections that values are compared with.
    """
    found = [finding for check in CHECKS for finding in check(targets, of)]
    found += unusual(targets, of)
    found += clustered(targets, of)
    return tuple(sorted(found, key=lambda f: (int(f.code[1:]), f.date, f.names)))


def unusual(targets: Iterable[Target], of: Published) -> list[Finding]:
    """L10: a value, or its difference to the next, that is outside the range of other elections.

    Other curves are compared at the same time since the doors opened, as shares of their final
    turnout, scaled to the final turnout of the region.
    """
    finals = {(f.date, f.code): pct(f) for f in turnout(targets) if f.at is None}
    curves: dict[tuple[dt.date, str], list[tuple[int, Target]]] = {}
    for target in turnout(targets):
        key = (target.date, target.code)
        if key in finals and target.at is not None and target.relation == "equals":
            since = target.at - of.opening_hours(target.code, target.date)[0]
            curves.setdefault(key, []).append((since, target))
    return [
        finding
        for key, points in curves.items()
        for finding in _unusual_of(points, finals[key], of)
    ]


def _unusual_of(points: list[tuple[int, Target]], final: float, of: Published) -> Iterator[Finding]:
    points = sorted(points, key=lambda point: point[0])
    others = [_shares(c, of) for c in usable_curves(of) if c.date != points[0][1].date]
    for since, target in points:
        found = _range(share for curve in others for share in _near(curve, since))
        if found and not _inside(pct(target), found, final):
            statement = f"{target.name} is {pct(target):g} %"
            yield _finding((target,), statement, found, final)
    for (since, earlier), (until, later) in pairwise(points):
        found = _range(
            after - before
            for curve in others
            for before, after in zip(_near(curve, since), _near(curve, until), strict=False)
        )
        step = pct(later) - pct(earlier)
        if found and until - since > 2 * NEAR and not _inside(step, found, final):
            statement = f"{step:.1f} points came from {earlier.name} to {later.name}"
            yield _finding((earlier, later), statement, found, final)


def _shares(curve: TurnoutCurve, of: Published) -> dict[int, float]:
    """Return shares of the final turnout by milliseconds since doors opened."""
    opens = of.opening_hours(curve.code, curve.date)[0]
    return {at - opens: pct / curve.final_pct for at, pct in zip(curve.at, curve.pct, strict=True)}


def _near(curve: Mapping[int, float], since: int) -> list[float]:
    return [share for at, share in curve.items() if abs(at - since) <= NEAR]


def _range(shares: Iterable[float]) -> _Range | None:
    known = sorted(shares)
    if len(known) < CURVES_NEEDED:
        return None
    aside = int(OUTERMOST * len(known))
    return known[aside], known[-1 - aside]


def _inside(value: float, found: _Range, final: float) -> bool:
    return found[0] * final - MARGIN_PCT <= value <= found[1] * final + MARGIN_PCT


def _finding(targets: tuple[Target, ...], statement: str, found: _Range, final: float) -> Finding:
    low, high = (share * final for share in found)
    hours = " to ".join(clock.clock(f.at) for f in targets if f.at is not None)
    message = (
        f"{statement}; curves of other elections, scaled to {final:g} % in the end, give "
        f"{low:.1f} to {high:.1f} at {hours}"
    )
    return Finding("L10", LOOK, tuple(f.name for f in targets), message, targets[0].date)
