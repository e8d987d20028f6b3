"""The night: ballots counted, protocols accepted, races called."""

# No reference: shares of a logarithmic axis.

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import ENGLISH, date_text, language_code, tr
from sim.plots.style.axes import clock_axis, clock_text, crossing, hours, later_than, on_day
from sim.plots.style.bands import Band, band_of, plot_band, shown_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.left import band_left, end_of, floor_of, left_axis, left_until
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import COUNTING_ASSUMED, NONE_OF_NIGHT, band_text, sources
from sim.plots.style.style import DASHES, QUIET, SECOND, SECOND_INK, SIMULATED, THIRD
from sim.plots.style.texts import fit_size, text_width
from sim.results import Interval, time_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.style import Dash
    from sim.results import RunResults
    from sim.results.summaries import RunSummary


class NightData(NamedTuple):
    """Progress of the nation through the night, per cent."""

    hour: list[float]
    counted: list[float]
    accepted: list[float]
    called: list[float]
    halves: tuple[float, float, float]
    """Hours at which half of the ballots are counted, of the protocols accepted, of the races
    called."""
    last_call: Interval[float]
    """Hours."""
    last_accepted: Interval[float]
    floor: float
    """Per cent; below one site or race."""
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
    hour = hours(summary.date, table["capital_time"][rows])
    accepted = table["accepted_pct"][rows].astype(np.float64).tolist()
    half_counted, half_called = hours(
        summary.date, [summary.night.half_counted, summary.night.half_called]
    )
    last_call, last_accepted = (
        Interval(*hours(summary.date, time_interval(summary, "night", key)))
        for key in ("all_called", "all_accepted")
    )
    return NightData(
        hour=hour,
        counted=table["counted_pct"][rows].astype(np.float64).tolist(),
        accepted=accepted,
        called=(100 * called / summary.races).tolist(),
        halves=(half_counted, crossing(hour, accepted, 50), half_called),
        last_call=last_call,
        last_accepted=last_accepted,
        floor=floor_of(max(summary.races, summary.sites)),
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
    half: float
    end: float
    """Hours at which half of it is done, and all."""


def _curves(data: NightData, races: int) -> list[NightCurve]:
    first, second, third = DASHES
    of = data.halves
    ends = end_of(data.hour, data.counted), data.last_accepted.median, data.last_call.median
    times = [
        {"half": clock_text(half), "end": clock_text(end)}
        for half, end in zip(of, ends, strict=True)
    ]
    counted = tr("ballots counted: half by {half}, all by {end}", **times[0])
    accepted = tr("protocols accepted: half by {half}, all by {end}", **times[1])
    if races > 1:
        called = tr("races called: half by {half}, the last at {end}", **times[2])
    else:
        called = tr("races called: half by {half}, the only one at {end}", **times[2])
    return [
        NightCurve(data.counted, data.counted_band, SIMULATED, SIMULATED, first, counted,
                   of[0], ends[0]),
        NightCurve(data.accepted, data.accepted_band, SECOND, SECOND_INK, second, accepted,
                   of[1], ends[1]),
        NightCurve(data.called, data.called_band, THIRD, THIRD, third, called, of[2], ends[2]),
    ]  # fmt: skip


def plot_night(data: NightData, races: int, axes: Axes) -> None:
    """Plot what is left of ballots, protocols and races, with both ends of each marked."""
    floor = data.floor
    for curve in _curves(data, races):
        plot_band(axes, data.hour, band_left(curve.band, floor), curve.colour, curve.dash)
        axes.plot(
            *left_until(curve.end, data.hour, curve.values, floor), color=curve.colour,
            linestyle=curve.dash, linewidth=1.8 if curve.band else 2.6,
        )  # fmt: skip
        axes.plot(curve.half, 50, "o", color="white", markeredgecolor=curve.ink, markersize=7,
                  markeredgewidth=1.8, zorder=3)  # fmt: skip
        axes.plot(curve.end, floor, "o", color=curve.ink, markersize=9, clip_on=False, zorder=3)
    left_axis(axes, floor)
    first = float(np.floor(data.hour[0]))
    # The last frame of an ensemble is that of its longest night.
    last = max(data.last_accepted.high, data.last_call.high, first + 1)
    clock_axis(axes, first, last + 0.02 * (last - first))
    # Only the English one has the date as tables have it.
    date = data.date if language_code() == ENGLISH else date_text(dt.date.fromisoformat(data.date))
    label = tr("{clock}; the day is {date}", clock=data.clock_name, date=date)
    width = extent_of(axes).width
    axes.set_xlabel(label, fontsize=fit_size(label, width, 12))
    when = later_than(data.last_call.median)
    if races > 1:
        text = tr("last race called {time}", time=when)
    else:
        text = tr("race called {time}", time=when)
    _mark_last_call(data, text, axes)


def _mark_last_call(data: NightData, text: str, axes: Axes) -> None:
    """Name the last call over the panel, where no curve is, with a line to its end."""
    at = data.last_call.median
    (first, last), top = axes.get_xlim(), axes.get_ylim()[1]
    axes.plot([at, at], [data.floor, top], color=THIRD, linewidth=0.9)
    if data.last_call.varies:
        axes.plot(
            [data.last_call.low, data.last_call.high], [data.floor] * 2, "|-", color=THIRD,
            linewidth=3, markersize=13, clip_on=False, zorder=2.8,
        )  # fmt: skip
    on_right = at < (first + last) / 2
    width = extent_of(axes).width
    size = fit_size(text, width, 12, "bold")
    room = width * ((last - at) if on_right else (at - first)) / (last - first)
    # As far over the line as it is too long for that side of it.
    over = max(4.0, text_width(text, size, "bold") - room)
    axes.annotate(
        text, (at, top), fontsize=size, xytext=(-over if on_right else over, 3),
        textcoords="offset points", color=THIRD, fontweight="bold", va="bottom",
        ha="left" if on_right else "right",
    )  # fmt: skip


def _last_call(summary: RunSummary) -> str:
    """Return the time of the last call, with its day in words."""
    called = dt.date.fromisoformat(summary.night.all_called[:10])
    days = (called - dt.date.fromisoformat(summary.date)).days
    return on_day(summary.night.all_called[11:16], days)


def _title(summary: RunSummary) -> str:
    half, last = summary.night.half_counted[11:16], _last_call(summary)
    several = summary.races > 1
    if not summary.cast:
        if several:
            return tr(
                "There is no ballot to count; the last race is called at {last}", last=last
            )  # fmt: skip
        return tr("There is no ballot to count; the race is called at {last}", last=last)
    if several:
        return tr(
            "Half of the ballots are counted by {half}, the last race is called at {last}",
            half=half, last=last,
        )  # fmt: skip
    return tr(
        "Half of the ballots are counted by {half}, the race is called at {last}",
        half=half, last=last,
    )  # fmt: skip


def _subtitle(summary: RunSummary) -> str:
    shown = tr(
        "Per cent left of all ballots ({ballots}), protocols ({protocols}) and races ({races}), "
        "logarithmic scale",
        ballots=summary.cast, protocols=summary.sites, races=summary.races,
    )  # fmt: skip
    if summary.replications == 1:
        return shown + "; " + tr("a race is called once its result is certain")
    last = time_interval(summary, "night", "all_called")
    low, high = hours(summary.date, (last.low, last.high))
    until = clock_text(high, int(low // 24))
    band = tr("last call {low}–{high}", low=clock_text(low), high=until)
    return shown_text(summary, f"{shown}; {band}" if last.varies else shown)


def _source(summary: RunSummary) -> str:
    note = tr(COUNTING_ASSUMED)
    if summary.replications > 1:
        note = tr("A race is called once its result is certain.") + " " + note
    return sources(NONE_OF_NIGHT, note)


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data, summary = night_data(results), results.summary
    slide = new_figure(_title(summary), _subtitle(summary), summary, _source(summary), size)
    items = [KeyItem(curve.name, curve.colour, line=curve.dash)
             for curve in _curves(data, summary.races)]  # fmt: skip
    if summary.replications > 1:
        items.append(KeyItem(band_text(summary.replications), QUIET, band=0.5))
    box = plot_key(slide, items)
    # On a phone the last hour needs room for half of its label.
    right = 4 if slide.is_wide else 12
    plot_night(data, summary.races, slide.panel(box.inset(left=36, bottom=48, right=right, top=16)))
    return slide
