"""The night: ballots counted, protocols accepted, races called."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.plots.style.bands import Band, band_of, draw_band, draw_key, medians_of
from sim.plots.style.style import (
    DASHES,
    OVER_LINES,
    SECOND,
    SECOND_INK,
    SIMULATED,
    THIRD,
    clock_axis,
    crossing,
    hours,
    new_figure,
    percent_axis,
    sources,
)
from sim.results import NATION, time_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults
    from sim.results.summaries import RunSummary

_NAME = 0.3
"""Room for the longest name, part of the width."""


class NightData(NamedTuple):
    """Shares of the nation through the night, per cent."""

    hour: list[float]
    counted: list[float]
    accepted: list[float]
    called: list[float]
    date: str
    counted_band: Band | None = None
    accepted_band: Band | None = None
    called_band: Band | None = None


def night_data(results: RunResults) -> NightData:
    """Return the nation's night."""
    table, summary = results.tables["night"], results.summary
    rows = table["code"] == NATION
    called = table["races_called"][rows].astype(np.int64)
    share = 100 / summary.races
    return NightData(
        hour=hours(summary.date, table["capital_time"][rows]),
        counted=table["counted_pct"][rows].astype(np.float64).tolist(),
        accepted=table["accepted_pct"][rows].astype(np.float64).tolist(),
        called=(100 * called / summary.races).tolist(),
        date=summary.date,
        counted_band=band_of(table, "counted_pct", rows),
        accepted_band=band_of(table, "accepted_pct", rows),
        called_band=band_of(table, "races_called", rows, share),
    )


class Line(NamedTuple):
    """One of the lines, its looks and its name."""

    values: list[float]
    band: Band | None
    colour: str
    ink: str
    dash: Any
    name: str
    level: float
    """Per cent at which it is named."""


def _lines(data: NightData) -> list[Line]:
    first, second, third = DASHES
    return [
        Line(data.counted, data.counted_band, SIMULATED, SIMULATED, first,
             "ballots counted at the sites", 80),
        Line(data.accepted, data.accepted_band, SECOND, SECOND_INK, second,
             "protocols accepted", 60),
        Line(data.called, data.called_band, THIRD, THIRD, third, "races called", 40),
    ]  # fmt: skip


def draw_night(data: NightData, axes: Axes) -> None:
    """Draw three rising lines, each with its name."""
    lines = _lines(data)
    for line in lines:
        draw_band(axes, data.hour, line.band, line.colour)
        axes.plot(
            data.hour, line.values, color=line.colour, linestyle=line.dash,
            linewidth=1.8 if line.band else 2.8,
        )  # fmt: skip
    percent_axis(axes)
    first, last = float(np.floor(data.hour[0])), data.hour[-1]
    clock_axis(axes, first, last)
    axes.set_xlabel(f"capital time; the day is {data.date}")
    starts = [_beside(data, lines, line.level) for line in lines]
    if max(starts) > last - _NAME * (last - first):
        _draw_key(axes, data, lines)
        return
    for line, start in zip(lines, starts, strict=True):
        _draw_name(axes, data, line, start + 0.018 * (last - first))


def _beside(data: NightData, lines: Sequence[Line], level: float) -> float:
    """Return the hour from which nothing is drawn any more below a level."""
    edges = [values for line in lines
             for values in (line.values, *([line.band.low] if line.band else []))]  # fmt: skip
    return max(crossing(data.hour, values, level + 4) for values in edges)


def _draw_name(axes: Axes, data: NightData, line: Line, x: float) -> None:
    """Name a line right of all lines; a thin one leads to it."""
    at = crossing(data.hour, line.values, line.level)
    axes.plot([at, x], [line.level] * 2, color=line.ink, linewidth=0.8)
    axes.plot(at, line.level, "o", color=line.ink, markersize=5)
    axes.text(
        x, line.level, f" {line.name}", color=line.ink, va="center", fontweight="bold",
        bbox=OVER_LINES,
    )  # fmt: skip


def _draw_key(axes: Axes, data: NightData, lines: Sequence[Line]) -> None:
    """Name the lines of a night whose end is too steep for that, in the emptier corner."""
    share = np.linspace(0, 1, 201)
    hour = data.hour[0] + share * (data.hour[-1] - data.hour[0])

    def crowd(x: float, top: float) -> int:
        inside = (share > x) & (share < x + 0.32)
        drawn = [np.interp(hour[inside], data.hour, line.values) for line in lines]
        return sum(int(((y > 100 * top - 24) & (y < 100 * top + 8)).sum()) for y in drawn)

    x, top = min(((0.655, 0.22), (0.03, 0.93), (0.655, 0.93)), key=lambda place: crowd(*place))
    for row, line in enumerate(lines):
        y = top - 0.07 * row
        axes.plot(
            [x, x + 0.045], [y, y], color=line.colour, linestyle=line.dash, linewidth=2.8,
            transform=axes.transAxes,
        )  # fmt: skip
        axes.text(
            x + 0.06, y, line.name, color=line.ink, va="center", fontweight="bold",
            transform=axes.transAxes, bbox=OVER_LINES,
        )  # fmt: skip


def _later(summary: RunSummary) -> str:
    """Say how many days after the election day the last race is called."""
    called = dt.date.fromisoformat(summary.night.all_called[:10])
    days = (called - dt.date.fromisoformat(summary.date)).days
    return "" if days == 0 else " the next day" if days == 1 else f" {days} days later"


def _title(summary: RunSummary) -> str:
    night = summary.night
    race = "the last race" if summary.races > 1 else "the race"
    called = f"{race} is called at {night.all_called[11:16]}{_later(summary)}"
    if not summary.cast:
        return f"There is no ballot to count; {called}"
    return f"Half of the ballots are counted by {night.half_counted[11:16]}, {called}"


def _subtitle(summary: RunSummary) -> str:
    shown = (
        f"er cent of all ballots ({summary.cast:,}), protocols ({summary.sites:,}) and "
        f"races ({summary.races:,})"
    )
    if summary.replications == 1:
        return f"P{shown}; called: the result is certain"
    last = time_interval(summary, "night", "all_called")
    band = f"; last call {last.low[11:16]}–{last.high[11:16]}" if last.varies else ""
    return f"{medians_of(summary)}: p{shown}{band}"


def _source(summary: RunSummary) -> str:
    note = "Times of counting and driving are assumptions."
    if summary.replications > 1:
        note = f"Called: the result is certain. {note}"
    return sources("none of the night", note)


def figure(results: RunResults) -> Figure:
    """Return the slide."""
    data = night_data(results)
    summary = results.summary
    slide = new_figure(_title(summary), _subtitle(summary), results.summary, _source(summary))
    draw_key(slide, summary, 0.715)
    draw_night(data, slide.add_axes((0.07, 0.13, 0.9, 0.7)))
    return slide
