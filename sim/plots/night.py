"""The night: ballots counted, protocols accepted, races called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.style import (
    REPORTED,
    SECOND,
    SIMULATED,
    clock_axis,
    clock_of,
    crossing,
    hours,
    new_figure,
    percent_axis,
)
from sim.results import NATION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results


class NightData(NamedTuple):
    """Shares of the nation through the night, per cent."""

    hour: list[float]
    counted: list[float]
    accepted: list[float]
    called: list[float]
    n_races: int


def night_data(results: Results) -> NightData:
    """Return the nation's night."""
    table, summary = results.tables["night"], results.summary
    rows = table["code"] == NATION
    called = table["races_called"][rows].astype(np.int64)
    return NightData(
        hour=hours(summary["date"], table["capital_time"][rows]),
        counted=table["counted_pct"][rows].astype(np.float64).tolist(),
        accepted=table["accepted_pct"][rows].astype(np.float64).tolist(),
        called=(100 * called / summary["races"]).tolist(),
        n_races=summary["races"],
    )


def draw_night(data: NightData, axes: Axes) -> None:
    """Draw three rising lines, each named where it is."""
    lines = (
        (data.counted, SIMULATED, "-", "ballots counted\nat the sites", 70, -0.12, "right"),
        (data.accepted, SECOND, "--", "protocols\naccepted", 44, -0.14, "right"),
        (data.called, REPORTED, "-", "races called", 55, 0.14, "left"),
    )
    for values, colour, dash, name, level, shift, side in lines:
        axes.plot(data.hour, values, color=colour, linestyle=dash, linewidth=2.8)
        x = crossing(data.hour, values, level)
        axes.text(x + shift, level, name, color=colour, ha=side, va="center", fontweight="bold")
    percent_axis(axes)
    span = data.hour[-1] - data.hour[0]
    clock_axis(axes, np.floor(data.hour[0]), data.hour[-1], 1 if span <= 16 else 3)
    axes.set_xlabel("capital time; after midnight it is 26 July" if span < 24 else "capital time")


def figure(results: Results) -> Figure:
    """Return the slide."""
    data = night_data(results)
    half = crossing(data.hour, data.counted, 50)
    slide = new_figure(
        f"Half of the ballots are counted by {clock_of(half)}, "
        f"the last race is called at {clock_of(crossing(data.hour, data.called, 100))}",
        f"Per cent of all ballots, of {results.summary['sites']:,} protocols and of "
        f"{data.n_races:,} races; a race is called when its leader cannot be overtaken",
        results,
        "Times of counting and driving are assumptions; none was published for 2021.",
    )
    draw_night(data, slide.add_axes((0.07, 0.13, 0.9, 0.7)))
    return slide
