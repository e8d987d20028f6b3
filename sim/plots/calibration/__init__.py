"""Figures of a calibration, and of ``saylau tune``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.results import CalibrationResults

CALIBRATION_FIGURES = ("fit", "seats_votes", "parameters", "correlations", "trace")
"""Names of the figures of a calibration, and of their modules."""


def figures_of(results: CalibrationResults) -> tuple[str, ...]:
    """Return the names of the figures of a calibration."""
    # Of a pack of sites, votes and seats are not calibrated.
    skipped = results.summary.skipped is not None
    return tuple(name for name in CALIBRATION_FIGURES if not (skipped and name == "seats_votes"))


def figure(results: CalibrationResults, name: str, size: str) -> Figure:
    """Return a figure by its name: see :func:`sim.plots.figure`."""
    return make_figure(results, f"sim.plots.calibration.{name}", size)
