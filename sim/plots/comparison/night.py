"""The night in two results or more: ballots counted, races called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.pack.milestones import MILESTONES
from sim.plots.comparison.series import (
    Line,
    as_told,
    bands_said,
    doubt,
    draw_lines,
    draw_names,
    half_clock_axis,
    largest,
    later,
    line_of,
    named,
    paired_said,
    short,
)
from sim.plots.style.style import hours, new_figure, percent_axis
from sim.results import NATION

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.comparison import Comparison

_SAID = {
    f"night.{milestone.name}": milestone.sentence
    for milestone in MILESTONES
    if milestone.main and milestone.of in {"ballots", "races"}
}
"""Milestones of the lines that are plotted."""
_LEAST_S = 30


def night_lines(comparison: Comparison) -> tuple[list[Line], list[Line]]:
    """Return the nation's ballots counted and races called, per cent, the base first."""
    counted, called = [], []
    for letter, name, results in named(comparison):
        table, summary = results.tables["night"], results.summary
        rows = table["code"] == NATION
        hour = hours(summary["date"], table["capital_time"][rows])
        share = 100 / summary["races"]
        counted.append(line_of(letter, name, results, hour, "night", "counted_pct", rows))
        called.append(line_of(letter, name, results, hour, "night", "races_called", rows, share))
    return counted, called


def _title(comparison: Comparison) -> str:
    """Say the milestone that moved most, and one that others look at."""
    found = largest(comparison, list(_SAID))
    if found is None or abs(found[1].difference) < _LEAST_S:
        return f"The night is the same to half a minute{as_told(comparison, list(_SAID), _LEAST_S)}"
    against, row = found
    said = f"In {short(against.name)} {_SAID[row.metric]} {later(row)}"
    other = "night.half_counted" if row.metric != "night.half_counted" else "night.all_called"
    second = against.of(other, NATION)
    if second is None or second.moved is None:
        return f"{said}{doubt(row)}"
    stays = not second.moved or abs(second.difference) < _LEAST_S
    return f"{said}, {_SAID[other]} {'at the same time' if stays else later(second)}"


def figure(comparison: Comparison) -> Figure:
    """Return the slide."""
    counted, called = night_lines(comparison)
    slide = new_figure(
        _title(comparison),
        "Per cent of ballots counted at the sites, and of races called: the result is certain",
        comparison.results,
        f"{paired_said(comparison)} Times of counting and driving are assumptions.",
    )
    last = max(x for line in counted for x in line.x)
    first = float(np.floor(min(x for line in counted for x in line.x)))
    for left, lines, name in ((0.07, counted, "ballots counted"), (0.55, called, "races called")):
        axes = slide.add_axes((left, 0.145, 0.42, 0.655))
        draw_lines(axes, lines)
        percent_axis(axes)
        # All ballots are counted hours before the last race is called.
        end = last if lines is called else _done(counted)
        half_clock_axis(axes, first, float(np.ceil(end)))
        axes.set_title(name, loc="left", fontsize=13, fontweight="bold")
        axes.set_xlabel("capital time")
        draw_names(axes, lines, 0.5, 0.22, bands_said(comparison) if lines is counted else "")
    return slide


def _done(lines: list[Line]) -> float:
    """Return when hardly anything moves any more."""
    moving = (
        x
        for line in lines
        for x, before in zip(line.x, [0.0, *line.y], strict=False)
        if before < 0.999 * line.y[-1]
    )
    return max(moving, default=lines[0].x[-1])
