"""Consistency checks of published turnout; each returns its findings.

:mod:`sim.pack.lint` runs all checks, and lists the meaning of their codes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Literal

from sim.core import clock

# No reference: the binomial distribution.

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sim.pack.records import Published
    from sim.pack.targets import Target

Severity = Literal["left out", "look"]
LEFT_OUT: Severity = "left out"
LOOK: Severity = "look"

ISSUED_OVER_CAST = 2.0
"""By how many points turnout during the day may exceed the final turnout: preliminary and
final turnout of elections here differed by up to 1.8."""
ALIKE = 0.1
"""Largest difference, points, of two values that count as equal."""
LEVEL_REPEATED = 1e-6
"""Significance level of the agreement of two reports: below it one repeats the other. Some 200
pairs of reports are compared, so the probability of a false finding is 1 in 5,000."""
LEVEL_HEAP = 1e-4
"""Significance level of the number of round values in a report: below it they were guessed."""
REGIONS_NEEDED = 0.9
"""Share of an election's regions that must report an hour for the check of the nation (L2)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Values that fail a check, or that are unusual."""

    code: str
    severity: Severity
    """``left out``: the values are impossible; ``look``: they are unusual, but may be correct."""
    names: tuple[str, ...]
    """Of the values, as in ``A1@16:00``."""
    message: str
    date: dt.date
    """Election that the values belong to."""


Reports = dict[tuple["dt.date", "int | None"], "list[Target]"]
"""The values of an election and an hour; None for the final turnout."""


def turnout(targets: Iterable[Target]) -> list[Target]:
    """Return the values that are turnout, by hour or final."""
    return [target for target in targets if target.what in {"turnout", "final_turnout"}]


def pct(target: Target) -> float:
    """Return the percentage of a target; targets without one are not checked."""
    assert target.value is not None
    return target.value


def _at(target: Target) -> int:
    """Return the time of a value as a sort key; the final turnout comes last."""
    return clock.DAY_MS if target.at is None else target.at


def _curves(targets: Iterable[Target]) -> list[list[Target]]:
    """Return the values of each region and election, by hour."""
    grouped: dict[tuple[dt.date, str], list[Target]] = {}
    for target in turnout(targets):
        grouped.setdefault((target.date, target.code), []).append(target)
    return [sorted(curve, key=_at) for curve in grouped.values()]


def _reports(targets: Iterable[Target]) -> Reports:
    """Return the values that were published for one hour of one election."""
    grouped: Reports = {}
    for target in turnout(targets):
        if target.relation == "equals":
            grouped.setdefault((target.date, target.at), []).append(target)
    return grouped


def at_least_by_chance(found: int, of: int, probability: float) -> float:
    """Return the binomial probability of ``found`` or more successes in ``of`` trials.

    >>> round(at_least_by_chance(2, 3, 0.5), 3)
    0.5
    """
    if found <= 0:
        return 1.0
    if not 0 < probability < 1:
        return float(probability >= 1 and found <= of)
    log_in, log_out = math.log(probability), math.log1p(-probability)
    # By logarithms, since the coefficients of a thousand trials are no floats.
    return math.fsum(
        math.exp(
            math.lgamma(of + 1)
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * log_in
            + (of - k) * log_out
        )
        for k in range(found, of + 1)
    )


def falling(targets: Sequence[Target], _of: Published) -> list[Finding]:
    """L1: turnout is cumulative, so a later value cannot be lower."""
    found = []
    for curve in _curves(targets):
        for earlier, later in combinations((f for f in curve if f.at is not None), 2):
            # Two values of one hour are compared in ascending order.
            same_hour = earlier.at == later.at and pct(later) > pct(earlier)
            first, second = (later, earlier) if same_hour else (earlier, later)
            rounding = (first.step + second.step) / 2
            if second.relation == "equals" and pct(first) > pct(second) + rounding + 1e-9:
                at_least = "at least " if first.relation == "at_least" else ""
                message = (
                    f"{first.name} is {at_least}{pct(first):g} %, {second.name} is "
                    f"{pct(second):g} %: cumulative turnout cannot fall, and it is unknown "
                    "which of them is wrong"
                )
                names = (first.name, second.name)
                found.append(Finding("L1", LEFT_OUT, names, message, first.date))
    return found


