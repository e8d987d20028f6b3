"""Ensembles in pictures: bands around medians, and the words that say what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from sim.core.text import interval_text, wait_text
from sim.plots.style.style import QUIET, QUIET_INK, band_holds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.results import Interval
    from sim.results.columns import Table
    from sim.results.summaries import RunSummary

T = TypeVar("T")
_ALPHA = 0.28


class Band(NamedTuple):
    """What 5 and 95 in 100 replications do not exceed, point by point."""

    low: list[float]
    high: list[float]


def band_of(
    table: Table, name: str, rows: NDArray[Any] | slice = slice(None), scale: float = 1
) -> Band | None:
    """Return the band of a column, times ``scale``; None in the table of a single run."""
    if f"{name}_p05" not in table:
        return None
    low, high = (table[f"{name}_{q}"][rows].astype(np.float64) * scale for q in ("p05", "p95"))
    return Band(low.tolist(), high.tolist())


def draw_band(axes: Axes, x: Sequence[float], band: Band | None, colour: str) -> None:
    """Shade a band, if there is one."""
    if band is not None:
        axes.fill_between(x, band.low, band.high, color=colour, alpha=_ALPHA, linewidth=0)


def draw_whiskers(axes: Axes, x: Sequence[float], band: Band | None, colour: str) -> None:
    """Draw a band as upright whiskers, if there is one."""
    if band is not None:
        axes.vlines(x, band.low, band.high, color=colour, linewidth=1.6)


def medians_of(summary: RunSummary, word: str = "Medians") -> str:
    """Say whose medians a picture shows: the beginning of a subtitle."""
    return f"{word} of {summary.replications:,} replications"


def draw_key(slide: Figure, summary: RunSummary, x: float, more: str = "") -> None:
    """Say above the axes of a slide what its bands are; nothing for a single run."""
    n_replications = summary.replications
    if n_replications > 1:
        slide.text(x, 0.842, "■", color=QUIET, alpha=0.6, fontsize=13)
        text = f"band: {band_holds(n_replications)}{more}"
        slide.text(x + 0.016, 0.8425, text, color=QUIET_INK, fontsize=11)


def between(found: Interval[T], say: Callable[[T], str]) -> str:
    """Say a band behind its median: `` (30–36)``; nothing if both ends read the same.

    Parameters
    ----------
    found
        What to say.
    say
        Turns a value into text; a unit that both ends share is said once.
    """
    interval = interval_text(say(found.low), say(found.high))
    return f" ({interval})" if interval else ""


def wait_band(found: Interval[float]) -> str:
    """Say the median of a wait in seconds and its band, all in one unit.

    >>> from sim.results import Interval
    >>> wait_band(Interval(180.0, 90.0, 250.0)), wait_band(Interval(9.0, 9.0, 9.0))
    ('3.0 min (1.5–4.2 min)', '9 s')
    """

    def say(seconds: float) -> str:
        return wait_text(seconds / 60, found.median / 60)

    return f"{say(found.median)}{between(found, say)}"
