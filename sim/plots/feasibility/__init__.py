"""Figures of feasibility checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results import FeasibilityResults


def figures_of(_: FeasibilityResults) -> tuple[str, ...]:
    """Return the names of the figures of a feasibility check."""
    return ("feasible",)


def figure(results: FeasibilityResults, name: str, size: str) -> Figure:
    """Return a figure by its name: see :func:`sim.plots.figure`."""
    return make_figure(results, f"sim.plots.feasibility.{name}", size)
