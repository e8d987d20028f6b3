"""The names of the figures of a comparison, and functions that plot them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sim.plots import load_matplotlib

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


def figure(comparison: Comparison, name: str) -> Figure:
    """Return a figure of a comparison by its name, without pyplot."""
    load_matplotlib()
    from sim.plots.style import style

    module = name.replace("comparison_", "sim.plots.comparison.")
    with style.house_style():
        made: Figure = import_module(module).figure(comparison)
    return made


def plot_comparison(
    comparison: Comparison, directory: Path, on_figure: Callable[[int], None] | None = None
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
    """
    load_matplotlib()
    from sim.plots.style import saving, style

    folder = directory / "figures"
    folder.mkdir()
    for name in COMPARISON_FIGURES:
        made = figure(comparison, name)
        with style.house_style():
            saving.save(made, folder, name)
        if on_figure is not None:
            on_figure(1)
