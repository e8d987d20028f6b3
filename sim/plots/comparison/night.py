"""The night of compared results: ballots counted, races called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import tr
from sim.pack.milestones import MILESTONES
from sim.plots.comparison.series import (
    ComparedCurve,
    colour_of,
    curve_of,
    dash_of,
    doubt_note,
    key_items,
    largest_difference,
    later_text,
    named_results,
    no_difference_note,
    pairing_text,
    title_name,
    width_of,
)
from sim.plots.style.axes import clock_axis, clock_text, hours
from sim.plots.style.bands import plot_band
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import plot_key
from sim.plots.style.left import band_left, end_of, floor_of, left_axis, left_until
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import COUNTING_ASSUMED
from sim.plots.style.style import QUIET_INK
from sim.plots.style.texts import fit_size, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
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
        same = tr("The night is the same to half a minute")
        return same + no_difference_note(comparison, list(_SENTENCES), _LEAST_S)
    against, row = found
    sentence = tr(
        "In {name} {event} {later}",
        name=title_name(comparison, against.letter), event=tr(_SENTENCES[row.metric]),
        later=later_text(row),
    )  # fmt: skip
    other = "night.half_counted" if row.metric != "night.half_counted" else "night.all_called"
    second = against.of(other, comparison.base.summary.nation)
    if second is None or second.differs is None:
        return f"{sentence}{doubt_note(row)}"
    is_same = not second.differs or abs(second.difference) < _LEAST_S
    when = tr("at the same time") if is_same else later_text(second)
    return sentence + ", " + tr("{event} {later}", event=tr(_SENTENCES[other]), later=when)


def plot_left(axes: Axes, curves: Sequence[ComparedCurve], ends: Sequence[float], n: int) -> None:
    """Plot what is left in each result down to its end, which is marked with its time.

    Parameters
    ----------
    axes
        The panel.
    curves
        Per cent done, the base first.
    ends
        Hour of the end of each.
    n
        Number of sites or races.
    """
    floor = floor_of(n)
    for index, (curve, end) in reversed([*enumerate(zip(curves, ends, strict=True))]):
        colour = colour_of(index)
        plot_band(axes, curve.x, band_left(curve.band, floor), colour, dash_of(index))
        axes.plot(
            *left_until(end, curve.x, curve.y, floor), color=colour, linestyle=dash_of(index),
            linewidth=width_of(index),
        )  # fmt: skip
        axes.plot(end, floor, "o", color=colour, markersize=9, clip_on=False, zorder=3,
                  markeredgecolor="white")  # fmt: skip
    left_axis(axes, floor)
    first = float(np.floor(min(curve.x[0] for curve in curves)))
    last = max(*ends, first + 1)
    clock_axis(axes, first, last + 0.03 * (last - first))
    _name_ends(axes, curves, ends)


def _name_ends(axes: Axes, curves: Sequence[ComparedCurve], ends: Sequence[float]) -> None:
    """Write the time of each end over the panel, in a line, where no curve is."""
    texts = [tr("none left from"), *(f"{curve.letter} {clock_text(end)}" for curve, end in
             zip(curves, ends, strict=True))]  # fmt: skip
    room = extent_of(axes).width
    size = 10.0 * min(1, room / (sum(text_width(t, 10, "bold") for t in texts) + 10 * len(texts)))
    x = 0.0
    for k, text in enumerate(texts):
        axes.annotate(
            text, (0, 1), xycoords="axes fraction", xytext=(x, 5), textcoords="offset points",
            fontsize=size, fontweight="bold" if k else "normal",
            color=colour_of(k - 1) if k else QUIET_INK,
        )  # fmt: skip
        x += text_width(text, size, "bold") + size


def figure(comparison: Comparison, size: str = "slide") -> Figure:
    """Return the figure."""
    counted, called = night_curves(comparison)
    slide = new_figure(
        _title(comparison),
        tr(
            "Per cent left, logarithmic scale: of ballots to count at the sites, and of races to "
            "call, until their result is certain"
        ),
        comparison.results.summary,
        f"{pairing_text(comparison)} {tr(COUNTING_ASSUMED)}",
        size,
    )
    plot_key(slide, key_items(comparison))
    summaries = [results.summary for _, _, results in named_results(comparison)]
    calls = [hours(each.date, [each.night.all_called])[0] for each in summaries]
    counts = [end_of(curve.x, curve.y) for curve in counted]
    # On a phone the last hour needs room for half of its label.
    right = 4 if slide.is_wide else 16
    body = slide.body.inset(left=36, top=36, bottom=48, right=right)
    boxes = body.columns([1, 1], 62) if slide.is_wide else body.rows([1, 1], 72)
    for box, name, curves, ends, n in (
        (boxes[0], tr("ballots left to count"), counted, counts, max(s.sites for s in summaries)),
        (boxes[1], tr("races left to call"), called, calls, max(s.races for s in summaries)),
    ):
        axes = slide.panel(box)
        plot_left(axes, curves, ends, n)
        font = fit_size(name, box.width, 13, "bold")
        axes.set_title(name, loc="left", fontsize=font, fontweight="bold", pad=20)
        if slide.is_wide or curves is called:
            axes.set_xlabel(comparison.results.summary.clock_name)
    return slide