def nation_outside(targets: Sequence[Target], of: Published) -> list[Finding]:
    """L2: turnout of the nation is between the lowest and the highest of its regions."""
    found = []
    known: dict[dt.date, set[str]] = {}
    for target in turnout(targets):
        known.setdefault(target.date, set()).add(target.code)
    for (date, _), report in _reports(targets).items():
        of_regions = [target for target in report if target.code != of.nation_code]
        reporting = {target.code for target in of_regions}
        if len(reporting) < max(2, REGIONS_NEEDED * len(known[date] - {of.nation_code})):
            continue
        low, high = (end(of_regions, key=pct) for end in (min, max))
        for nation in (target for target in report if target.code == of.nation_code):
            if not pct(low) <= pct(nation) <= pct(high):
                message = (
                    f"{nation.name} is {pct(nation):g} %, outside its regions: {low.name} is the "
                    f"lowest with {pct(low):g} %, {high.name} the highest with {pct(high):g} %"
                )
                found.append(Finding("L2", LEFT_OUT, (nation.name,), message, date))
    return found


def standing_still(targets: Sequence[Target], of: Published) -> list[Finding]:
    """L3: turnout is constant while the doors are open, so a value was reported twice.

    The later value does not measure its hour. If the later one is the final turnout, the
    earlier one is wrong, as voters came until the end.
    """
    found = []
    for curve in _curves(targets):
        stated = [target for target in curve if target.relation == "equals"]
        for earlier, later in pairwise(stated):
            still_open = _at(earlier) < of.opening_hours(earlier.code, earlier.date)[1]
            if pct(earlier) == pct(later) and earlier.at != later.at and still_open:
                wrong = earlier if later.at is None else later
                message = (
                    f"{later.name} repeats {earlier.name}, {pct(earlier):g} %, though doors were "
                    f"open in between: {wrong.name} is not a measurement at its hour"
                )
                found.append(Finding("L3", LEFT_OUT, (wrong.name,), message, earlier.date))
    return found


def repeating(targets: Sequence[Target], of: Published) -> list[Finding]:
    """L4 and L5: a report repeats one of an earlier election; the next report continues it.

    The probability that two values agree by chance is estimated from pairs of different
    regions. The report that follows a repeated one is left out, too: turnout is cumulative, and
    nothing before it was measured.
    """
    found = []
    reports = {
        key: report for key, report in _reports(targets).items() if len(report) > 2
    }  # Fewer values can never be significant.
    for key, other in combinations(sorted(reports, key=lambda k: (k[0], _hour(k[1]))), 2):
        if key[0] == other[0]:
            continue
        alike, common, probability = agreement(reports[key], reports[other], of)
        by_chance = at_least_by_chance(alike, common, probability)
        if not alike or by_chance >= LEVEL_REPEATED:
            continue
        date, hour = other
        names = tuple(target.name for target in reports[other])
        message = (
            f"{_hour(hour)} agrees with {_hour(key[1])} of {key[0]} within {ALIKE:g} point in "
            f"{alike} of {common} regions (by chance: {by_chance:.0e}): not two measurements"
        )
        found.append(Finding("L4", LEFT_OUT, names, message, date))
        following = _next_hour(reports, date, hour)
        if following is not None:
            names = tuple(target.name for target in reports[date, following])
            message = (
                f"{_hour(following)} continues {_hour(hour)}, which repeats another election: "
                "there is no evidence that it was measured"
            )
            found.append(Finding("L5", LEFT_OUT, names, message, date))
    return found


def _next_hour(reports: Reports, date: dt.date, hour: int | None) -> int | None:
    later = [at for of, at in reports if of == date and at is not None]
    return min((at for at in later if hour is not None and at > hour), default=None)


def _hour(at: int | None) -> str:
    return "final" if at is None else clock.clock(at)


