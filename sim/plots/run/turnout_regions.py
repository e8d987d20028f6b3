"""Turnout by hour, one small panel a region, with the figures reported in 2021."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.plots.style.bands import Band, band_of, between, draw_band, medians_of
from sim.plots.style.panels import key_text, label_outer, name_panel, note_panel, panel_grid
from sim.plots.style.style import (
    NEWS,
    QUIET_INK,
    REPORTED,
    SIMULATED,
    band_holds,
    clock_axis,
    clock_of,
    crossing,
    hours,
    new_figure,
    percent_axis,
    sources,
)
from sim.results import Interval, interval
from sim.results.columns import percent_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results


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
    table = results.tables["turnout"]
    date, regions = results.summary["date"], results.summary["regions"]
    by_hour = [
        target
        for target in results.summary["targets"]
        if "what" not in target and target["relation"] in {"equals", "at_least"}
    ]
    panels = []
    for code, region in regions.items():
        rows = table["code"] == code
        at = hours(date, table["capital_time"][rows])
        local = hours(date, table["local_time"][rows])
        points = []
        for target in by_hour:
            hour = hours(date, [f"{date}T{target['time']}:00"])[0]
            if target["code"] == code and at[0] <= hour <= at[-1]:
                points.append(Point(hour, target["reported_pct"], target["relation"]))
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
    first, last = float(np.floor(panel.hour[0])), float(np.ceil(panel.hour[-1]))
    clock_axis(axes, first, last, 4 if last - first <= 16 else 8)
    name_panel(axes, panel.name)
    band = between(panel.end, lambda pct: percent_text(pct, 1)).strip()
    lift = 13 if band else 0
    note_panel(axes, f"{percent_text(panel.pct[-1], 1)} %", SIMULATED, 4 + lift, 11)
    if band:
        note_panel(axes, band, SIMULATED, 4, 9.5)
    if panel.behind:
        note_panel(axes, "doors 1 h later", QUIET_INK, 20 + lift, 8.5)


class Lead(NamedTuple):
    """Turnout by region at the hour that the title speaks of."""

    clock: str
    pct: dict[str, float]
    """The highest first."""

    @property
    def when(self) -> str:
        """The hour in words."""
        return "noon" if self.clock == "12:00" else self.clock


def lead_of(results: Results) -> Lead | None:
    """Return turnout at noon, or at the first report at which there is any; None if none is."""
    regions = results.summary["regions"]
    hours_of = next(iter(regions.values()))["turnout_at"]
    for clock in sorted(hours_of, key=lambda clock: (clock < "12:00", clock)):
        pct = {code: region["turnout_at"].get(clock) for code, region in regions.items()}
        known = {code: value for code, value in pct.items() if value is not None}
        if len(known) > 1 and max(known.values()) > 0:
            return Lead(
                clock, {code: known[code] for code in sorted(known, key=lambda c: -known[c])}
            )
    return None


def _title(results: Results, panels: list[Panel]) -> str:
    lead = lead_of(results)
    if lead is None:
        return _title_of_one(panels)
    first, second = list(lead.pct)[:2]
    names = [results.summary["regions"][code]["name"] for code in (first, second)]
    pct, other = lead.pct[first], lead.pct[second]
    if pct == other:
        n_more = sum(value == pct for value in lead.pct.values()) - 2
        more = f" and {n_more} more" if n_more else ""
        who = f"{names[0]}, {names[1]}{more}" if n_more else f"{names[0]} and {names[1]}"
        return f"{who} are level at {lead.when}: {percent_text(pct, 0)} %"
    said = next(
        (texts for places in (0, 1) if len(set(texts := _texts(pct, other, places))) > 1),
        _texts(pct, other, 2),
    )
    return f"{names[0]} is ahead at {lead.when}: {said[0]} %, then {names[1]} with {said[1]} %"


def _texts(one: float, two: float, places: int) -> tuple[str, str]:
    return percent_text(one, places), percent_text(two, places)


def _title_of_one(panels: list[Panel]) -> str:
    """Say what happens where there is no other region to be ahead of."""
    last = max(panels, key=lambda panel: panel.pct[-1])
    if not last.pct[-1]:
        return "Nobody gets a ballot"
    half = clock_of(crossing(last.hour, last.pct, last.pct[-1] / 2))
    end = percent_text(last.pct[-1], 1)
    return f"{last.name}: half of the ballots are issued by {half}, {end} % in the end"


def _subtitle(results: Results) -> str:
    n = len(results.summary["regions"])
    shown = "allots issued, per cent of registered voters" + (", by region" if n > 1 else "")
    shown += "; capital time"
    if results.summary["replications"] == 1:
        return f"B{shown}"
    lead = lead_of(results)
    if lead is None:
        return f"{medians_of(results.summary)}: b{shown}"
    first = next(iter(lead.pct))
    ahead = _times_ahead(results, lead.clock, first)
    times = "all" if ahead == results.summary["replications"] else f"{ahead:,}"
    name = results.summary["regions"][first]["name"]
    return f"{medians_of(results.summary)} ({name} is ahead in {times} of them): b{shown}"


def _times_ahead(results: Results, clock: str, code: str) -> int:
    """Return in how many replications a region is ahead."""
    table = results.tables["replication_regions"]
    column = table[f"turnout_at_{clock.replace(':', '_')}"]
    pct = column.reshape(results.summary["replications"], -1)
    return int((column[table["code"] == code] >= pct.max(axis=1)).sum())


def figure(results: Results) -> Figure:
    """Return the slide."""
    panels, summary = turnout_regions_data(results), results.summary
    slide = new_figure(
        _title(results, panels), _subtitle(results), results, sources(summary, NEWS)
    )  # fmt: skip
    cells, key = panel_grid(slide, len(panels))
    for panel, axes in zip(panels, cells, strict=True):
        draw_panel(panel, axes)
    label_outer(cells)
    _draw_key(key, panels, summary)
    return slide


def _draw_key(key: Axes, panels: list[Panel], summary: Mapping[str, Any]) -> None:
    """Explain the marks that are used in the free cell."""
    relations = {point.relation for panel in panels for point in panel.points}
    marks = [("-", SIMULATED, "simulated")]
    if "equals" in relations:
        marks.append(("o", REPORTED, "reported"))
    if "at_least" in relations:
        marks.append(("^", REPORTED, "reported: at least"))
    if any(panel.final is not None for panel in panels):
        marks.append(("D", REPORTED, f"{summary['reference']} final"))
    y = key.get_ylim()[1] - 8
    if summary["replications"] > 1:
        draw_band(key, [4, 26], Band([y - 6] * 2, [y + 6] * 2), SIMULATED)
    for mark, colour, text in marks:
        x = [4, 26] if mark == "-" else [15]
        face, edge = ("white", colour) if mark == "D" else (colour, "white")
        key.plot(
            x, [y] * len(x), mark, color=colour, markersize=8, markerfacecolor=face,
            markeredgecolor=edge, markeredgewidth=1.8 if mark == "D" else 1, clip_on=False,
        )  # fmt: skip
        key_text(key, y, text)
        y -= 17
    said = ["number: end of the day"]
    if summary["replications"] > 1:
        said.insert(0, f"band: {band_holds(summary['replications'])}")
    for text in said:
        key.text(4, y, text, fontsize=9, va="center", color=QUIET_INK)
        y -= 13
