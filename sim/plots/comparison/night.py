"""The night of compared results: ballots counted, races called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.pack.milestones import MILESTONES
from sim.plots.comparison.series import (
    ComparedCurve,
    bands_text,
    curve_of,
    doubt_note,
    half_clock_axis,
    largest_difference,
    later_text,
    named_results,
    no_difference_note,
    pairing_text,
    plot_curves,
    plot_names,
    short,
)
from sim.plots.style.axes import hours, percent_axis
from sim.plots.style.style import COUNTING_ASSUMED, new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.comparison import Comparison

_SENTENCES = {
    f"night.{milestone.name}": milestone.sentence
    for milestone in MILESTONES
    if milestone.main and milestone.of in {"ballots", "races"}
}
"""Sentences of the milestones of the plotted curves, by metric."""
_LEAST_S = 30


def night_curves(comparison: Comparison) -> tuple[list[ComparedCurve], list[ComparedCurve]]:
    """Return the curves of ballots counted and of races called, per cent, the base first."""
    counted, called = [], []
    for letter, name, results in named_results(comparison):
        table, summary = results.tables["night"], results.summary
        rows = table["code"] == summary.nation
        hour = hours(summary.date, table["capital_time"][rows])
        share = 100 / summary.races
        counted.append(curve_of(letter, name, results, hour, "night", "counted_pct", rows))
        called.append(curve_of(letter, name, results, hour, "night", "races_called", rows, share))
    return counted, called


def _title(comparison: Comparison) -> str:
    """Return the title: the milestone that differs most, and a second one."""
    found = largest_difference(comparison, list(_SENTENCES))
    if found is None or abs(found[1].difference) < _LEAST_S:
        note = no_difference_note(comparison, list(_SENTENCES), _LEAST_S)
        return f"The night is the same to half a minute{note}"
    against, row = found
    sentence = f"In {short(against.name)} {_SENTENCES[row.metric]} {later_text(row)}"
    other = "night.half_counted" if row.metric != "night.half_counted" else "night.all_called"
    second = against.of(other, comparison.base.summary.nation)
    if second is None or second.differs is None:
        return f"{sentence}{doubt_note(row)}"
    is_same = not second.differs or abs(second.difference) < _LEAST_S
    when = "at the same time" if is_same else later_text(second)
    return f"{sentence}, {_SENTENCES[other]} {when}"


def figure(comparison: Comparison) -> Figure:
    """Return the figure."""
    counted, called = night_curves(comparison)
    slide = new_figure(
        _title(comparison),
        "Per cent of ballots counted at the sites, and of races called: their result is certain",
        comparison.results.summary,
        f"{pairing_text(comparison)} {COUNTING_ASSUMED}",
    )
    last = max(x for curve in counted for x in curve.x)
    first = float(np.floor(min(x for curve in counted for x in curve.x)))
    for left, curves, name in ((0.07, counted, "ballots counted"), (0.55, called, "races called")):
        axes = slide.add_axes((left, 0.145, 0.42, 0.655))
        plot_curves(axes, curves)
        percent_axis(axes)
        # All ballots are counted hours before the last race is called.
        end = last if curves is called else _end_of_change(counted)
        half_clock_axis(axes, first, float(np.ceil(end)))
        axes.set_title(name, loc="left", fontsize=13, fontweight="bold")
        axes.set_xlabel(comparison.results.summary.clock_name)
        plot_names(axes, curves, 0.5, 0.22, bands_text(comparison) if curves is counted else "")
    return slide


def _end_of_change(curves: list[ComparedCurve]) -> float:
    """Return the hour after which no curve gains more than 0.1 % of its last value."""
    changing = (
        x
        for curve in curves
        for x, before in zip(curve.x, [0.0, *curve.y], strict=False)
        if before < 0.999 * curve.y[-1]
    )
    return max(changing, default=curves[0].x[-1])
