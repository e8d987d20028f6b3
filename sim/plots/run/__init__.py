"""Figures of a run or an ensemble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results import RunResults

FIGURES = ("turnout_regions", "turnout_nation", "night", "seats", "waits")
"""Names of the figures of every run, and of their modules."""
ENSEMBLE_FIGURES = ("replications",)
"""Names of the figures that only ensembles have."""


def figures_of(results: RunResults) -> tuple[str, ...]:
    """Return the names of the figures of a run or an ensemble."""
    return FIGURES + (ENSEMBLE_FIGURES if results.summary.replications > 1 else ())


def figure(results: RunResults, name: str, size: str) -> Figure:
    """Return a figure by its name: see :func:`sim.plots.figure`."""
    return make_figure(results, f"sim.plots.run.{name}", size)
