"""Pairs of parameters with a high posterior correlation."""

# No reference: standard deviations and correlations of draws.

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.core.text import signed_text
from sim.plots.style.style import IN_FIT_TABLE, INK, QUIET_INK, SIMULATED, new_figure, sources
from sim.results.calibration_records import correlations, names_of_parameters

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.core.types import Floats
    from sim.results import CalibrationResults

MOST = 6
"""Maximum number of parameters that are plotted against each other."""
DOTS = 600
"""Maximum number of posterior draws in a panel."""
_BINS = 24
_LISTED = 5
_STRONG = 0.5


class CorrelationsData(NamedTuple):
    """The parameters of the strongest correlations, and their posterior draws."""

    names: list[str]
    draws: Floats
    """Shape ``(n_draws, n_parameters)``."""
    listed: list[tuple[str, str, float]]
    """The strongest correlations: two names and the posterior correlation."""
    n_strong: int
    """Number of pairs with an absolute correlation of 0.5 or more."""


def correlations_data(results: CalibrationResults) -> CorrelationsData:
    """Return the draws of the parameters of the strongest correlations."""
    pairs, names = correlations(results), names_of_parameters(results, brief=True)
    keys: list[str] = []
    for pair in pairs:
        new = [key for key in (pair.one, pair.other) if key not in keys]
        if len(keys) + len(new) <= MOST:
            keys += new
    table = results.tables["posterior"]
    columns = [table[key].astype(float) for key in keys]
    n_draws = len(table["draw"])
    return CorrelationsData(
        [names[key] for key in keys],
        np.stack(columns, axis=1) if columns else np.zeros((n_draws, 0)),
        [(names[pair.one], names[pair.other], pair.correlation) for pair in pairs[:_LISTED]],
        sum(abs(pair.correlation) >= _STRONG for pair in pairs),
    )


def _plot_pair(axes: Axes, x: Floats, y: Floats) -> None:
    few = slice(None, None, max(1, len(x) // DOTS))
    axes.plot(
        x[few], y[few], "o", color=SIMULATED, alpha=0.3, markersize=2.6, markeredgewidth=0,
        rasterized=True,
    )  # fmt: skip
    if x.std() and y.std():
        correlation = float(np.corrcoef(x, y)[0, 1])
        axes.set_title(signed_text(correlation, 2), loc="right", fontsize=9.5, pad=2,
                       color=INK if abs(correlation) >= _STRONG else QUIET_INK)  # fmt: skip


def _plot_alone(axes: Axes, x: Floats, name: str) -> None:
    axes.hist(x, bins=_BINS, color=SIMULATED, alpha=0.55)
    axes.set_title("\n".join(textwrap.wrap(name, 20)[:2]), fontsize=9.5, fontweight="bold", pad=4,
                   loc="left")  # fmt: skip
    axes.spines["left"].set_visible(False)


def _limits(x: Floats) -> tuple[float, float]:
    margin = 0.05 * float(np.ptp(x)) or 1.0
    return float(x.min()) - margin, float(x.max()) + margin


def pair_text(one: str, other: str) -> str:
    """Join the names of two parameters; a common beginning or end is written once.

    >>> pair_text("arrivals a in North", "arrivals b in North")
    'arrivals a and b in North'
    >>> pair_text("share invalid", "advantage of incumbents")
    'share invalid and advantage of incumbents'
    """
    left, right = one.split(), other.split()
    least = min(len(left), len(right)) - 1
    start = next((k for k in range(least) if left[k] != right[k]), least)
    end = next((k for k in range(least - start) if left[-1 - k] != right[-1 - k]), least - start)
    middles = (" ".join(words[start : len(words) - end]) for words in (left, right))
    return " ".join([*left[:start], " and ".join(middles), *left[len(left) - end :]])


def _title(data: CorrelationsData) -> str:
    if not data.listed:
        return "No two parameters are correlated in the posterior"
    one, other, correlation = data.listed[0]
    strongest = f"{pair_text(one, other)} ({signed_text(correlation, 2)})"
    if data.n_strong == 0:
        return f"No strong posterior correlation; strongest: {strongest}"
    if data.n_strong == 1:
        return f"One pair of parameters is strongly correlated: {strongest}"
    return f"{data.n_strong:,} pairs of parameters are strongly correlated; strongest: {strongest}"


def figure(results: CalibrationResults) -> Figure:
    """Return the figure."""
    data = correlations_data(results)
    slide = new_figure(
        _title(data),
        "A dot is a posterior draw; number: posterior correlation. "
        "In a narrow slanted cloud a combination is known better than either parameter",
        results.summary,
        sources(IN_FIT_TABLE, "Parameters have no unit."),
    )
    n = len(data.names)
    if n:
        _plot_grid(slide, data, n)
    _plot_list(slide, data)
    return slide


def _plot_grid(slide: Figure, data: CorrelationsData, n: int) -> None:
    grid = slide.add_gridspec(
        n, n, left=0.06, right=0.975, top=0.8, bottom=0.09, hspace=0.42, wspace=0.26
    )
    for row in range(n):
        for column in range(row + 1):
            axes = slide.add_subplot(grid[row, column])
            x = data.draws[:, column]
            if column == row:
                _plot_alone(axes, x, data.names[row])
            else:
                _plot_pair(axes, x, data.draws[:, row])
                axes.set_ylim(*_limits(data.draws[:, row]))
            axes.set_xlim(*_limits(x))
            axes.tick_params(labelsize=8.5, length=2)
            axes.xaxis.set_major_locator(MaxNLocator(4))
            axes.yaxis.set_major_locator(MaxNLocator(3))
            if row < n - 1:
                axes.tick_params(labelbottom=False)
            if column == row:
                axes.set_yticks([])
            elif column:
                axes.tick_params(labelleft=False)


def _plot_list(slide: Figure, data: CorrelationsData) -> None:
    """List the strongest correlations in the free corner."""
    if not data.listed:
        slide.text(0.045, 0.5, "No pair of parameters is correlated.", fontsize=14, color=QUIET_INK)
        return
    slide.text(0.66, 0.805, "The strongest correlations", fontsize=12, fontweight="bold", va="top")
    y = 0.765
    for one, other, correlation in data.listed:
        lines = textwrap.wrap(pair_text(one, other), 46)[:2]
        slide.text(
            0.66, y, signed_text(correlation, 2), fontsize=10, va="top", color=INK, linespacing=1.25
        )
        slide.text(0.697, y, "\n".join(lines), fontsize=10, va="top", color=INK, linespacing=1.25)
        y -= 0.03 * len(lines) + 0.012
