"""Prior and posterior intervals as bars: the prior grey, the posterior blue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots.style.style import INK, QUIET, REPORTED, SIMULATED
from sim.plots.style.texts import fit_size, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
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


def plot_bar_key(slide: Slide, box: Box, prior: str, posterior: str, reported: str = "") -> Box:
    """Explain the bars in one line at the top of a box, and return the rest.

    Parameters
    ----------
    slide, box
        Where the line is.
    prior, posterior, reported
        The texts; there is no bar or stroke whose text is empty.
    """
    marks = 105 if reported else 78
    size = fit_size(f"{prior}{posterior}{reported}", box.width - marks, 10)
    line = box.below_top(13)
    axes = slide.panel(line)
    axes.set_axis_off()
    axes.set_xlim(0, line.width)
    axes.set_ylim(-1, 1)
    start = 0.0
    if prior:
        axes.barh(0, 20, 1.3, left=0, color=PRIOR, linewidth=0)
        axes.text(25, 0, prior, va="center", fontsize=size, color=INK)
        start = 38 + text_width(prior, size)
    axes.barh(0, 28, 0.8, left=start, color=SIMULATED, alpha=0.45, linewidth=0)
    axes.barh(0, 13, 0.8, left=start + 8, color=SIMULATED, alpha=0.75, linewidth=0)
    axes.plot(start + 14, 0, "o", color="white", markeredgecolor=INK, markersize=4.5)
    axes.text(start + 33, 0, posterior, va="center", fontsize=size, color=INK)
    if reported:
        start += 46 + text_width(posterior, size)
        axes.plot(start, 0, "|", color=REPORTED, markersize=11, markeredgewidth=2.6, clip_on=False)
        axes.text(start + 7, 0, reported, va="center", fontsize=size, color=INK)
    return box.inset(top=21)
