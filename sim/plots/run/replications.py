"""How replications differ: waits and milestones of the night, as distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.pack.milestones import MILESTONES
from sim.plots.style.bands import between, wait_band
from sim.plots.style.style import (
    INK,
    QUIET,
    QUIET_INK,
    SECOND,
    SECOND_INK,
    SIMULATED,
    band_holds,
    clock_of,
    hours,
    new_figure,
    sources,
)
from sim.results import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.results import Results

DOTS = 60
"""So many replications are drawn as dots; more of them as columns."""
_BINS = 36
_BELOW = 13
"""Points for the band below the dots."""
_WAITS = {
    "mean_s": "mean wait",
    "p95_s": "95 in 100 voters wait at most",
    "max_s": "longest wait",
}
_MILESTONES = {
    milestone.name: milestone.brief or milestone.label
    for milestone in MILESTONES
    if milestone.main or milestone.name == "first_protocol"
}
_STEPS_S = (1, 2, 5, 10, 15, 30, *(60 * m for m in (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)))


class Spread(NamedTuple):
    """One figure in every replication."""

    name: str
    values: list[float]
    """Seconds, or hours since the midnight before the day."""
    band: Interval
    is_clock: bool


def replications_data(results: Results) -> tuple[list[Spread], list[Spread]]:
    """Return waits, and milestones of the night, of all replications."""
    table, summary = results.tables["replications"], results.summary
    waits = [
        Spread(name, _finite(table[f"waits_{key}"]), interval(summary, "waits", key), False)
        for key, name in _WAITS.items()
    ]
    night = [
        Spread(
            name,
            hours(summary["date"], table[f"night_{key}"]),
            Interval(*hours(summary["date"], interval(summary, "night", key))),
            True,
        )
        for key, name in _MILESTONES.items()
    ]
    return waits, night


def _finite(column: NDArray[Any]) -> list[float]:
    values = column.astype(np.float64)
    found: list[float] = values[np.isfinite(values)].tolist()
    return found


def stacks(values: Sequence[float], width: float) -> tuple[list[float], list[int]]:
    """Return where dots stand, and how many there: on the least of values that would touch.

    >>> stacks([3.0, 1.0, 1.1, 2.0], 0.5)
    ([1.0, 2.0, 3.0], [2, 1, 1])
    """
    at: list[float] = []
    counts: list[int] = []
    for value in sorted(values):
        if at and value - at[-1] < width:
            counts[-1] += 1
        else:
            at.append(value)
            counts.append(1)
    return at, counts


def draw_spread(spread: Spread, axes: Axes, colour: str) -> None:
    """Draw one distribution: dots or columns, below them the band with its median."""
    first, last = _limits(spread)
    if len(spread.values) <= DOTS:
        at, counts = stacks(spread.values, (last - first) / _BINS)
        unit = _rows(axes, max([*counts, 4]))
        x = [place for place, count in zip(at, counts, strict=True) for _ in range(count)]
        y = [level + 0.5 for count in counts for level in range(count)]
        # High stacks are beads that overlap, rather than dots too small to see.
        size = max(5.5, min(8, 0.92 * unit))
        axes.plot(
            x, y, "o", color=colour, markersize=size, markeredgecolor="white",
            markeredgewidth=0.5,
        )  # fmt: skip
    else:
        columns, edges = np.histogram(spread.values, bins=_BINS, range=(first, last))
        unit = _rows(axes, int(columns.max()))
        axes.bar(edges[:-1], columns, 0.85 * (edges[1] - edges[0]), align="edge", color=colour)
    low = -0.55 * _BELOW / unit
    axes.plot([spread.band.low, spread.band.high], [low, low], "|-", color=INK, linewidth=2)
    axes.plot(spread.band.median, low, "D", color=INK, markersize=6)
    axes.set_xlim(first, last)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_title(spread.name, loc="left", fontsize=12, fontweight="bold", pad=4)
    _label_axis(spread, axes)


def _rows(axes: Axes, highest: int) -> float:
    """Give an axis so many rows, and room for the band below; return points a row."""
    unit = (axes.bbox.height * 72 / axes.figure.dpi - _BELOW) / highest
    axes.set_ylim(-_BELOW / unit, highest)
    return float(unit)


def _limits(spread: Spread) -> tuple[float, float]:
    """Return the ends of an axis: of some width, even if all values are the same."""
    ends = [*spread.values, *spread.band]
    least = 1 / 15 if spread.is_clock else 4
    margin = max(0.08 * (max(ends) - min(ends)), (least - max(ends) + min(ends)) / 2)
    return min(ends) - margin, max(ends) + margin


def _label_axis(spread: Spread, axes: Axes) -> None:
    """Mark whole seconds or minutes, so many that their labels have room."""
    unit = 3600 if spread.is_clock else 1
    first, last = (end * unit for end in axes.get_xlim())
    steps = (step for step in _STEPS_S if step >= 60 or not spread.is_clock)
    step = next((s for s in steps if (last - first) / s <= (7 if spread.is_clock else 5)), last)
    ticks = np.arange(np.ceil(first / step), last / step) * step
    say = clock_of if spread.is_clock else _exactly
    axes.set_xticks(ticks / unit, [say(tick / unit) for tick in ticks])


def _exactly(seconds: float) -> str:
    return clock.duration(seconds * clock.SECOND_MS).replace(" min 00 s", " min")


def _said(spread: Spread) -> str:
    """Say the median and its band."""
    if not spread.is_clock:
        return wait_band(spread.band)
    days = int(spread.band.median // 24)
    later = f" +{days} d" if days else ""
    return f"{_clock(spread.band.median)}{later}{between(spread.band, _clock)}"


def _clock(hour: float) -> str:
    """Return a clock time, cut to the minute as everywhere else.

    >>> _clock(21 + 8.9 / 60)
    '21:08'
    """
    return clock.clock(round(hour * 3600) * clock.SECOND_MS)


def _title(results: Results, last: Spread) -> str:
    n_replications = results.summary["replications"]
    low, high = _clock(last.band.low), _clock(last.band.high)
    days = int(last.band.high // 24)
    day = "" if days == 0 else " the next day" if days == 1 else f" {days} days later"
    often = (
        "Nine times out of ten" if n_replications >= 20 else f"In all {n_replications} replications"
    )
    if _clock(min(last.values)) == _clock(max(last.values)):
        often = f"In all {n_replications:,} replications"
    when = f"at {low}" if low == high else f"between {low} and {high}"
    race = "the last race" if results.summary["races"] > 1 else "the race"
    return f"{often} {race} is called {when}{day}"


def figure(results: Results) -> Figure:
    """Return the slide; only an ensemble has one."""
    waits, night = replications_data(results)
    n_replications = results.summary["replications"]
    marks = "a dot each" if n_replications <= DOTS else "in columns"
    slide = new_figure(
        _title(results, night[3]),
        f"{n_replications:,} replications, {marks}. "
        f"Below: ◆ the median, ├─┤ {band_holds(n_replications)}",
        results,
        sources(results.summary, "none of waits or the night", "Every panel has its own scale."),
    )
    slide.text(0.045, 0.815, "Waits for a check-in desk", fontsize=13, color=QUIET_INK)
    slide.text(0.52, 0.815, "The night, capital time", fontsize=13, color=QUIET_INK)
    for left, width, spreads, colour, ink in (
        (0.045, 0.41, waits, SIMULATED, SIMULATED),
        (0.52, 0.455, night, SECOND, SECOND_INK),
    ):
        pitch = 0.725 / len(spreads)
        for row, spread in enumerate(spreads):
            bottom = 0.79 - pitch * (row + 1) + 0.04
            axes = slide.add_axes((left, bottom, width, pitch - 0.073))
            draw_spread(spread, axes, colour)
            axes.set_title(
                _said(spread), loc="right", fontsize=12, color=ink, fontweight="bold", pad=4
            )
            axes.tick_params(axis="x", labelsize=10, color=QUIET)
    return slide
