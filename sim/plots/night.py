"""The night: ballots counted, protocols accepted, races called."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.plots.bands import Band, band_of, draw_band, draw_key, medians_of
from sim.plots.style import (
    OVER_LINES,
    REPORTED,
    SECOND,
    SIMULATED,
    clock_axis,
    hours,
    new_figure,
    percent_axis,
)
from sim.results import NATION, interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results


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


def night_data(results: Results) -> NightData:
    """Return the nation's night."""
    table, summary = results.tables["night"], results.summary
    rows = table["code"] == NATION
    called = table["races_called"][rows].astype(np.int64)
    share = 100 / summary["races"]
    return NightData(
        hour=hours(summary["date"], table["capital_time"][rows]),
        counted=table["counted_pct"][rows].astype(np.float64).tolist(),
        accepted=table["accepted_pct"][rows].astype(np.float64).tolist(),
        called=(100 * called / summary["races"]).tolist(),
        date=summary["date"],
        counted_band=band_of(table, "counted_pct", rows),
        accepted_band=band_of(table, "accepted_pct", rows),
        called_band=band_of(table, "races_called", rows, share),
    )


def draw_night(data: NightData, axes: Axes) -> None:
    """Draw three rising lines, named in the corner that rising lines leave free."""
    lines = (
        (data.counted, data.counted_band, SIMULATED, "-", "ballots counted at the sites"),
        (data.accepted, data.accepted_band, SECOND, "--", "protocols accepted"),
        (data.called, data.called_band, REPORTED, "-", "races called"),
    )
    for row, (values, band, colour, dash, name) in enumerate(lines):
        draw_band(axes, data.hour, band, colour)
        width = 1.6 if band else 2.8
        axes.plot(data.hour, values, color=colour, linestyle=dash, linewidth=width)
        y = 0.22 - 0.07 * row
        axes.plot(
            [0.655, 0.7], [y, y], color=colour, linestyle=dash, linewidth=2.8,
            transform=axes.transAxes,
        )  # fmt: skip
        axes.text(
            0.715, y, name, color=colour, va="center", fontweight="bold",
            transform=axes.transAxes, bbox=OVER_LINES,
        )  # fmt: skip
    percent_axis(axes)
    clock_axis(axes, np.floor(data.hour[0]), data.hour[-1])
    axes.set_xlabel(f"capital time; the day is {data.date}")


def _later(summary: Mapping[str, Any]) -> str:
    """Say how many days after the election day the last race is called."""
    called = dt.date.fromisoformat(summary["night"]["all_called"][:10])
    days = (called - dt.date.fromisoformat(summary["date"])).days
    return "" if days == 0 else " the next day" if days == 1 else f" {days} days later"


def _subtitle(summary: Mapping[str, Any]) -> str:
    shown = (
        f"er cent of all ballots ({summary['cast']:,}), protocols ({summary['sites']:,}) and "
        f"races ({summary['races']:,})"
    )
    if summary["replications"] == 1:
        return f"P{shown}; called: the leader cannot be overtaken"
    last = interval(summary, "night", "all_called")
    band = f"; last call {last.low[11:16]}–{last.high[11:16]}" if last.varies else ""
    return f"{medians_of(summary)}: p{shown}{band}"


def _source(summary: Mapping[str, Any]) -> str:
    source = "Times of counting and driving are assumptions"
    if summary["replications"] == 1:
        return f"{source}; none was published for 2021."
    return f"Called: cannot be overtaken. {source}."


def figure(results: Results) -> Figure:
    """Return the slide."""
    data = night_data(results)
    summary, night = results.summary, results.summary["night"]
    slide = new_figure(
        f"Half of the ballots are counted by {night['half_counted'][11:16]}, "
        f"the last race is called at {night['all_called'][11:16]}{_later(summary)}",
        _subtitle(summary),
        results,
        _source(summary),
    )
    draw_key(slide, summary, 0.715)
    draw_night(data, slide.add_axes((0.07, 0.13, 0.9, 0.7)))
    return slide
