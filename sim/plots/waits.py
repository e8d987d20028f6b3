"""How long voters wait for a check-in desk, over the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.style import GRID, OVER_LINES, REPORTED, SIMULATED, clock_axis, new_figure

if TYPE_CHECKING:
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


def waits_data(results: Results) -> WaitsData:
    """Return waits by half hour."""
    table = results.tables["waits"]
    clock = [str(time).split(":") for time in table["local_time"].tolist()]
    return WaitsData(
        hour=[int(h) + int(m) / 60 for h, m in clock],
        mean_min=(table["wait_mean_s"].astype(np.float64) / 60).tolist(),
        p95_min=(table["wait_p95_s"].astype(np.float64) / 60).tolist(),
        voters=table["voters"].astype(np.int64).tolist(),
    )


def draw_waits(data: WaitsData, axes: Axes, below: Axes) -> None:
    """Draw waits above, arrivals below, on one clock."""
    middle = [hour + 0.25 for hour in data.hour]
    axes.plot(middle, data.p95_min, "o-", color=REPORTED, markersize=5)
    axes.plot(middle, data.mean_min, "o-", color=SIMULATED, markersize=5)
    _name(axes, middle, data.p95_min, "95 in 100 wait at most ", REPORTED)
    _name(axes, middle, data.mean_min, "mean ", SIMULATED)
    axes.set_ylim(0, max(max(data.p95_min) * 1.18, 1.0))
    axes.set_ylabel("minutes")
    below.bar(middle, data.voters, 0.44, color="#9DB8CC")
    below.set_ylabel("voters")
    below.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    below.grid(visible=True, color=GRID)
    below.set_xlabel("local time of arrival, half hours")
    first, last = np.floor(data.hour[0]), np.ceil(data.hour[-1] + 0.5)
    for each in (axes, below):
        clock_axis(each, first, last)
    axes.tick_params(labelbottom=False)


def _name(axes: Axes, x: list[float], y: list[float], text: str, colour: str) -> None:
    """Name a line above its highest point, on the side where there is room."""
    high = int(np.argmax(y))
    right = x[high] < (x[0] + x[-1]) / 2
    axes.annotate(
        f"{text}{_minutes(y[high])}", (x[high], y[high]), xytext=(10 if right else -10, 7),
        textcoords="offset points", color=colour, fontweight="bold", va="bottom",
        ha="left" if right else "right", bbox=OVER_LINES,
    )  # fmt: skip


def _minutes(minutes: float) -> str:
    """Say a wait: whole minutes, tenths of few minutes, seconds of less than two."""
    if minutes >= 10:
        return f"{minutes:.0f} min"
    return f"{minutes:.1f} min" if minutes >= 2 else f"{round(minutes * 60)} s"


def figure(results: Results) -> Figure:
    """Return the slide."""
    data = waits_data(results)
    if not data.voters:
        return new_figure("Nobody voted at a site", "So nobody waited for a desk", results)
    waits = results.summary["waits"]
    high = data.hour[int(np.argmax(data.p95_min))]
    clock = f"{int(high):02d}:{int(high % 1 * 60):02d}"
    slide = new_figure(
        f"95 in 100 voters wait at most {_minutes(waits['p95_s'] / 60)}; "
        f"lines are longest from {clock}",
        f"Wait for a check-in desk by time of arrival, all sites; mean over the day "
        f"{_minutes(waits['mean_s'] / 60)}, longest {_minutes(waits['max_s'] / 60)}",
        results,
        "Service times and desks are assumptions; no waits were published.",
    )
    axes = slide.add_axes((0.08, 0.38, 0.89, 0.45))
    draw_waits(data, axes, slide.add_axes((0.08, 0.13, 0.89, 0.19)))
    return slide
