"""Checks of published turnout that need nothing but the figures themselves.

Each returns findings; :mod:`sim.pack.lint` runs them all, and says what
every code means.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal

from sim.core import clock
from sim.pack.values import FINAL, NATION, Figure, opening_hours

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

Severity = Literal["left out", "look"]
LEFT_OUT: Severity = "left out"
LOOK: Severity = "look"

ISSUED_OVER_CAST = 2.0
"""How far turnout by the hour may pass the final, points: preliminary and final turnout
of 2021 differed by up to 1.8."""
ALIKE = 0.1
"""Two figures nearer than this, points, count as the same."""
CHANCE_REPEATED = 1e-6
"""Two reports agree by chance less often than this, or one repeats the other. Some 200 pairs
of reports are compared, so chance alone finds one in 5,000 times."""
CHANCE_HEAP = 1e-4
"""A report holds so many round figures by chance less often than this, or it is a heap."""
REGIONS_NEEDED = 0.9
"""Share of an election's regions that must speak at an hour before they bound the nation."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found."""

    code: str
    severity: Severity
    """``left out``: the figures fail; ``look``: they are unusual, and may be right."""
    figures: tuple[str, ...]
    """Names of the figures, as in ``ZHA@16:00``."""
    message: str
    date: dt.date
    """Election that the figures belong to."""


Report = dict[tuple["dt.date", "int | Literal['final']"], list[Figure]]


