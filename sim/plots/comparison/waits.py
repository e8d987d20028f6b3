"""Waits for a check-in desk in two results or more, by time of arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import wait_text
from sim.plots.comparison.series import (
    Line,
    as_told,
    bands_said,
    doubt,
    draw_lines,
    draw_names,
    half_clock_axis,
    largest,
    line_of,
    named,
    paired_said,
)
from sim.plots.style.style import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.comparison import Comparison

_LONG = 14
"""Where names are longer, letters stand for them in the title."""
_TOLD = ["waits.p95_s", "waits.mean_s"]
_COLUMNS = {"wait_mean_s": "mean wait", "wait_p95_s": "95 in 100 wait at most"}


def wait_lines(comparison: Comparison, column: str) -> list[Line]:
    """Return a wait by half hour of arrival, minutes, the base first; middles of half hours."""
    found = []
    for letter, name, results in named(comparison):
        clocks = [str(time).split(":") for time in results.tables["waits"]["local_time"].tolist()]
        hour = [int(h) + int(m) / 60 + 0.25 for h, m in clocks]
        found.append(line_of(letter, name, results, hour, "waits", column, scale=1 / 60))
    return found


def _title(comparison: Comparison) -> str:
    found = largest(comparison, _TOLD[:1])
    said = "95 in 100 voters wait at most {}"
    if found is None:
        found = largest(comparison, _TOLD[1:])
        said = "The mean wait is {}"
    if found is None:
        return f"Waits are the same{as_told(comparison, _TOLD, 0.5)}"
    against, row = found
    other, base = (wait_text(seconds / 60) for seconds in (row.other, row.base))
    names = against.name, comparison.name
    if max(map(len, names)) > _LONG:
        names = against.letter, "A"
    return f"{said.format(other)} in {names[0]}, {base} in {names[1]}{doubt(row)}"


def figure(comparison: Comparison) -> Figure:
    """Return the slide."""
    slide = new_figure(
        _title(comparison),
        "Wait for a check-in desk by time of arrival, all sites, minutes; each panel has a scale "
        "of its own",
        comparison.results.summary,
        f"{paired_said(comparison)} Service times and desks are assumptions; no waits were "
        "published.",
    )
    for left, (column, name) in zip((0.07, 0.55), _COLUMNS.items(), strict=True):
        lines = wait_lines(comparison, column)
        axes = slide.add_axes((left, 0.145, 0.42, 0.655))
        axes.set_title(name, loc="left", fontsize=13, fontweight="bold")
        axes.set_xlabel("local time of arrival, half hours")
        if not any(line.x for line in lines):
            axes.text(0.5, 0.5, "nobody voted at a site", ha="center", transform=axes.transAxes)
            continue
        draw_lines(axes, lines, "o")
        ends = [x for line in lines for x in line.x]
        half_clock_axis(axes, float(np.floor(min(ends))), float(np.ceil(max(ends) + 0.25)))
        highest = max(
            y for line in lines for y in (*line.y, *(line.band.high if line.band else ()))
        )
        # Room for the names above the highest line.
        axes.set_ylim(0, max(highest, 0.1) * (1.2 + 0.06 * len(lines)))
        draw_names(axes, lines, 0.03, 0.95, bands_said(comparison) if left < 0.1 else "")
    return slide
