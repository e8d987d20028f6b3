"""The slides of an exploration: which metrics are on which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.results.ranking import Ranked, ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.results.summaries.exploration import ExplorationSummary, ExploredMetric

_PANELS = 4
"""Metrics on one slide at most."""


class MovedMetric(NamedTuple):
    """A metric, and the parameters that move it."""

    metric: ExploredMetric
    rows: list[Ranked]
    """The largest effect first; at least one."""


def moved_metrics(summary: ExplorationSummary) -> list[MovedMetric]:
    """Return the metrics that a parameter moves, each ranked."""
    found = (MovedMetric(metric, ranked(summary, metric.name)) for metric in summary.metrics)
    return [moved for moved in found if moved.rows]


def slide_names(moved: Sequence[MovedMetric]) -> tuple[str, ...]:
    """Return the names of the slides: ``effects``, ``effects_2``, ...; at least one."""
    n = -(-len(moved) // _PANELS)
    return ("effects", *(f"effects_{number}" for number in range(2, n + 1)))


def metrics_on(moved: Sequence[MovedMetric], name: str) -> Sequence[MovedMetric]:
    """Return the metrics on a slide, by its name."""
    first = _PANELS * slide_names(moved).index(name)
    return moved[first : first + _PANELS]
