"""Figures of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results import PlanResults

PLAN_FIGURES = ("plan_curve", "plan_changes", "plan_waits")
"""Names of the figures of a plan; the last one is of the validation."""


def figures_of(results: PlanResults) -> tuple[str, ...]:
    """Return the names of the figures of a plan."""
    return PLAN_FIGURES if results.summary.validation else PLAN_FIGURES[:-1]


def figure(results: PlanResults, name: str, size: str) -> Figure:
    """Return a figure by its name: see :func:`sim.plots.figure`."""
    return make_figure(results, name.replace("plan_", "sim.plots.planning."), size)
