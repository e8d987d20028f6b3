"""What a calibration knew before and after, as bars: prior in grey, posterior in blue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots.style.style import GRID, INK, QUIET, SIMULATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.fit_rows import Quantiles

PRIOR = "#D4D4D4"
"""Light, as it lies below the posterior."""


def draw_prior(axes: Axes, y: float, low: float, high: float, height: float) -> None:
    """Draw 90 in 100 of what was thought before, as a grey bar."""
    axes.barh(y, high - low, height, left=low, color=PRIOR, linewidth=0)


def draw_posterior(
    axes: Axes, y: float, found: Quantiles, height: float, colour: str = SIMULATED
) -> None:
    """Draw 90 in 100 as a thin bar, half of the draws as a thick one, the median as a dot."""
    axes.barh(
        y, found.p95 - found.p05, 0.45 * height, left=found.p05, color=colour, alpha=0.45,
        linewidth=0,
    )  # fmt: skip
    axes.barh(
        y, found.p75 - found.p25, 0.45 * height, left=found.p25, color=colour, alpha=0.75,
        linewidth=0,
    )  # fmt: skip
    axes.plot(
        found.p50, y, "o", color="white", markeredgecolor=colour if colour == QUIET else INK,
        markersize=4.5, markeredgewidth=1.1,
    )  # fmt: skip


def draw_bar_key(slide: Figure, x: float, y: float, prior: str, posterior: str) -> None:
    """Explain the bars in one line that begins at a place of the slide; ``prior`` may be empty."""
    axes = slide.add_axes((x, y, 0.3, 0.03))
    axes.set_axis_off()
    axes.set_xlim(0, 30)
    axes.set_ylim(-1, 1)
    start = 0.0
    if prior:
        axes.barh(0, 2, 1.0, left=0, color=PRIOR, linewidth=0)
        axes.text(2.4, 0, prior, va="center", fontsize=10.5, color=INK)
        start = 3.4 + 0.6 * len(prior)
    axes.barh(0, 3, 0.5, left=start, color=SIMULATED, alpha=0.45, linewidth=0)
    axes.barh(0, 1.4, 0.5, left=start + 0.8, color=SIMULATED, alpha=0.75, linewidth=0)
    axes.plot(start + 1.5, 0, "o", color="white", markeredgecolor=INK, markersize=4.5)
    axes.text(start + 3.4, 0, posterior, va="center", fontsize=10.5, color=INK)


def quiet_axes(axes: Axes) -> None:
    """Leave of an axis only what rows of bars need."""
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=GRID)
    axes.tick_params(labelsize=9, length=2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
