"""Plots all figures of a comparison, and declares their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots import load_matplotlib

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.comparison import Comparison

COMPARISON_FIGURES = (
    "comparison_turnout",
    "comparison_night",
    "comparison_waits",
    "comparison_slope",
    "comparison_regions",
)
"""Names of the figures of every comparison."""


def plot_comparison(
    comparison: Comparison, directory: Path, on_figure: Callable[[int], None] | None = None
) -> None:
    """Plot every figure of a comparison as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    comparison
        A fresh one, which holds the compared results.
    directory
        Must exist.
    on_figure
        Called with 1 after each figure.
    """
    load_matplotlib()
    from sim.plots.comparison import (
        night as comparison_night,
    )
    from sim.plots.comparison import (
        regions as comparison_regions,
    )
    from sim.plots.comparison import (
        slope as comparison_slope,
    )
    from sim.plots.comparison import (
        turnout as comparison_turnout,
    )
    from sim.plots.comparison import (
        waits as comparison_waits,
    )
    from sim.plots.style import style

    makers = (
        comparison_turnout.figure,
        comparison_night.figure,
        comparison_waits.figure,
        comparison_slope.figure,
        comparison_regions.figure,
    )
    folder = directory / "figures"
    folder.mkdir()
    for name, make in zip(COMPARISON_FIGURES, makers, strict=True):
        with style.house_style():
            style.save(make(comparison), folder, name)
        if on_figure is not None:
            on_figure(1)
