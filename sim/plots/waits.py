"""How long voters wait for a check-in desk, over the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.plots.bands import (
    Band,
    band_of,
    between,
    draw_band,
    draw_key,
    draw_whiskers,
    medians_of,
)
from sim.plots.style import (
    GRID,
    OVER_LINES,
    QUIET_INK,
    REPORTED,
    SIMULATED,
    clock_axis,
    new_figure,
    wait_text,
)
from sim.results import interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results


class WaitsData(NamedTuple):
    """Waits by half hour of arrival, local time."""

    hour: list[float]
    """Start of each half hour."""
    mean_min: list[float]
    p95_min: list[float]
    voters: list[int]
    mean_band: Band | None = None
    p95_band: Band | None = None
    voters_band: Band | None = None


def waits_data(results: Results) -> WaitsData:
    """Return waits by half hour."""
    table = results.tables["waits"]
    clock = [str(time).split(":") for time in table["local_time"].tolist()]
    return WaitsData(
        hour=[int(h) + int(m) / 60 for h, m in clock],
        mean_min=(table["wait_mean_s"].astype(np.float64) / 60).tolist(),
        p95_min=(table["wait_p95_s"].astype(np.float64) / 60).tolist(),
        voters=table["voters"].astype(np.int64).tolist(),
        mean_band=band_of(table, "wait_mean_s", scale=1 / 60),
        p95_band=band_of(table, "wait_p95_s", scale=1 / 60),
        voters_band=band_of(table, "voters"),
    )


def draw_waits(data: WaitsData, axes: Axes, below: Axes) -> None:
    """Draw waits above, arrivals below, on one clock."""
    middle = [hour + 0.25 for hour in data.hour]
    draw_band(axes, middle, data.p95_band, REPORTED)
    draw_band(axes, middle, data.mean_band, SIMULATED)
    axes.plot(middle, data.p95_min, "o-", color=REPORTED, markersize=5)
    axes.plot(middle, data.mean_min, "o-", color=SIMULATED, markersize=5)
    highest = max([*data.p95_min, *(data.p95_band.high if data.p95_band else [])])
    top = max(highest * (1.25 if data.p95_band else 1.18), 1.0)
    above_mean = _height(data.mean_min, data.mean_band)
    above_p95 = _height(data.p95_min, data.p95_band)
    if data.p95_band:
        # Bands may overlap; their names must not.
        above_p95 = max(above_p95, above_mean + 0.07 * top)
    _name(axes, middle, data.p95_min, above_p95, "95 in 100 wait at most ", REPORTED)
    _name(axes, middle, data.mean_min, above_mean, "mean ", SIMULATED)
    axes.set_ylim(0, top)
    axes.set_ylabel("minutes")
    below.bar(middle, data.voters, 0.44, color="#9DB8CC")
    draw_whiskers(below, middle, data.voters_band, QUIET_INK)
    below.set_ylabel("voters")
    below.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    below.grid(visible=True, color=GRID)
    below.set_xlabel("local time of arrival, half hours")
    first, last = np.floor(data.hour[0]), np.ceil(data.hour[-1] + 0.5)
    for each in (axes, below):
        clock_axis(each, first, last)
    axes.tick_params(labelbottom=False)


def _height(y: list[float], band: Band | None) -> float:
    """Return the highest point of a line, or where the band above it ends."""
    high = int(np.argmax(y))
    return band.high[high] if band else y[high]


def _name(  # noqa: PLR0913, PLR0917  a line and its name
    axes: Axes, x: list[float], y: list[float], at: float, text: str, colour: str
) -> None:
    """Name a line above its highest point, at some height, on the side where there is room."""
    high = int(np.argmax(y))
    right = x[high] < (x[0] + x[-1]) / 2
    axes.annotate(
        f"{text}{wait_text(y[high])}", (x[high], at),
        xytext=(10 if right else -10, 7),
        textcoords="offset points", color=colour, fontweight="bold", va="bottom",
        ha="left" if right else "right", bbox=OVER_LINES,
    )  # fmt: skip


def _subtitle(summary: Mapping[str, Any]) -> str:
    mean, longest = (
        f"{wait_text(summary['waits'][key] / 60)}{_band(summary, key)}"
        for key in ("mean_s", "max_s")
    )
    if summary["replications"] == 1:
        return (
            f"Wait for a check-in desk by time of arrival, all sites; "
            f"mean over the day {mean}, longest {longest}"
        )
    return (
        f"{medians_of(summary)}: wait for a desk by time of arrival; "
        f"over the day mean {mean}, longest {longest}"
    )


def _band(summary: Mapping[str, Any], key: str) -> str:
    return between(interval(summary, "waits", key), lambda seconds: wait_text(seconds / 60))


def figure(results: Results) -> Figure:
    """Return the slide."""
    data = waits_data(results)
    if not data.voters:
        return new_figure("Nobody voted at a site", "So nobody waited for a desk", results)
    waits = results.summary["waits"]
    high = data.hour[int(np.argmax(data.p95_min))]
    clock = f"{int(high):02d}:{int(high % 1 * 60):02d}"
    slide = new_figure(
        f"95 in 100 voters wait at most {wait_text(waits['p95_s'] / 60)}"
        f"{_band(results.summary, 'p95_s')}; lines are longest from {clock}",
        _subtitle(results.summary),
        results,
        "Service times and desks are assumptions; no waits were published.",
    )
    draw_key(slide, results.summary, 0.715)
    axes = slide.add_axes((0.08, 0.38, 0.89, 0.45))
    draw_waits(data, axes, slide.add_axes((0.08, 0.13, 0.89, 0.19)))
    return slide
