"""Differences of empirical distribution functions of ranks, with simultaneous bands.

If ranks are even, the whole line of one quantity stays inside the band in 95 of 100 samples.
The bands are quantiles of binomial distributions, at a level for which this holds [1]_; a U or a
slope of a histogram is a hump or a slope here, without the choice of bins.

References
----------
.. [1] Säilynoja T., Bürkner P.-C., Vehtari A. (2022). Graphical test for discrete uniformity and
   its applications in goodness-of-fit evaluation and multiple sample comparison. Statistics and
   Computing 32: 32. doi:10.1007/s11222-022-10090-6
"""

from __future__ import annotations

from functools import cache
from math import lgamma
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.plots.style.style import DPI, GRID, QUIET_INK, REPORTED, SIMULATED, SLIDE, house_style

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from matplotlib.axes import Axes

    from sim.core.types import Floats

AT = np.linspace(0, 1, 101)[1:-1]
"""Shares of the draws at which the distribution functions are compared."""
_SAMPLES = 4000
_COLUMNS = 4


def difference(below: Floats) -> Floats:
    """Return the share of ranks up to each of :data:`AT`, less the even share.

    Parameters
    ----------
    below
        Ranks scaled to [0, 1], shape ``(n,)``.

    Returns
    -------
    NDArray
        Shape ``(99,)``.
    """
    off: Floats = np.searchsorted(np.sort(below), AT, side="right") / len(below) - AT
    return off


@cache
def simultaneous_band(n: int, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the band inside which the whole difference of n even ranks stays.

    Parameters
    ----------
    n
        Number of ranks.
    level
        Probability that the line stays inside, in (0, 1).

    Returns
    -------
    tuple
        Lowest and highest difference, shape ``(99,)`` each.
    """
    up_to = np.cumsum(_binomial(n), axis=1)
    generator = np.random.Generator(np.random.Philox(n))
    columns = np.arange(len(AT))
    worst = np.empty(_SAMPLES)
    for k in range(_SAMPLES):
        counts = np.searchsorted(np.sort(generator.random(n)), AT, side="right")
        below = up_to[columns, counts]
        above = 1.0 - np.where(counts > 0, up_to[columns, counts - 1], 0.0)
        worst[k] = 2 * np.minimum(below, above).min()
    pointwise = float(np.quantile(worst, 1 - level))
    # Counts whose tail probability is at least half of the level that is left at each point.
    low = (up_to >= pointwise / 2 - 1e-12).argmax(axis=1)
    high = (up_to >= 1 - pointwise / 2 - 1e-12).argmax(axis=1)
    return low / n - AT, high / n - AT


def _binomial(n: int) -> Floats:
    """Return binomial probabilities of 0 to n successes at each of AT, shape ``(99, n + 1)``."""
    k = np.arange(n + 1)
    ways = np.array([lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1) for j in k.tolist()])
    log = ways + k * np.log(AT)[:, None] + (n - k) * np.log1p(-AT)[:, None]
    probability: Floats = np.exp(log)
    return probability


def leaves(below: Floats) -> bool:
    """Return whether the difference of some ranks leaves the band of even ones."""
    low, high = simultaneous_band(len(below))
    off = difference(below)
    return bool(((off < low - 1e-12) | (off > high + 1e-12)).any())


def draw_differences(axes: Axes, below: Floats) -> int:
    """Plot the difference of each quantity and the band; return how many leave it.

    ``below`` has shape ``(n, n_quantities)``.
    """
    low, high = simultaneous_band(len(below))
    axes.fill_between(100 * AT, 100 * low, 100 * high, color=GRID, linewidth=0)
    outside = [leaves(column) for column in below.T]
    for k in sorted(range(below.shape[1]), key=lambda k: outside[k]):
        axes.plot(
            100 * AT, 100 * difference(below[:, k]), color=REPORTED if outside[k] else SIMULATED,
            linewidth=1, alpha=0.9 if outside[k] or below.shape[1] == 1 else 0.3,
        )  # fmt: skip
    axes.axhline(0, color=QUIET_INK, linewidth=1)
    return sum(outside)


def plot_ranks(groups: Mapping[str, Floats], source: str, file: Path) -> None:
    """Plot a panel for each group of quantities.

    Parameters
    ----------
    groups
        Ranks scaled to [0, 1] by group, shape ``(n, n_quantities)`` each.
    source
        The command that makes the figure.
    file
        PNG to write.
    """
    n = len(next(iter(groups.values())))
    with house_style():
        slide = Figure(figsize=SLIDE)
        rows = -(-len(groups) // _COLUMNS)
        panels = slide.subplots(
            rows, _COLUMNS, sharex=True, sharey=True, squeeze=False,
            gridspec_kw={"left": 0.06, "right": 0.985, "top": 0.8, "bottom": 0.12,
                         "wspace": 0.12, "hspace": 0.45},
        ).ravel()  # fmt: skip
        left = sum(map(_panel, panels, groups, groups.values()))
        for unused in panels[len(groups) :]:
            unused.set_visible(False)
        count = sum(below.shape[1] for below in groups.values())
        title = f"Ranks of known parameters: {left} of {count} lines leave their band"
        slide.text(0.045, 0.955, title, fontsize=18, fontweight="bold", va="top")
        slide.text(
            0.045, 0.895, f"Share of ranks up to each share of the draws, less the even share, "
            f"points; {n} simulated countries; grey: 95 of 100 even lines stay inside",
            fontsize=12, color=QUIET_INK, va="top",
        )  # fmt: skip
        slide.text(
            0.045, 0.022, f"Simulated. Source: {source}, see docs/validation.md. "
            "Across: rank of the true value among the draws, per cent.",
            fontsize=9.5, color=QUIET_INK,
        )  # fmt: skip
        FigureCanvasAgg(slide)
        slide.savefig(file, dpi=DPI, metadata={"Software": "Saylau"})


def _panel(axes: Axes, name: str, below: Floats) -> int:
    left = draw_differences(axes, below)
    axes.set_title(f"{name} ({below.shape[1]})", loc="left", fontsize=11)
    return left
