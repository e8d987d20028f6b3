"""Figures of an exploration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure
from sim.plots.exploration.slides import metrics_on, moved_metrics, slide_names

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results import ExplorationResults


def figures_of(results: ExplorationResults) -> tuple[str, ...]:
    """Return the names of the slides of an exploration."""
    return slide_names(moved_metrics(results.summary))


def figure(results: ExplorationResults, name: str, size: str) -> Figure:
    """Return a slide by its name: see :func:`sim.plots.figure`."""
    subject = results, metrics_on(moved_metrics(results.summary), name)
    return make_figure(subject, "sim.plots.exploration.effects", size)
