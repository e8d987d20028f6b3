"""Waiting time over the day: the whole wait, at the door, for a desk, a booth and a box."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.core.text import hour_text, wait_text
from sim.plots.style.axes import clock_axis, clock_hours
from sim.plots.style.bands import (
    Band,
    band_of,
    medians_of,
    plot_band,
    plot_band_key,
    plot_whiskers,
    wait_interval_text,
)
from sim.plots.style.style import (
    DASHES,
    OVER_LINES,
    QUIET_INK,
    SERVICE_ASSUMED,
    SIMULATED,
    THIRD,
    new_figure,
    sources,
)
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
    axes.set_ylim(0, max(highest * (1.25 if data.p95_band else 1.18), 1.0))
    first, last = float(np.floor(data.hour[0])), float(np.ceil(data.hour[-1] + 0.5))
    for each in (axes, below):
        clock_axis(each, first, last)
    _name_p95(data, middle, axes)
    _name_mean(data, middle, axes)
    axes.set_title("Waiting time, minutes", loc="left", fontsize=11, color=QUIET_INK, pad=6)
    below.bar(middle, data.voters, 0.44, color="#9DB8CC")
    plot_whiskers(below, middle, data.voters_band, QUIET_INK)
    below.set_title("Voters arriving in each half hour", loc="left", fontsize=11,
                    color=QUIET_INK, pad=6)  # fmt: skip
    below.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    below.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    below.set_xlabel("local time of arrival")
    axes.tick_params(labelbottom=False)


def _name_p95(data: WaitsData, x: list[float], axes: Axes) -> None:
    """Write the name of the upper curve above its highest point, where there is room."""
    high = int(np.argmax(data.p95_min))
    right = x[high] < (x[0] + x[-1]) / 2
    top = data.p95_band.high[high] if data.p95_band else data.p95_min[high]
    axes.annotate(
        f"95 in 100 wait at most {wait_text(data.p95_min[high])}", (x[high], top),
        xytext=(10 if right else -10, 7), textcoords="offset points", color=THIRD,
        fontweight="bold", va="bottom", ha="left" if right else "right", bbox=OVER_LINES,
    )  # fmt: skip


def _name_mean(data: WaitsData, x: list[float], axes: Axes) -> None:
    """Write the name of the lower curve above its highest point, or beside it."""
    high = int(np.argmax(data.mean_min))
    text = f"mean {wait_text(data.mean_min[high])}"
    (first, last), (_, top) = axes.get_xlim(), axes.get_ylim()
    span = last - first
    upper = data.p95_band.high if data.p95_band else data.p95_min
    lower = data.p95_band.low if data.p95_band else data.p95_min
    mean_top = data.mean_band.high if data.mean_band else data.mean_min
    y, width = max(data.mean_min[high], 0.06 * top), 0.012 * len(text) * span
    for left in (x[high] + 0.01 * span, x[high] - 0.01 * span - width):
        inside = np.linspace(left, left + width, 9)
        if first < left < last - width and (
            np.interp(inside, x, lower).min() > mean_top[high] + 0.14 * top
        ):
            axes.text(left, mean_top[high] + 0.02 * top, text, color=SIMULATED, fontweight="bold",
                      va="bottom", bbox=OVER_LINES)  # fmt: skip
            return
    steps = [0.02 * span + step * width / 8 for step in range(60)]
    candidates = [x[high] + step for step in steps] + [x[high] - width - step for step in steps]
    for left in candidates:
        inside = np.linspace(left - 0.01 * span, left + width, 9)
        free = np.interp(inside, x, upper).max() < y - 0.05 * top
        if free and inside[0] >= first and inside[-1] <= last:
            break
    else:
        left, y = x[high], min(data.mean_min[high] + 0.08 * top, 0.95 * top)
    end = left - 0.005 * span if left >= x[high] else left + width
    axes.plot([x[high], end], [y, y], color=SIMULATED, linewidth=0.8)
    axes.text(left, y, text, color=SIMULATED, fontweight="bold", va="center", bbox=OVER_LINES)


def _subtitle(summary: RunSummary) -> str:
    shown = summary.waits.shown
    mean, longest = (
        wait_interval_text(interval(summary, "waits", f"{shown}{key}"))
        for key in ("mean_s", "max_s")
    )
    what = (
        "Waiting time at the door, check-in, booth and box" if shown else "Waiting time for a desk"
    )
    numbers = f"mean {mean}, longest {longest}"
    if summary.replications == 1:
        return f"{what}, by time of arrival, all sites; {numbers}"
    return f"{medians_of(summary)}: {what[0].lower()}{what[1:]}, by time of arrival; {numbers}"


def _title(data: WaitsData, summary: RunSummary) -> str:
    shown = summary.waits.shown
    if not getattr(summary.waits, f"{shown}max_s"):
        return "Nobody waits"
    found = interval(summary, "waits", f"{shown}p95_s")
    text = f"95 in 100 voters wait at most {wait_interval_text(found)}"
    if max(data.p95_min) == min(data.p95_min):
        return text
    high = data.hour[int(np.argmax(data.p95_min))]
    return f"{text}; waiting times are longest from {hour_text(high)}"


def figure(results: RunResults) -> Figure:
    """Return the figure."""
    data, summary = waits_data(results), results.summary
    source = sources("none for waiting times", SERVICE_ASSUMED)
    if not data.voters:
        return new_figure(
            "Nobody votes at a site", "There are no waiting times", results.summary, source
        )  # fmt: skip
    slide = new_figure(_title(data, summary), _subtitle(summary), results.summary, source)
    plot_band_key(slide, summary, 0.715)
    axes = slide.add_axes((0.07, 0.4, 0.905, 0.42))
    plot_waits(data, axes, slide.add_axes((0.07, 0.13, 0.905, 0.19)))
    return slide
