"""Turnout of the nation by hour in compared results, and the difference below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import tr
from sim.plots.comparison.series import (
    ComparedCurve,
    amount,
    colour_of,
    curve_of,
    dash_of,
    doubt_note,
    interval_note,
    key_items,
    largest_difference,
    metrics_starting_with,
    named_results,
    no_difference_note,
    on_grid,
    pairing_text,
    plot_curves,
    title_name,
)
from sim.plots.style.axes import clock_axis, clock_hours, hours, percent_axis
from sim.plots.style.key import plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.style import INK, QUIET_INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Against, Comparison, Difference


class TurnoutDifference(NamedTuple):
    """The difference of one result from the base over the day, percentage points."""

    letter: str
    hour: list[float]
    points: list[float]
    at: list[float]
    """Report hours, capital time."""
    mean: list[float]
    """Mean difference at these hours, and its confidence interval; NaN where there is none."""
    low: list[float]
    high: list[float]


def turnout_curves(comparison: Comparison) -> list[ComparedCurve]:
    """Return the curves, the base first."""
    found = []
    for letter, name, results in named_results(comparison):
        table = results.tables["turnout"]
        rows = table["code"] == results.summary.nation
        hour = hours(results.summary.date, table["capital_time"][rows])
        found.append(curve_of(letter, name, results, hour, "turnout", "turnout_pct", rows))
    return found


def turnout_differences(
    comparison: Comparison, curves: list[ComparedCurve]
) -> list[TurnoutDifference]:
    """Return the differences of the curves, and the mean differences at the report hours."""
    found = []
    for against, curve in zip(comparison.others, curves[1:], strict=True):
        grid = np.unique([*curves[0].x, *curve.x])
        points = on_grid(curve, grid) - on_grid(curves[0], grid)
        rows = _by_hour(against)
        found.append(
            TurnoutDifference(
                against.letter,
                grid.tolist(),
                points.tolist(),
                [hour for hour, _ in rows],
                [row.difference for _, row in rows],
                [row.low for _, row in rows],
                [row.high for _, row in rows],
            )
        )
    return found


def _by_hour(against: Against) -> list[tuple[float, Difference]]:
    """Return the differences of the nation by report hour, where they have intervals."""
    found = []
    nation = against.results.summary.nation
    for row in against.differences:
        name, _, clock = row.metric.partition(".")
        if name == "turnout_at" and row.code == nation and np.isfinite(row.low):
            (hour,) = clock_hours([clock])
            found.append((hour, row))
    return found


def plot_turnout_differences(differences: list[TurnoutDifference], axes: Axes) -> None:
    """Plot differences around 0."""
    axes.axhline(0, color=INK, linewidth=1.2)
    for index, step in enumerate(differences, 1):
        colour = colour_of(index)
        axes.plot(step.hour, step.points, color=colour, linewidth=1.2 if step.at else 2,
                  linestyle=dash_of(index))  # fmt: skip
        # Side by side, so that all can be seen.
        at = [hour + 0.06 * (index - 1) for hour in step.at]
        axes.vlines(at, step.low, step.high, color=colour, linewidth=2)
        axes.plot(at, step.mean, "o", color=colour, markersize=5.5, markeredgecolor="white",
                  clip_on=False)  # fmt: skip
    values = [value for step in differences for value in (*step.points, *step.low, *step.high)]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    margin = max(0.15 * (high - low), 0.05)
    axes.set_ylim(low - margin, high + margin)
    axes.set_title(tr("difference, points"), loc="left", fontsize=11, color=QUIET_INK, pad=5)


def _title(comparison: Comparison) -> str:
    hours_of = metrics_starting_with(comparison, "turnout_at.", "turnout_pct")
    found = largest_difference(comparison, hours_of)
    if found is None:
        same = tr("Turnout is the same at every hour")
        return same + no_difference_note(comparison, hours_of, 0.005)
    against, row = found
    _, _, clock = row.metric.partition(".")
    text = (
        f"{_difference_text(row, clock, title_name(comparison, against.letter))}{doubt_note(row)}"
    )
    final = against.of("turnout_pct", comparison.base.summary.nation)
    return text + "; " + tr("it ends the same") if clock and final and final.same else text


def _difference_text(row: Difference, clock: str, name: str) -> str:
    """Return the difference of turnout at an hour, or in the end, in a result."""
    values, is_higher = {"amount": amount(row), "name": name}, row.difference > 0
    if clock and is_higher:
        return tr("By {time} turnout is {amount} higher in {name}", time=clock, **values)
    if clock:
        return tr("By {time} turnout is {amount} lower in {name}", time=clock, **values)
    if is_higher:
        return tr("In the end turnout is {amount} higher in {name}", **values)
    return tr("In the end turnout is {amount} lower in {name}", **values)


def figure(comparison: Comparison, size: str = "slide") -> Figure:
    """Return the figure."""
    curves = turnout_curves(comparison)
    results, differences = comparison.results, turnout_differences(comparison, curves)
    base = title_name(comparison)
    shown = [
        tr("Ballots issued, per cent of registered voters"),
        tr("below: difference from {base}, line: of medians, dots: mean", base=base)
        if any(step.at for step in differences)
        else tr("below: difference from {base}", base=base),
    ]
    slide = new_figure(
        _title(comparison),
        "; ".join(shown),
        results.summary,
        f"{pairing_text(comparison)} {interval_note(results.summary)}",
        size,
    )
    plot_key(slide, key_items(comparison))
    first, last = (end(x for curve in curves for x in curve.x) for end in (min, max))
    # The first hour of the next day has a second line below it.
    bottom, right = 48 if last >= 24 else 34, 8 if slide.is_wide else 12
    above, below = slide.body.inset(left=44, bottom=bottom, right=right).rows([2, 1], 26)
    axes, under = slide.panel(above), slide.panel(below)
    plot_curves(axes, curves)
    percent_axis(axes)
    plot_turnout_differences(differences, under)
    for each in (axes, under):
        clock_axis(each, float(np.floor(first)), float(np.ceil(last)))
    axes.tick_params(labelbottom=False)
    under.set_xlabel(results.summary.clock_name)
    return slide