def turnout(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures that are turnout."""
    return [figure for figure in figures if figure.what == "turnout"]


def _at(figure: Figure) -> int:
    return clock.DAY_MS if figure.at == FINAL else figure.at


def _curves(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Return the figures of each region and election, by hour."""
    grouped: dict[tuple[dt.date, str], list[Figure]] = {}
    for figure in turnout(figures):
        grouped.setdefault((figure.date, figure.code), []).append(figure)
    return [sorted(own, key=_at) for own in grouped.values()]


def _reports(figures: Iterable[Figure]) -> Report:
    """Return the figures that were published for one hour of one election."""
    grouped: Report = {}
    for figure in turnout(figures):
        if figure.relation == "equals":
            grouped.setdefault((figure.date, figure.at), []).append(figure)
    return grouped


def at_least_by_chance(found: int, of: int, chance: float) -> float:
    """Return the binomial probability of so many or more.

    >>> round(at_least_by_chance(2, 3, 0.5), 3)
    0.5
    """
    return math.fsum(
        math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(found, of + 1)
    )


def falling(figures: Sequence[Figure]) -> list[Finding]:
    """L1: turnout is cumulative, so a later figure cannot be lower."""
    found = []
    for curve in _curves(figures):
        for earlier, later in combinations((f for f in curve if f.at != FINAL), 2):
            # Of two figures of one hour the larger must not come first.
            same_hour = earlier.at == later.at and later.pct > earlier.pct
            first, second = (later, earlier) if same_hour else (earlier, later)
            rounding = (first.step + second.step) / 2
            if second.relation == "equals" and first.pct > second.pct + rounding + 1e-9:
                at_least = "at least " if first.relation == "at_least" else ""
                message = (
                    f"{first.name} is {at_least}{first.pct:g} %, {second.name} is "
                    f"{second.pct:g} %: cumulative turnout cannot fall, and nothing says which "
                    "of them is wrong"
                )
                names = (first.name, second.name)
                found.append(Finding("L1", LEFT_OUT, names, message, first.date))
    return found


def nation_outside(figures: Sequence[Figure]) -> list[Finding]:
    """L2: the nation lies between the lowest and the highest of its regions."""
    found = []
    known: dict[dt.date, set[str]] = {}
    for figure in turnout(figures):
        known.setdefault(figure.date, set()).add(figure.code)
    for (date, _), report in _reports(figures).items():
        of_regions = [figure for figure in report if figure.code != NATION]
        spoken = {figure.code for figure in of_regions}
        if len(spoken) < max(2, REGIONS_NEEDED * len(known[date] - {NATION})):
            continue
        low, high = (end(of_regions, key=lambda f: f.pct) for end in (min, max))
        for nation in (figure for figure in report if figure.code == NATION):
            if not low.pct <= nation.pct <= high.pct:
                message = (
                    f"{nation.name} is {nation.pct:g} %, outside its regions: {low.name} is the "
                    f"lowest with {low.pct:g} %, {high.name} the highest with {high.pct:g} %"
                )
                found.append(Finding("L2", LEFT_OUT, (nation.name,), message, date))
    return found


def standing_still(figures: Sequence[Figure]) -> list[Finding]:
    """L3: nobody came for hours while the doors were open, so a figure was said twice.

    The later one says nothing about its hour. If that is the final, the earlier
    one cannot be right: voters came until the end.
    """
    found = []
    for curve in _curves(figures):
        told = [figure for figure in curve if figure.relation == "equals"]
        for earlier, later in pairwise(told):
            open_still = _at(earlier) < opening_hours(earlier.code)[1]
            if earlier.pct == later.pct and earlier.at != later.at and open_still:
                wrong = earlier if later.at == FINAL else later
                message = (
                    f"{later.name} repeats {earlier.name}, {earlier.pct:g} %, though doors were "
                    f"open in between: {wrong.name} says nothing about its hour"
                )
                found.append(Finding("L3", LEFT_OUT, (wrong.name,), message, earlier.date))
    return found


def repeating(figures: Sequence[Figure]) -> list[Finding]:
    """L4 and L5: a report repeats one of an earlier election, and what continues it.

    How often two figures are alike by chance is counted on pairs of different
    regions. What continues a repeated report is the next one of that election:
    turnout is cumulative, and nothing of it was measured before.
    """
    found = []
    reports = {
        key: report for key, report in _reports(figures).items() if len(report) > 2
    }  # Fewer can never tell.
    for key, other in combinations(sorted(reports, key=lambda k: (k[0], str(k[1]))), 2):
        if key[0] == other[0]:
            continue
        alike, common, chance = agreement(reports[key], reports[other])
        by_chance = at_least_by_chance(alike, common, chance)
        if not alike or by_chance >= CHANCE_REPEATED:
            continue
        date, hour = other
        names = tuple(figure.name for figure in reports[other])
        message = (
            f"{_hour(hour)} agrees with {_hour(key[1])} of {key[0]} within {ALIKE:g} point in "
            f"{alike} of {common} regions (by chance: {by_chance:.0e}): not two measurements"
        )
        found.append(Finding("L4", LEFT_OUT, names, message, date))
        following = _next_hour(reports, date, hour)
        if following is not None:
            names = tuple(figure.name for figure in reports[date, following])
            message = (
                f"{_hour(following)} continues {_hour(hour)}, which repeats another election: "
                "nothing shows that it was measured"
            )
            found.append(Finding("L5", LEFT_OUT, names, message, date))
    return found


def _next_hour(reports: Report, date: dt.date, hour: int | str) -> int | None:
    later = [at for own, at in reports if own == date and at != FINAL]
    return min((at for at in later if not isinstance(hour, str) and at > hour), default=None)


def _hour(at: int | str) -> str:
    return at if isinstance(at, str) else clock.clock(at)


def agreement(report: list[Figure], other: list[Figure]) -> tuple[int, int, float]:
    """Return regions alike, regions in common, and the chance that two figures are alike."""
    one, two = ({f.code: f.pct for f in r if f.code != NATION} for r in (report, other))
    common = sorted(one.keys() & two.keys())
    near = [[abs(one[a] - two[b]) < ALIKE + 1e-9 for b in common] for a in common]
    alike = sum(near[k][k] for k in range(len(common)))
    crossed = len(common) * (len(common) - 1)
    if not crossed:
        return alike, len(common), 1.0
    chance = (sum(map(sum, near)) - alike + 1) / (crossed + 1)
    return alike, len(common), chance


def heaps(figures: Sequence[Figure]) -> list[Finding]:
    """L6: more whole or half per cents in one report than its digits allow by chance."""
    found = []
    finest: dict[dt.date, float] = {}
    for figure in turnout(figures):
        finest[figure.date] = min(finest.get(figure.date, 1.0), figure.step)
    for (date, at), report in _reports(figures).items():
        for step, kind in ((1.0, "whole"), (0.5, "whole or half")):
            round_ones = [f for f in report if abs(f.pct / step - round(f.pct / step)) < 1e-9]
            chance = min(finest[date] / step, 1.0)
            by_chance = at_least_by_chance(len(round_ones), len(report), chance)
            if by_chance < CHANCE_HEAP:
                message = (
                    f"{_hour(at)}: {len(round_ones)} of {len(report)} figures are {kind} per "
                    f"cents (by chance: {by_chance:.0e}), so they were rounded or guessed"
                )
                names = tuple(figure.name for figure in round_ones)
                found.append(Finding("L6", LOOK, names, message, date))
    return found


def not_from_counts(figures: Sequence[Figure]) -> list[Finding]:
    """L7: a percentage that its own counts do not give."""
    found = []
    for f in figures:
        if f.count is None or not f.registered:
            continue
        computed = 100 * f.count / f.registered
        if f.relation == "equals" and abs(computed - f.pct) > f.step / 2 + 1e-9:
            message = (
                f"{f.name} is printed as {f.pct:.10g} %, but {f.count:,} of {f.registered:,} is "
                f"{computed:.2f} %: the counts are used"
            )
            found.append(Finding("L7", LEFT_OUT, (f.name,), message, f.date))
    return found


def above_final(figures: Sequence[Figure]) -> list[Finding]:
    """L8: a figure above the final turnout; ballots issued may pass ballots cast a little."""
    found = []
    for curve in _curves(figures):
        final = curve[-1]
        for figure in curve if final.at == FINAL else ():
            over = figure.pct - final.pct
            if over > (figure.step + final.step) / 2:
                message = (
                    f"{figure.name} is {figure.pct:g} %, {over:.1f} points above the final "
                    f"turnout of {final.pct:g} %"
                )
                severity = LEFT_OUT if over > ISSUED_OVER_CAST else LOOK
                found.append(Finding("L8", severity, (figure.name,), message, figure.date))
    return found


def without_final(figures: Sequence[Figure]) -> list[Finding]:
    """L9: a region without a final turnout, in an election that has finals of others."""
    found = []
    ended = {figure.date for figure in turnout(figures) if figure.at == FINAL}
    for curve in _curves(figures):
        last = curve[-1]
        if last.date in ended and last.at != FINAL and last.code != NATION:
            closes = clock.clock(opening_hours(last.code)[1])
            message = (
                f"{last.name} is {last.pct:g} %, the last figure of {last.code}, and doors closed "
                f"at {closes}: without a final turnout its figures are shares of nothing known"
            )
            names = tuple(figure.name for figure in curve)
            found.append(Finding("L9", LEFT_OUT, names, message, last.date))
    return found


CHECKS = (
    falling, nation_outside, standing_still, repeating, heaps, not_from_counts, above_final,
    without_final,
)  # fmt: skip
