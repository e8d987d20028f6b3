"""Turnout of the nation by hour in two results or more, and the difference below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.comparison.series import (
    Line,
    amount,
    as_told,
    bands_said,
    colour_of,
    doubt,
    draw_lines,
    draw_names,
    interval_note,
    largest,
    line_of,
    metrics_like,
    named,
    on_grid,
    paired_said,
    short,
    way,
)
from sim.plots.style.style import INK, clock_axis, hours, new_figure, percent_axis
from sim.results import NATION

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Against, Comparison, Difference


class Step(NamedTuple):
    """The difference of one result to the base through the day, points."""

    letter: str
    hour: list[float]
    points: list[float]
    at: list[float]
    """Report hours, capital time ..."""
    mean: list[float]
    """... and the mean difference there with its interval; NaN where there is none."""
    low: list[float]
    high: list[float]


def turnout_lines(comparison: Comparison) -> list[Line]:
    """Return the curves, the base first."""
    found = []
    for letter, name, results in named(comparison):
        table = results.tables["turnout"]
        rows = table["code"] == NATION
        hour = hours(results.summary.date, table["capital_time"][rows])
        found.append(line_of(letter, name, results, hour, "turnout", "turnout_pct", rows))
    return found


def turnout_steps(comparison: Comparison, lines: list[Line]) -> list[Step]:
    """Return the differences: of the curves, and of the report hours by replication."""
    found = []
    for against, line in zip(comparison.others, lines[1:], strict=True):
        grid = np.unique([*lines[0].x, *line.x])
        points = on_grid(line, grid) - on_grid(lines[0], grid)
        rows = _by_hour(against)
        found.append(
            Step(
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
    """Return the nation's differences by report hour, where they have intervals."""
    found = []
    for row in against.differences:
        name, _, clock = row.metric.partition(".")
        if name == "turnout_at" and row.code == NATION and np.isfinite(row.low):
            hour, minute = map(int, clock.split(":"))
            found.append((hour + minute / 60, row))
    return found


def draw_turnout_steps(steps: list[Step], axes: Axes) -> None:
    """Draw differences around zero."""
    axes.axhline(0, color=INK, linewidth=1.2)
    for place, step in enumerate(steps, 1):
        colour = colour_of(place)
        axes.plot(step.hour, step.points, color=colour, linewidth=1.2 if step.at else 2)
        # Beside each other, so that one does not hide another.
        at = [hour + 0.06 * (place - 1) for hour in step.at]
        axes.vlines(at, step.low, step.high, color=colour, linewidth=2)
        axes.plot(at, step.mean, "o", color=colour, markersize=5.5, markeredgecolor="white")
    values = [value for step in steps for value in (*step.points, *step.low, *step.high)]
    low, high = min([*values, 0.0]), max([*values, 0.0])
    margin = max(0.15 * (high - low), 0.05)
    axes.set_ylim(low - margin, high + margin)
    axes.set_ylabel("difference, points")


def _title(comparison: Comparison) -> str:
    hours_of = metrics_like(comparison, "turnout_at.", "turnout_pct")
    found = largest(comparison, hours_of)
    if found is None:
        return f"Turnout is the same at every hour{as_told(comparison, hours_of, 0.005)}"
    against, row = found
    _, _, clock = row.metric.partition(".")
    when = f"By {clock}" if clock else "In the end"
    moved = f"{amount(row)} {way(row, 'higher', 'lower')}"
    said = f"{when} turnout is {moved} in {short(against.name)}{doubt(row)}"
    final = against.of("turnout_pct", NATION)
    return f"{said}; it ends the same" if clock and final and final.same else said


def figure(comparison: Comparison) -> Figure:
    """Return the slide."""
    lines = turnout_lines(comparison)
    results, steps = comparison.results, turnout_steps(comparison, lines)
    dots = any(step.at for step in steps)
    slide = new_figure(
        _title(comparison),
        f"Ballots issued, per cent of registered voters; below: points above or below "
        f"{short(comparison.name)}{', line: of medians, dots: mean' if dots else ''}",
        results.summary,
        f"{paired_said(comparison)} {interval_note(results.summary)}",
    )
    axes = slide.add_axes((0.08, 0.41, 0.89, 0.43))
    below = slide.add_axes((0.08, 0.145, 0.89, 0.21))
    draw_lines(axes, lines)
    draw_names(axes, lines, 0.015, 0.93, bands_said(comparison))
    percent_axis(axes)
    draw_turnout_steps(steps, below)
    first, last = (end(x for line in lines for x in line.x) for end in (min, max))
    for each in (axes, below):
        clock_axis(each, float(np.floor(first)), float(np.ceil(last)))
    axes.tick_params(labelbottom=False)
    below.set_xlabel("capital time")
    return slide
