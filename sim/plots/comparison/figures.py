"""The names of the figures of a comparison, and functions that plot them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import make_figure, save_figures

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


def figure(comparison: Comparison, name: str, size: str = "slide") -> Figure:
    """Return a figure of a comparison by its name, without pyplot: see :func:`sim.plots.figure`."""
    return make_figure(comparison, _module_of(name), size)


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
    modules = {name: _module_of(name) for name in COMPARISON_FIGURES}
    save_figures(comparison, modules, directory, on_figure, (size, pdf))


def _module_of(name: str) -> str:
    return name.replace("comparison_", "sim.plots.comparison.")
