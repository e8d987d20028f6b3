"""Bands of ensembles around medians, and their explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from sim.core.language import tr_n
from sim.core.text import interval_text, wait_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes

    from sim.core.types import Flags, Ints
    from sim.plots.style.style import Dash
    from sim.results import Interval
    from sim.results.columns import Table
    from sim.results.summaries import RunSummary

T = TypeVar("T")
_ALPHA = 0.28


class Band(NamedTuple):
    """The 5 % and 95 % quantiles of the replications, point by point."""

    low: list[float]
    high: list[float]


def band_of(
    table: Table, name: str, rows: Flags | Ints | slice = slice(None), scale: float = 1
) -> Band | None:
    """Return the band of a column, times ``scale``; None for a single run."""
    if f"{name}_p05" not in table:
        return None
    low, high = (table[f"{name}_{q}"][rows].astype(np.float64) * scale for q in ("p05", "p95"))
    return Band(low.tolist(), high.tolist())


def plot_band(
    axes: Axes, x: Sequence[float], band: Band | None, colour: str, edges: Dash | None = None
) -> None:
    """Shade a band, if there is one; with the dash of its curve at both edges, if it is given.

    Bands that lie over each other could else not be told apart in grey.
    """
    if band is None:
        return
    axes.fill_between(x, band.low, band.high, color=colour, alpha=_ALPHA, linewidth=0)
    for edge in band if edges is not None else ():
        axes.plot(x, edge, color=colour, linestyle=edges, linewidth=0.8, alpha=0.8)


def plot_whiskers(axes: Axes, x: Sequence[float], band: Band | None, colour: str) -> None:
    """Plot a band as vertical whiskers, if there is one."""
    if band is not None:
        axes.vlines(x, band.low, band.high, color=colour, linewidth=1.6)


def medians_of(summary: RunSummary) -> str:
    """Return the beginning of the subtitle of an ensemble: ``Medians of 30 replications``."""
    return tr_n("Medians of {n} replication", "Medians of {n} replications", summary.replications)


def shown_text(summary: RunSummary, text: str) -> str:
    """Return what a figure shows as its subtitle; of an ensemble after ``Medians of ...:``."""
    if summary.replications == 1:
        return text
    return f"{medians_of(summary)}: {text[:1].lower()}{text[1:]}"


def interval_suffix(interval: Interval[T], format_value: Callable[[T], str]) -> str:
    """Return the text after a median: `` (30–36)``; empty if both ends have the same text.

    Parameters
    ----------
    interval
        A median and its band.
    format_value
        Formats a value; a unit that both ends share is written once.
    """
    text = interval_text(format_value(interval.low), format_value(interval.high))
    return f" ({text})" if text else ""


def wait_interval_text(seconds: Interval[float]) -> str:
    """Format the median and the band of a waiting time, all in one unit.

    >>> from sim.results import Interval
    >>> wait_interval_text(Interval(180.0, 90.0, 250.0))
    '3.0 min (1.5–4.2 min)'
    >>> wait_interval_text(Interval(9.0, 9.0, 9.0))
    '9 s'
    """

    def format_value(value: float) -> str:
        return wait_text(value / 60, seconds.median / 60)

    return f"{format_value(seconds.median)}{interval_suffix(seconds, format_value)}"
