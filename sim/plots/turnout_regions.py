"""Turnout by hour, one small panel a region, with the figures reported in 2021."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.style import (
    INK,
    QUIET,
    REPORTED,
    SIMULATED,
    clock_axis,
    hours,
    new_figure,
    percent_axis,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results

COLUMNS = 5


class Point(NamedTuple):
    """One reported figure."""

    hour: float
    pct: float
    relation: str


class Panel(NamedTuple):
    """One region."""

    code: str
    name: str
    hour: list[float]
    pct: list[float]
    points: list[Point]
    final: float | None
    """Published turnout of the day."""
    behind: bool
    """Whether its clock is behind the capital's."""


def turnout_regions_data(results: Results) -> list[Panel]:
    """Return the curve and the reported points of each region."""
    table, reports = results.tables["turnout"], results.tables["turnout_reports"]
    date, regions = results.summary["date"], results.summary["regions"]
    panels = []
    for code, region in regions.items():
        rows = table["code"] == code
        at = hours(date, table["capital_time"][rows])
        local = hours(date, table["local_time"][rows])
        points = []
        for row in np.flatnonzero(reports["code"] == code).tolist():
            relation, value = str(reports["relation"][row]), float(reports["reported"][row])
            if relation in {"equals", "at_least"}:
                hour = hours(date, [reports["capital_time"][row]])[0]
                if at[0] <= hour <= at[-1]:
                    points.append(Point(hour, value, relation))
        pct = [float(value) for value in table["turnout_pct"][rows]]
        final = region["turnout_reference_pct"]
        panels.append(Panel(code, region["name"], at, pct, points, final, at[0] != local[0]))
    return panels


def draw_panel(panel: Panel, axes: Axes) -> None:
    """Draw one region."""
    axes.plot(panel.hour, panel.pct, color=SIMULATED)
    for point in panel.points:
        marker = "o" if point.relation == "equals" else "^"
        axes.plot(
            point.hour, point.pct, marker, color=REPORTED, markersize=8, markeredgecolor="white"
        )
    if panel.final is not None:
        axes.plot(
            panel.hour[-1], panel.final, "D", color="white", markeredgecolor=REPORTED,
            markeredgewidth=1.8, markersize=6.5, clip_on=False, zorder=3,
        )  # fmt: skip
    percent_axis(axes)
    first, last = np.floor(panel.hour[0]), np.ceil(panel.hour[-1])
    clock_axis(axes, first, last, 4 if last - first <= 16 else 8)
    axes.tick_params(labelsize=9, length=2)
    axes.set_title(panel.name, loc="left", fontsize=11.5, fontweight="bold", pad=4)
    axes.text(
        0.98, 0.06, f"{panel.pct[-1]:.1f} %", transform=axes.transAxes, ha="right", fontsize=11,
        color=SIMULATED, fontweight="bold",
    )  # fmt: skip
    if panel.behind:
        axes.text(
            0.98, 0.22, "doors 1 h later", transform=axes.transAxes, ha="right", fontsize=8.5,
            color=QUIET,
        )  # fmt: skip


def _title(panels: list[Panel], results: Results) -> str:
    noon = {code: r["turnout_at"].get("12:00") for code, r in results.summary["regions"].items()}
    known = {code: pct for code, pct in noon.items() if pct is not None}
    if len(known) < 2 or max(known.values()) == 0:
        return "Turnout by hour"
    first, second = sorted(known, key=lambda code: -known[code])[:2]
    name = results.summary["regions"][first]["name"]
    other = results.summary["regions"][second]["name"]
    return f"{name} is ahead at noon: {known[first]:.0f} %, then {other} with {known[second]:.0f} %"


def figure(results: Results) -> Figure:
    """Return the slide."""
    panels = turnout_regions_data(results)
    slide = new_figure(
        _title(panels, results),
        "Ballots issued, per cent of registered voters, by region; capital time",
        results,
        "Reported figures: news of the day and the article, see docs/data.md."
        if results.summary["reference"] == "reported"
        else "Final turnout: made up by the scenario file.",
    )
    n_columns = min(COLUMNS, len(panels) + 1)
    n_rows = -(-(len(panels) + 1) // n_columns)
    grid = slide.subplots(
        n_rows, n_columns, squeeze=False,
        gridspec_kw={"left": 0.06, "right": 0.975, "top": 0.81, "bottom": 0.1,
                     "hspace": 0.5, "wspace": 0.28},
    )  # fmt: skip
    cells = list(grid.ravel())
    for panel, axes in zip(panels, cells, strict=False):
        draw_panel(panel, axes)
    for axes in cells[len(panels) :]:
        axes.set_axis_off()
    _draw_key(cells[len(panels)], panels, results.summary["reference"])
    return slide


def _draw_key(axes: Axes, panels: list[Panel], reference: str) -> None:
    """Explain the marks that are used in the free cell."""
    relations = {point.relation for panel in panels for point in panel.points}
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    marks = [("-", SIMULATED, "simulated")]
    if "equals" in relations:
        marks.append(("o", REPORTED, "reported"))
    if "at_least" in relations:
        marks.append(("^", REPORTED, "reported: at least"))
    marks.append(("D", REPORTED, f"{reference} final"))
    for k, (mark, colour, text) in enumerate(marks):
        y = 0.92 - 0.21 * k
        x = [0.02, 0.14] if mark == "-" else [0.08]
        face, edge = ("white", colour) if mark == "D" else (colour, "white")
        axes.plot(
            x, [y] * len(x), mark, color=colour, markersize=8, markerfacecolor=face,
            markeredgecolor=edge, markeredgewidth=1.8 if mark == "D" else 1,
        )  # fmt: skip
        axes.text(0.22, y, text, va="center", fontsize=11, color=INK)
    axes.text(0.02, 0.02, "number: end of the day", fontsize=9.5, color=QUIET)
