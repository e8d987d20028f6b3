"""Pairs of parameters that the figures tell together, not one by one."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.plots.style.style import INK, OF_FIT, QUIET_INK, SIMULATED, new_figure, sources
from sim.results.fit_rows import correlations, names_of_parameters

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.results import Results

MOST = 6
"""So many parameters are held against each other."""
DOTS = 600
_BINS = 24
_LISTED = 5
_CLOSE = 0.5


class CorrelationsData(NamedTuple):
    """The parameters of the strongest correlations, and their draws."""

    names: list[str]
    draws: NDArray[np.float64]
    """Shape ``(n_draws, n_parameters)``."""
    listed: list[tuple[str, str, float]]
    """The closest pairs: names and correlation."""
    n_close: int
    """How many pairs are close: correlated by one half or more, either way."""


def correlations_data(results: Results) -> CorrelationsData:
    """Return draws of the parameters of the strongest correlations."""
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
        sum(abs(pair.correlation) >= _CLOSE for pair in pairs),
    )


def _draw_pair(axes: Axes, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    few = slice(None, None, max(1, len(x) // DOTS))
    axes.plot(
        x[few], y[few], "o", color=SIMULATED, alpha=0.3, markersize=2.6, markeredgewidth=0,
        rasterized=True,
    )  # fmt: skip
    if x.std() and y.std():
        correlation = float(np.corrcoef(x, y)[0, 1])
        axes.set_title(f"{correlation:+.2f}".replace("-", "−"), loc="right", fontsize=9.5, pad=2,
                       color=INK if abs(correlation) >= _CLOSE else QUIET_INK)  # fmt: skip


def _draw_alone(axes: Axes, x: NDArray[np.float64], name: str) -> None:
    axes.hist(x, bins=_BINS, color=SIMULATED, alpha=0.55)
    axes.set_title("\n".join(textwrap.wrap(name, 20)[:2]), fontsize=9.5, fontweight="bold", pad=4,
                   loc="left")  # fmt: skip
    axes.spines["left"].set_visible(False)


def _limits(x: NDArray[np.float64]) -> tuple[float, float]:
    margin = 0.05 * float(np.ptp(x)) or 1.0
    return float(x.min()) - margin, float(x.max()) + margin


def pair_text(one: str, other: str) -> str:
    """Name two parameters; what their names begin and end with is said once.

    >>> pair_text("arrivals a in Almaty", "arrivals b in Almaty")
    'arrivals a and b in Almaty'
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
        return "No two parameters depend on each other"
    one, other, correlation = data.listed[0]
    closest = f"{pair_text(one, other)} ({correlation:+.2f})".replace("(-", "(−")
    if data.n_close == 0:
        return f"The figures tell every parameter on its own; closest: {closest}"
    if data.n_close == 1:
        return f"One pair of parameters is only known together: {closest}"
    return f"{data.n_close:,} pairs of parameters are only known together, first {closest}"


def figure(results: Results) -> Figure:
    """Return the slide."""
    data = correlations_data(results)
    slide = new_figure(
        _title(data),
        "A dot is a draw of the posterior; number: correlation. "
        "A narrow slanting cloud says that either value alone is uncertain",
        results,
        sources(results.summary, OF_FIT, "Parameters have no unit."),
    )
    n = len(data.names)
    if n:
        _draw_grid(slide, data, n)
    _draw_list(slide, data)
    return slide


def _draw_grid(slide: Figure, data: CorrelationsData, n: int) -> None:
    grid = slide.add_gridspec(
        n, n, left=0.06, right=0.975, top=0.8, bottom=0.09, hspace=0.42, wspace=0.26
    )
    for row in range(n):
        for column in range(row + 1):
            axes = slide.add_subplot(grid[row, column])
            x = data.draws[:, column]
            if column == row:
                _draw_alone(axes, x, data.names[row])
            else:
                _draw_pair(axes, x, data.draws[:, row])
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


def _draw_list(slide: Figure, data: CorrelationsData) -> None:
    """List the closest pairs in words, in the free corner."""
    if not data.listed:
        slide.text(0.045, 0.5, "No pair of parameters is correlated.", fontsize=14, color=QUIET_INK)
        return
    slide.text(0.66, 0.805, "The closest pairs", fontsize=12, fontweight="bold", va="top")
    y = 0.765
    for one, other, correlation in data.listed:
        said = textwrap.wrap(pair_text(one, other), 46)[:2]
        slide.text(
            0.66, y, f"{correlation:+.2f}".replace("-", "−"), fontsize=10, va="top", color=INK
        )
        slide.text(0.697, y, "\n".join(said), fontsize=10, va="top", color=INK, linespacing=1.25)
        y -= 0.03 * len(said) + 0.012
