"""Figures of a comparison: their names, and functions that plot them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.plots import make_figure, save_figures
from sim.results.translated import shown_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.comparison import Comparison

COMPARISON_FIGURES = (
    "comparison_turnout",
    "comparison_night",
    "comparison_waits",
    "comparison_slope",
    "comparison_regions",
)
"""Names of the figures of every comparison."""


def figures_of(_: Comparison) -> tuple[str, ...]:
    """Return the names of the figures of a comparison."""
    return COMPARISON_FIGURES


def figure(
    comparison: Comparison, name: str, size: str = "slide", language: str | None = None
) -> Figure:
    """Return a figure of a comparison by its name, without pyplot: see :func:`sim.plots.figure`."""
    module = name.replace("comparison_", "sim.plots.comparison.")
    with shown_in(comparison.results.summary, language):
        return make_figure(comparison, module, size)


def plot_comparison(
    comparison: Comparison,
    directory: Path,
    on_figure: Callable[[int], None] | None = None,
    *,
    size: str = "slide",
    pdf: bool = False,
) -> None:
    """Plot every figure of a comparison as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    comparison
        A comparison with the compared results.
    directory
        An existing directory.
    on_figure
        Called with 1 after each figure.
    size
        ``slide``, ``square`` or ``phone``.
    pdf
        Whether to save each as PDF, too.
    """
    make = partial(figure, comparison, size=size)
    save_figures(make, COMPARISON_FIGURES, directory, on_figure, pdf=pdf)
