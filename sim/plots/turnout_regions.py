"""Turnout by hour, one small panel a region, with the figures reported in 2021."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.plots.bands import Band, band_of, between, draw_band, medians_of
from sim.plots.style import (
    INK,
    QUIET,
    REPORTED,
    SIMULATED,
    band_holds,
    clock_axis,
    hours,
    new_figure,
    percent_axis,
)
from sim.results import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    end: Interval
    """Simulated turnout of the day."""
    pct_band: Band | None = None


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
            relation = str(reports["relation"][row])
            if relation in {"equals", "at_least"}:
                hour = hours(date, [reports["capital_time"][row]])[0]
                if at[0] <= hour <= at[-1]:
                    points.append(Point(hour, float(reports["reported"][row]), relation))
        pct = [float(value) for value in table["turnout_pct"][rows]]
        final = region["turnout_reference_pct"]
        end = interval(results.summary, "regions", code, "turnout_pct")
        band = band_of(table, "turnout_pct", rows)
        behind = at[0] != local[0]
        panels.append(Panel(code, region["name"], at, pct, points, final, behind, end, band))
    return panels


def draw_panel(panel: Panel, axes: Axes) -> None:
    """Draw one region."""
    draw_band(axes, panel.hour, panel.pct_band, SIMULATED)
    axes.plot(panel.hour, panel.pct, color=SIMULATED, linewidth=1.4 if panel.pct_band else 2.2)
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
    band = between(panel.end, lambda pct: f"{pct:.1f}").strip()
    lift = 0.13 if band else 0
    axes.text(
        0.98, 0.06 + lift, f"{panel.pct[-1]:.1f} %", transform=axes.transAxes, ha="right",
        fontsize=11, color=SIMULATED, fontweight="bold",
    )  # fmt: skip
    if band:
        axes.text(
            0.98, 0.05, band, transform=axes.transAxes, ha="right", fontsize=9.5, color=SIMULATED
        )
    if panel.behind:
        axes.text(
            0.98, 0.22 + lift, "doors 1 h later", transform=axes.transAxes, ha="right",
            fontsize=8.5, color=QUIET,
        )  # fmt: skip


def _at_noon(results: Results) -> dict[str, float]:
    """Return turnout at noon by region, the highest first; empty if that says nothing."""
    noon = {code: r["turnout_at"].get("12:00") for code, r in results.summary["regions"].items()}
    known = {code: pct for code, pct in noon.items() if pct is not None}
    if len(known) < 2 or max(known.values()) == 0:
        return {}
    return {code: known[code] for code in sorted(known, key=lambda code: -known[code])}


def _title(results: Results) -> str:
    noon = list(_at_noon(results).items())
    if not noon:
        return "Turnout by hour"
    (name, pct), (other, next_pct) = (
        (results.summary["regions"][code]["name"], pct) for code, pct in noon[:2]
    )
    return f"{name} is ahead at noon: {pct:.0f} %, then {other} with {next_pct:.0f} %"


def _subtitle(results: Results) -> str:
    shown = "allots issued, per cent of registered voters, by region; capital time"
    if results.summary["replications"] == 1:
        return f"B{shown}"
    noon = _at_noon(results)
    if not noon:
        return f"{medians_of(results.summary)}: b{shown}"
    ahead = _times_ahead(results, next(iter(noon)))
    times = "all" if ahead == results.summary["replications"] else f"{ahead:,}"
    name = results.summary["regions"][next(iter(noon))]["name"]
    return f"{medians_of(results.summary)} ({name} is ahead in {times} of them): b{shown}"


def _times_ahead(results: Results, code: str) -> int:
    """Return in how many replications a region is ahead at noon."""
    table = results.tables["replication_regions"]
    pct = table["turnout_at_12_00"].reshape(results.summary["replications"], -1)
    own = table["turnout_at_12_00"][table["code"] == code]
    return int((own >= pct.max(axis=1)).sum())


def figure(results: Results) -> Figure:
    """Return the slide."""
    panels = turnout_regions_data(results)
    slide = new_figure(
        _title(results),
        _subtitle(results),
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
    _draw_key(cells[len(panels)], panels, results.summary)
    return slide


def _draw_key(axes: Axes, panels: list[Panel], summary: Mapping[str, Any]) -> None:
    """Explain the marks that are used in the free cell."""
    relations = {point.relation for panel in panels for point in panel.points}
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    marks = [("-", SIMULATED, "simulated")]
    n_replications = summary["replications"]
    if "equals" in relations:
        marks.append(("o", REPORTED, "reported"))
    if "at_least" in relations:
        marks.append(("^", REPORTED, "reported: at least"))
    marks.append(("D", REPORTED, f"{summary['reference']} final"))
    for k, (mark, colour, text) in enumerate(marks):
        y = 0.92 - (0.21 if n_replications == 1 else 0.17) * k
        x = [0.02, 0.14] if mark == "-" else [0.08]
        face, edge = ("white", colour) if mark == "D" else (colour, "white")
        axes.plot(
            x, [y] * len(x), mark, color=colour, markersize=8, markerfacecolor=face,
            markeredgecolor=edge, markeredgewidth=1.8 if mark == "D" else 1,
        )  # fmt: skip
        axes.text(0.22, y, text, va="center", fontsize=11, color=INK)
    axes.text(0.02, 0.02, "number: end of the day", fontsize=9.5, color=QUIET)
    if n_replications > 1:
        draw_band(axes, [0.02, 0.14], Band([0.86] * 2, [0.98] * 2), SIMULATED)
        axes.text(0.02, 0.16, f"band: {band_holds(n_replications)}", fontsize=9.5, color=QUIET)
