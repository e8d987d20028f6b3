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

from sim.plots.style.slide import written_slide
from sim.plots.style.style import GRID, QUIET_INK, SIMULATED, THIRD, house_style
from sim.plots.style.texts import clipped, fit_size

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
            100 * AT, 100 * difference(below[:, k]), color=THIRD if outside[k] else SIMULATED,
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
        count = sum(below.shape[1] for below in groups.values())
        outside = sum(leaves(column) for below in groups.values() for column in below.T)
        slide = written_slide(
            f"Ranks of known parameters: {outside} of {count} lines leave their band",
            "Share of ranks up to each share of the draws, less the even share, points; "
            f"{n} simulated countries; grey: 95 of 100 even lines stay inside, others are purple",
            f"Simulated. Source: {source}. Across: rank of the true value among the draws, "
            "per cent.",
        )
        body = slide.body.inset(left=30, top=18, bottom=18)
        panels: list[Axes] = []
        for cell in body.grid(len(groups), _COLUMNS, (14, 34)):
            shared = panels[0] if panels else None
            panels.append(slide.panel(cell, sharex=shared, sharey=shared))
        for k, (axes, name) in enumerate(zip(panels, groups, strict=True)):
            draw_differences(axes, groups[name])
            title = f"{name} ({groups[name].shape[1]})"
            axes.set_title(clipped(title, 190, 11), loc="left", fontsize=11)
            axes.tick_params(
                labelleft=k % _COLUMNS == 0, labelbottom=k + _COLUMNS >= len(groups)
            )  # fmt: skip
        slide.savefig(file)


def note_over(axes: Axes, text: str) -> None:
    """Write a note over a panel, as large as fits its width."""
    width = axes.bbox.width * 72 / axes.figure.dpi
    axes.text(0, 1.02, text, transform=axes.transAxes, fontsize=fit_size(text, width, 11),
              color=QUIET_INK)  # fmt: skip
