"""The night: ballots counted, protocols accepted, races called."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.style.axes import (
    clock_axis,
    clock_text,
    crossing,
    days_later,
    hours,
    percent_axis,
)
from sim.plots.style.bands import Band, band_of, medians_of, plot_band, plot_band_key
from sim.plots.style.style import (
    COUNTING_ASSUMED,
    DASHES,
    OVER_LINES,
    SECOND,
    SECOND_INK,
    SIMULATED,
    THIRD,
    new_figure,
    sources,
)
from sim.results import time_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.style import Dash
    from sim.results import RunResults
    from sim.results.summaries import RunSummary

_NAME_ROOM = 0.3
"""Room for the longest name, as a share of the width."""


class NightData(NamedTuple):
    """Progress of the nation through the night, per cent."""

    hour: list[float]
    counted: list[float]
    accepted: list[float]
    called: list[float]
    date: str
    clock_name: str
    counted_band: Band | None = None
    accepted_band: Band | None = None
    called_band: Band | None = None


def night_data(results: RunResults) -> NightData:
    """Return the progress of the nation."""
    table, summary = results.tables["night"], results.summary
    rows = table["code"] == summary.nation
    called = table["races_called"][rows].astype(np.int64)
    share = 100 / summary.races
    return NightData(
        hour=hours(summary.date, table["capital_time"][rows]),
        counted=table["counted_pct"][rows].astype(np.float64).tolist(),
        accepted=table["accepted_pct"][rows].astype(np.float64).tolist(),
        called=(100 * called / summary.races).tolist(),
        date=summary.date,
        clock_name=summary.clock_name,
        counted_band=band_of(table, "counted_pct", rows),
        accepted_band=band_of(table, "accepted_pct", rows),
        called_band=band_of(table, "races_called", rows, share),
    )


class NightCurve(NamedTuple):
    """One of the curves, its style and its name."""

    values: list[float]
    band: Band | None
    colour: str
    ink: str
    dash: Dash
    name: str
    level: float
    """Height of its name, per cent."""


def _curves(data: NightData) -> list[NightCurve]:
    first, second, third = DASHES
    return [
        NightCurve(data.counted, data.counted_band, SIMULATED, SIMULATED, first,
             "ballots counted at the sites", 80),
        NightCurve(data.accepted, data.accepted_band, SECOND, SECOND_INK, second,
             "protocols accepted", 60),
        NightCurve(data.called, data.called_band, THIRD, THIRD, third, "races called", 40),
    ]  # fmt: skip


def plot_night(data: NightData, axes: Axes) -> None:
    """Plot three rising curves, each with its name."""
    curves = _curves(data)
    for curve in curves:
        plot_band(axes, data.hour, curve.band, curve.colour)
        axes.plot(
            data.hour, curve.values, color=curve.colour, linestyle=curve.dash,
            linewidth=1.8 if curve.band else 2.8,
        )  # fmt: skip
    percent_axis(axes)
    first, last = float(np.floor(data.hour[0])), data.hour[-1]
    clock_axis(axes, first, last)
    axes.set_xlabel(f"{data.clock_name}; the day is {data.date}")
    starts = [_beside(data, curves, curve.level) for curve in curves]
    if max(starts) > last - _NAME_ROOM * (last - first):
        _plot_key(axes, data, curves)
        return
    for curve, start in zip(curves, starts, strict=True):
        _plot_name(axes, data, curve, start + 0.018 * (last - first))


def _beside(data: NightData, curves: Sequence[NightCurve], level: float) -> float:
    """Return the hour at which all curves and bands have risen above a level."""
    edges = [values for curve in curves
             for values in (curve.values, *([curve.band.low] if curve.band else []))]  # fmt: skip
    return max(crossing(data.hour, values, level + 4) for values in edges)


def _plot_name(axes: Axes, data: NightData, curve: NightCurve, x: float) -> None:
    """Write the name of a curve on the right of all curves, with a thin line to it."""
    at = crossing(data.hour, curve.values, curve.level)
    axes.plot([at, x], [curve.level] * 2, color=curve.ink, linewidth=0.8)
    axes.plot(at, curve.level, "o", color=curve.ink, markersize=5)
    axes.text(
        x, curve.level, f" {curve.name}", color=curve.ink, va="center", fontweight="bold",
        bbox=OVER_LINES,
    )  # fmt: skip


def _plot_key(axes: Axes, data: NightData, curves: Sequence[NightCurve]) -> None:
    """Write the names of the curves in the emptiest corner, if there is no room beside them."""
    share = np.linspace(0, 1, 201)
    hour = data.hour[0] + share * (data.hour[-1] - data.hour[0])

    def crowding(x: float, top: float) -> int:
        inside = (share > x) & (share < x + 0.32)
        values = [np.interp(hour[inside], data.hour, curve.values) for curve in curves]
        return sum(int(((y > 100 * top - 24) & (y < 100 * top + 8)).sum()) for y in values)

    x, top = min(((0.655, 0.22), (0.03, 0.93), (0.655, 0.93)), key=lambda corner: crowding(*corner))
    for row, curve in enumerate(curves):
        y = top - 0.07 * row
        axes.plot(
            [x, x + 0.045], [y, y], color=curve.colour, linestyle=curve.dash, linewidth=2.8,
            transform=axes.transAxes,
        )  # fmt: skip
        axes.text(
            x + 0.06, y, curve.name, color=curve.ink, va="center", fontweight="bold",
            transform=axes.transAxes, bbox=OVER_LINES,
        )  # fmt: skip


def _days_later(summary: RunSummary) -> str:
    """Return the text of the days between the election day and the last call."""
    called = dt.date.fromisoformat(summary.night.all_called[:10])
    days = (called - dt.date.fromisoformat(summary.date)).days
    return days_later(days)


def _title(summary: RunSummary) -> str:
    night = summary.night
    race = "the last race" if summary.races > 1 else "the race"
    called = f"{race} is called at {night.all_called[11:16]}{_days_later(summary)}"
    if not summary.cast:
        return f"There is no ballot to count; {called}"
    return f"Half of the ballots are counted by {night.half_counted[11:16]}, {called}"


def _subtitle(summary: RunSummary) -> str:
    shown = (
        f"er cent of all ballots ({summary.cast:,}), protocols ({summary.sites:,}) and "
        f"races ({summary.races:,})"
    )
    if summary.replications == 1:
        return f"P{shown}; a race is called once its result is certain"
    last = time_interval(summary, "night", "all_called")
    low, high = hours(summary.date, (last.low, last.high))
    until = clock_text(high, int(low // 24))
    band = f"; last call {clock_text(low)}–{until}" if last.varies else ""
    return f"{medians_of(summary)}: p{shown}{band}"


def _source(summary: RunSummary) -> str:
    note = COUNTING_ASSUMED
    if summary.replications > 1:
        note = f"A race is called once its result is certain. {note}"
    return sources("none for the night", note)


def figure(results: RunResults) -> Figure:
    """Return the figure."""
    data = night_data(results)
    summary = results.summary
    slide = new_figure(_title(summary), _subtitle(summary), results.summary, _source(summary))
    plot_band_key(slide, summary, 0.715)
    plot_night(data, slide.add_axes((0.07, 0.13, 0.9, 0.7)))
    return slide
