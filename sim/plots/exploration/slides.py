"""The slides of an exploration: which metrics are on which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.ranking import ranked

if TYPE_CHECKING:
    from sim.results.summaries.exploration import ExplorationSummary, ExploredMetric

_PANELS = 4
"""Metrics on one slide at most."""


def moved_metrics(summary: ExplorationSummary) -> list[ExploredMetric]:
    """Return the metrics that a parameter moves."""
    return [metric for metric in summary.metrics if ranked(summary, metric.name)]


def slide_names(summary: ExplorationSummary) -> tuple[str, ...]:
    """Return the names of the slides: ``effects``, ``effects_2``, ...; at least one."""
    n = -(-len(moved_metrics(summary)) // _PANELS)
    return ("effects", *(f"effects_{number}" for number in range(2, n + 1)))


def metrics_on(summary: ExplorationSummary, name: str) -> list[ExploredMetric]:
    """Return the metrics on a slide, by its name."""
    first = _PANELS * slide_names(summary).index(name)
    return moved_metrics(summary)[first : first + _PANELS]
