"""The lint of the targets of a calibration, before any run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.pack.lint import lint
from sim.pack.values import published_percentages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.pack.checks import Finding
    from sim.pack.records import Published
    from sim.pack.targets import Target

_COUNTED_STEP = 0.01
"""Rounding step assumed for percentages computed from counts, points."""


def lint_targets(targets: Iterable[Target], of: Published) -> tuple[Finding, ...]:
    """Return the findings about turnout among the targets of one calibration.

    Targets without a percentage (``highest`` and counts of voters) are skipped.
    """
    return lint(list(_percentages(targets, of)), of)


def _percentages(targets: Iterable[Target], of: Published) -> Iterator[Target]:
    """Yield the turnout targets, with their counts where those were published."""
    published = {(t.date, t.code, t.at, t.relation): t for t in published_percentages(of)}
    for target in targets:
        stated = target.relation in {"equals", "at_least"}
        if target.what not in {"turnout", "final_turnout"} or not stated:
            continue
        known = published.get((target.date, target.code, target.at, target.relation))
        # A final turnout as a target was computed from counts: check the printed percentage.
        if known is not None and (target.at is None or known.value == target.value):
            yield known
        else:
            yield target if target.step else replace(target, step=_COUNTED_STEP)
