"""Waiting time over the day: the whole wait, at the door, for a desk, a booth and a box."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.core.language import tr
from sim.core.text import hour_text, number_text, wait_text
from sim.plots.style.axes import clock_axis, clock_hours
from sim.plots.style.bands import (
    Band,
    band_of,
    plot_band,
    plot_whiskers,
    shown_text,
    wait_interval_text,
)
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import NONE_OF_WAITS, SERVICE_ASSUMED, band_text, sources
from sim.plots.style.style import DASHES, OVER_LINES, QUIET, QUIET_INK, SIMULATED, THIRD
from sim.plots.style.texts import text_width
from sim.plots.style.ticks import format_ticks
from sim.results import interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults
    from sim.results.summaries import RunSummary


class WaitsData(NamedTuple):
    """Waiting times by half hour of arrival, local time."""

    hour: list[float]
    """Start of each half hour."""
    mean_min: list[float]
    p95_min: list[float]
    voters: list[int]
    mean_band: Band | None = None
    p95_band: Band | None = None
    voters_band: Band | None = None


def waits_data(results: RunResults) -> WaitsData:
    """Return waiting times by half hour of arrival."""
    table = results.tables["waits"]
    mean, p95 = (f"{results.summary.waits.shown}wait_{name}_s" for name in ("mean", "p95"))
    return WaitsData(
        hour=clock_hours(table["local_time"].tolist()),
        mean_min=(table[mean].astype(np.float64) / 60).tolist(),
        p95_min=(table[p95].astype(np.float64) / 60).tolist(),
        voters=table["voters"].astype(np.int64).tolist(),
        mean_band=band_of(table, mean, scale=1 / 60),
        p95_band=band_of(table, p95, scale=1 / 60),
        voters_band=band_of(table, "voters"),
    )


def plot_waits(data: WaitsData, axes: Axes, below: Axes) -> None:
    """Plot waiting times above, arrivals below, on a common time axis."""
    middle = [hour + 0.25 for hour in data.hour]
    plot_band(axes, middle, data.p95_band, THIRD)
    plot_band(axes, middle, data.mean_band, SIMULATED)
    axes.plot(middle, data.p95_min, "o", linestyle=DASHES[1], color=THIRD, markersize=5)
    axes.plot(middle, data.mean_min, "s-", color=SIMULATED, markersize=4.5)
    highest = max([*data.p95_min, *(data.p95_band.high if data.p95_band else [])])
    axes.set_ylim(0, max(highest * 1.2, 1.0))
    first, last = float(np.floor(data.hour[0])), float(np.ceil(data.hour[-1] + 0.5))
    for each in (axes, below):
        clock_axis(each, first, last)
    _name_peak(data, middle, axes)
    axes.set_title(tr("Waiting time, minutes"), loc="left", fontsize=11, color=QUIET_INK, pad=6)
    below.bar(middle, data.voters, 0.44, color="#9DB8CC")
    plot_whiskers(below, middle, data.voters_band, QUIET_INK)
    arriving = tr("Voters arriving in each half hour")
    below.set_title(arriving, loc="left", fontsize=11, color=QUIET_INK, pad=6)
    below.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    format_ticks(below.yaxis, number_text)
    below.set_xlabel(tr("local time of arrival"))
    axes.tick_params(labelbottom=False)


def half_hour_text(start: float) -> str:
    """Return a half hour of arrivals as text.

    >>> half_hour_text(6.5)
    '06:30–07:00'
    """
    return f"{hour_text(start)}–{hour_text(start + 0.5)}"


def _name_peak(data: WaitsData, x: list[float], axes: Axes) -> None:
    """Write the largest value of the upper curve above it, with its half hour."""
    high = int(np.argmax(data.p95_min))
    upper = np.array(data.p95_band.high if data.p95_band else data.p95_min)
    right = x[high] < (x[0] + x[-1]) / 2
    text = f"{wait_text(data.p95_min[high])} ({half_hour_text(data.hour[high])})"
    # Above all that is beside the dot, as far as the text is long.
    points = extent_of(axes).width
    width = (text_width(text, 12, "bold") + 8) / points * np.ptp(axes.get_xlim())
    ends = sorted([x[high], x[high] + (width if right else -width)])
    beside = [y for at, y in zip(x, upper.tolist(), strict=True) if ends[0] <= at <= ends[1]]
    top = max([*beside, *np.interp(ends, x, upper).tolist()])
    axes.annotate(
        text, (x[high], top), xytext=(0, 7), textcoords="offset points", fontsize=12, color=THIRD,
        fontweight="bold", va="bottom", ha="left" if right else "right",
        bbox=OVER_LINES,
    )  # fmt: skip


def _subtitle(summary: RunSummary) -> str:
    shown = summary.waits.shown
    mean, longest = (
        wait_interval_text(interval(summary, "waits", f"{shown}{key}"))
        for key in ("mean_s", "max_s")
    )
    if summary.replications > 1 and shown:
        what = tr("Waiting time at the door, check-in, booth and box, by time of arrival")
    elif summary.replications > 1:
        what = tr("Waiting time for a desk, by time of arrival")
    elif shown:
        what = tr(
            "Waiting time at the door, check-in, booth and box, by time of arrival, all sites"
        )  # fmt: skip
    else:
        what = tr("Waiting time for a desk, by time of arrival, all sites")
    over = tr("over the day mean {mean}, longest {longest}", mean=mean, longest=longest)
    return shown_text(summary, f"{what}; {over}")


def _title(data: WaitsData, summary: RunSummary) -> str:
    shown = summary.waits.shown
    if not getattr(summary.waits, f"{shown}max_s"):
        return tr("Nobody waits")
    found = interval(summary, "waits", f"{shown}p95_s")
    most = wait_interval_text(found)
    if max(data.p95_min) == min(data.p95_min):
        return tr("95 in 100 voters wait at most {most} over the day", most=most)
    high = int(np.argmax(data.p95_min))
    return tr(
        "95 in 100 voters wait at most {most} over the day, {worst} if they come at {time}",
        most=most, worst=wait_text(data.p95_min[high]), time=half_hour_text(data.hour[high]),
    )  # fmt: skip


def _key(summary: RunSummary) -> list[KeyItem]:
    n = summary.replications
    items = [
        KeyItem(tr("95 in 100 who come in a half hour wait at most"), THIRD, "o", line=DASHES[1]),
        KeyItem(tr("mean wait of those who come in a half hour"), SIMULATED, "s", line="-"),
    ]
    if n > 1:
        bands = tr("band, whiskers: {band}", band=band_text(n))
        items.append(KeyItem(bands, QUIET, band=0.5))
    return items


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data, summary = waits_data(results), results.summary
    source = sources(NONE_OF_WAITS, tr(SERVICE_ASSUMED))
    if not data.voters:
        return new_figure(
            tr("Nobody votes at a site"), tr("There are no waiting times"), summary, source, size
        )  # fmt: skip
    slide = new_figure(_title(data, summary), _subtitle(summary), summary, source, size)
    right = 2 if slide.is_wide else 10
    left = max(34.0, text_width(number_text(max(data.voters)), 11) + 10 - slide.scale.margin)
    box = plot_key(slide, _key(summary)).inset(left=left, bottom=34, right=right, top=14)
    above, below = box.rows([2.2, 1], 34)
    plot_waits(data, slide.panel(above), slide.panel(below))
    return slide
