"""Waiting time in compared results, by time of arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked, tr
from sim.core.text import wait_text
from sim.plots.comparison.series import (
    ComparedCurve,
    curve_of,
    doubt_note,
    key_items,
    largest_difference,
    named_results,
    no_difference_note,
    pairing_text,
    plot_curves,
)
from sim.plots.style.axes import clock_axis, clock_hours
from sim.plots.style.key import plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import SERVICE_ASSUMED
from sim.plots.style.texts import fit_size
from sim.results.summaries.run import waits_shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Comparison

_LONG = 14
"""Maximum length of a name in a title, which shows letters in place of longer names."""
_KEYS = {
    "mean_s": marked("mean of each half hour"),
    "p95_s": marked("95 in 100 of each half hour wait at most"),
}


def wait_curves(comparison: Comparison, column: str) -> list[ComparedCurve]:
    """Return a waiting time by half hour of arrival, minutes, the base first."""
    found = []
    for letter, name, results in named_results(comparison):
        starts = clock_hours(results.tables["waits"]["local_time"].tolist())
        hour = [start + 0.25 for start in starts]
        found.append(curve_of(letter, name, results, hour, "waits", column, scale=1 / 60))
    return found


def _shown(comparison: Comparison) -> str:
    return waits_shown(results.summary for _, _, results in named_results(comparison))


def _title(comparison: Comparison) -> str:
    metrics = [f"waits.{_shown(comparison)}{key}" for key in ("p95_s", "mean_s")]
    found = largest_difference(comparison, metrics[:1])
    is_mean = found is None
    if found is None:
        found = largest_difference(comparison, metrics[1:])
    if found is None:
        same = tr("Waiting times are the same")
        return same + no_difference_note(comparison, metrics, 0.5)
    against, row = found
    other, base = (wait_text(seconds / 60) for seconds in (row.other, row.base))
    of = {letter: name for letter, name, _ in named_results(comparison)}
    names = of[against.letter], of["A"]
    if max(map(len, names)) > _LONG:
        names = against.letter, "A"
    values = {"most": other, "name": names[0], "base": base, "base_name": names[1]}
    if is_mean:
        text = tr(
            "The mean waiting time is {most} over the day in {name}, {base} in {base_name}",
            **values,
        )
    else:
        text = tr(
            "95 in 100 voters wait at most {most} over the day in {name}, {base} in {base_name}",
            **values,
        )
    return f"{text}{doubt_note(row)}"


def figure(comparison: Comparison, size: str = "slide") -> Figure:
    """Return the figure."""
    is_of_pack = comparison.base.summary.election is not None
    shown = _shown(comparison)
    if shown:
        what = tr(
            "Waiting time at the door, check-in, booth and box, by time of arrival, all sites, "
            "minutes"
        )
    else:
        what = tr("Waiting time for a check-in desk, by time of arrival, all sites, minutes")
    unpublished = "" if is_of_pack else " " + tr("No waiting times were published.")
    scales = tr("scales differ between panels")
    slide = new_figure(
        _title(comparison),
        f"{what}; {scales}",
        comparison.results.summary,
        f"{pairing_text(comparison)} {tr(SERVICE_ASSUMED)}{unpublished}",
        size,
    )
    plot_key(slide, key_items(comparison))
    body = slide.body.inset(left=32, top=18, bottom=34, right=10)
    boxes = body.columns([1, 1], 56) if slide.is_wide else body.rows([1, 1], 44)
    for box, (key, name) in zip(boxes, _KEYS.items(), strict=True):
        axes = slide.panel(box)
        title = tr(name)
        font = fit_size(title, box.width, 13, "bold")
        axes.set_title(title, loc="left", fontsize=font, fontweight="bold")
        if slide.is_wide or key == "p95_s":
            axes.set_xlabel(tr("local time of arrival, half hours"))
        plot_panel(axes, wait_curves(comparison, f"{shown}wait_{key}"))
    return slide


def plot_panel(axes: Axes, curves: list[ComparedCurve]) -> None:
    """Plot one waiting time of all results by half hour of arrival."""
    if not any(curve.x for curve in curves):
        axes.text(0.5, 0.5, tr("nobody voted at a site"), ha="center", transform=axes.transAxes)
        return
    plot_curves(axes, curves, "o")
    ends = [x for curve in curves for x in curve.x]
    clock_axis(axes, float(np.floor(min(ends))), float(np.ceil(max(ends) + 0.25)))
    highest = max(
        y for curve in curves for y in (*curve.y, *(curve.band.high if curve.band else ()))
    )
    axes.set_ylim(0, max(highest, 0.1) * 1.08)
