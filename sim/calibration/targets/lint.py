"""The lint of the targets of a calibration, before any run."""

from __future__ import annotations

import math
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
    """Return the findings about turnout and votes among the targets of one calibration.

    Targets without a percentage (``highest`` and counts of voters) are skipped, and votes that
    were published without one.
    """
    return lint(list(_percentages(targets, of)), of)


def _percentages(targets: Iterable[Target], of: Published) -> Iterator[Target]:
    """Yield the targets as percentages, with their counts where those were published."""
    published = {_key(t): t for t in published_percentages(of)}
    for target in targets:
        stated = target.relation in {"equals", "at_least"}
        if target.what not in {"turnout", "final_turnout", "votes"} or not stated:
            continue
        known = published.get(_key(target))
        # Votes and final turnouts as targets were computed from counts: check what was printed.
        if target.what == "votes":
            if known is not None and _is_computed(target, known):
                yield known
        elif known is not None and (target.at is None or known.value == target.value):
            yield known
        else:
            yield target if target.step else replace(target, step=_COUNTED_STEP)


def _is_computed(target: Target, known: Target) -> bool:
    """Return whether a target is the percentage that follows from published counts."""
    if target.value is None or known.count is None or not known.base:
        return False
    return math.isclose(target.value, 100 * known.count / known.base)


def _key(target: Target) -> tuple[object, ...]:
    """Return what a published value is of."""
    return target.date, target.what, target.code, target.item, target.at, target.relation
