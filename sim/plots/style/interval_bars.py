"""Prior and posterior intervals as bars: the prior grey, the posterior blue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots.style.style import GRID, INK, QUIET, SIMULATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results.calibration_records import Quantiles

PRIOR = "#D4D4D4"
"""Light, as the posterior lies on top of it."""


def plot_prior(axes: Axes, y: float, low: float, high: float, height: float) -> None:
    """Plot the 90 % interval of a prior as a grey bar."""
    axes.barh(y, high - low, height, left=low, color=PRIOR, linewidth=0)


def plot_posterior(
    axes: Axes, y: float, posterior: Quantiles, height: float, colour: str = SIMULATED
) -> None:
    """Plot 90 % and 50 % intervals as a light and a dark bar, the median as a dot."""
    for low, high, alpha in (
        (posterior.p05, posterior.p95, 0.45),
        (posterior.p25, posterior.p75, 0.75),
    ):
        axes.barh(y, high - low, 0.45 * height, left=low, color=colour, alpha=alpha, linewidth=0)
    axes.plot(
        posterior.p50, y, "o", color="white", markeredgecolor=colour if colour == QUIET else INK,
        markersize=4.5, markeredgewidth=1.1,
    )  # fmt: skip


def plot_bar_key(slide: Figure, x: float, y: float, prior: str, posterior: str) -> None:
    """Explain the bars in one line of a slide.

    Parameters
    ----------
    slide, x, y
        The slide, and where the line begins, as shares of its width and height.
    prior, posterior
        The texts; no prior bar is shown if its text is empty.
    """
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
    """Hide the lines and ticks that rows of bars do not need."""
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=GRID)
    axes.tick_params(labelsize=9, length=2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