def agreement(report: list[Target], other: list[Target], of: Published) -> tuple[int, int, float]:
    """Return the numbers of regions that agree and that both have, and its probability by chance.

    The last is the probability that values of two different regions agree.
    """
    one, two = ({f.code: pct(f) for f in r if f.code != of.nation_code} for r in (report, other))
    common = sorted(one.keys() & two.keys())
    near = [[abs(one[a] - two[b]) < ALIKE + 1e-9 for b in common] for a in common]
    alike = sum(near[k][k] for k in range(len(common)))
    crossed = len(common) * (len(common) - 1)
    if not crossed:
        return alike, len(common), 1.0
    probability = (sum(map(sum, near)) - alike + 1) / (crossed + 1)
    return alike, len(common), probability


def heaps(targets: Sequence[Target], _of: Published) -> list[Finding]:
    """L6: one report has more whole or half per cents than its digits make plausible (heaping)."""
    found = []
    finest: dict[dt.date, float] = {}
    for target in turnout(targets):
        finest[target.date] = min(finest.get(target.date, 1.0), target.step)
    for (date, at), report in _reports(targets).items():
        for step, kind in ((1.0, "whole"), (0.5, "whole or half")):
            round_ones = [f for f in report if abs(pct(f) / step - round(pct(f) / step)) < 1e-9]
            probability = min(finest[date] / step, 1.0)
            by_chance = at_least_by_chance(len(round_ones), len(report), probability)
            if by_chance < LEVEL_HEAP:
                message = (
                    f"{_hour(at)}: {len(round_ones)} of {len(report)} values are {kind} per "
                    f"cents (by chance: {by_chance:.0e}), so they were rounded or guessed"
                )
                names = tuple(target.name for target in round_ones)
                found.append(Finding("L6", LOOK, names, message, date))
    return found


def not_from_counts(targets: Sequence[Target], _of: Published) -> list[Finding]:
    """L7: a percentage that does not follow from its counts."""
    found = []
    for f in targets:
        if f.count is None or not f.base:
            continue
        computed = 100 * f.count / f.base
        if f.relation == "equals" and abs(computed - pct(f)) > f.step / 2 + 1e-9:
            message = (
                f"{f.label} is printed as {pct(f):.10g} %, but {f.count:,} of {f.base:,} is "
                f"{computed:.2f} %: the counts are used"
            )
            found.append(Finding("L7", LEFT_OUT, (f.label,), message, f.date))
    return found


def above_final(targets: Sequence[Target], _of: Published) -> list[Finding]:
    """L8: a value exceeds the final turnout; ballots issued may exceed ballots cast slightly."""
    found = []
    for curve in _curves(targets):
        final = curve[-1]
        for target in curve if final.at is None else ():
            over = pct(target) - pct(final)
            if over > (target.step + final.step) / 2:
                message = (
                    f"{target.name} is {pct(target):g} %, {over:.1f} points above the final "
                    f"turnout of {pct(final):g} %"
                )
                severity = LEFT_OUT if over > ISSUED_OVER_CAST else LOOK
                found.append(Finding("L8", severity, (target.name,), message, target.date))
    return found


def without_final(targets: Sequence[Target], of: Published) -> list[Finding]:
    """L9: a region without a final turnout, in an election that has it for other regions."""
    found = []
    ended = {target.date for target in turnout(targets) if target.at is None}
    for curve in _curves(targets):
        last = curve[-1]
        if last.date in ended and last.at is not None and last.code != of.nation_code:
            closes = clock.clock(of.opening_hours(last.code, last.date)[1])
            message = (
                f"{last.name} is {pct(last):g} %, the last value of {last.code}, and doors closed "
                f"at {closes}: without a final turnout the shape of its curve is unknown"
            )
            names = tuple(target.name for target in curve)
            found.append(Finding("L9", LEFT_OUT, names, message, last.date))
    return found


CHECKS = (
    falling, nation_outside, standing_still, repeating, heaps, not_from_counts, above_final,
    without_final,
)  # fmt: skip
