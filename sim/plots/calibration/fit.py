"""Turnout by hour of every region: what was thought before, what is now, what was reported."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.plots.style.bands import Band
from sim.plots.style.interval_bars import PRIOR
from sim.plots.style.panels import key_text, label_outer, name_panel, note_panel, panel_grid
from sim.plots.style.style import (
    OF_FIT,
    QUIET,
    QUIET_INK,
    REPORTED,
    SIMULATED,
    clock_axis,
    hours,
    new_figure,
    percent_axis,
    sources,
)
from sim.results.fit_rows import curve_codes, fits, n_inside, silent_regions
from sim.results.wording import region_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results

_MARKS = {"equals": "o", "at_least": "^", "highest": "*"}


class Point(NamedTuple):
    """One figure of an hour."""

    hour: float
    pct: float
    """Where it stands: of ``highest``, which has no number, at the top."""
    error: float
    relation: str
    inside: bool


class Panel(NamedTuple):
    """One region."""

    code: str
    name: str
    hour: list[float]
    prior: Band
    wide: Band
    """90 in 100 draws."""
    narrow: Band
    """50 in 100 draws."""
    median: list[float]
    points: list[Point]
    final: float | None
    silent: bool
    """Whether no figure of an hour speaks of it."""
    counted: str
    """A figure that counts voters, in words; empty if there is none."""

    @property
    def note(self) -> str:
        """Why there is no point, or why it does not speak; empty if one does."""
        if self.points:
            return "left out of the fit" if self.silent else ""
        return self.counted or "no hour reported"


def fit_data(results: Results) -> list[Panel]:
    """Return the bands and the reported points of each region."""
    table, date = results.tables["curves"], results.summary["date"]
    silent = silent_regions(results)
    panels = []
    for code in curve_codes(results):
        rows = table["code"] == code
        column = {name: table[name][rows].astype(float).tolist() for name in table
                  if name.removeprefix("prior_").startswith("p")}  # fmt: skip
        finals = [fit.reported for fit in fits(results, "final_turnout") if fit.target.code == code]
        panels.append(
            Panel(
                code,
                region_name(code),
                hours(date, table["capital_time"][rows]),
                Band(column["prior_p05"], column["prior_p95"]),
                Band(column["p05"], column["p95"]),
                Band(column["p25"], column["p75"]),
                column["p50"],
                _points(results, code),
                finals[0] if finals else None,
                code in silent,
                _counted(results, code),
            )
        )
    return panels


def _counted(results: Results, code: str) -> str:
    for fit in fits(results, "turnout"):
        if fit.target.code == code and fit.target.relation == "count_at_least":
            return f"only a count:\n{fit.reported:,.0f}+ voters\nby {fit.target.time}"
    return ""


def _points(results: Results, code: str) -> list[Point]:
    """Return figures of a region that can be drawn in per cent."""
    found = []
    for fit in fits(results, "turnout"):
        if fit.target.code == code and fit.target.relation in _MARKS:
            date = results.summary["date"]
            hour = hours(date, [f"{date}T{fit.target.time}:00"])[0]
            pct = fit.reported if math.isfinite(fit.reported) else 98.0
            found.append(Point(hour, pct, fit.target.error, fit.target.relation, fit.inside))
    return found


def draw_panel(panel: Panel, axes: Axes) -> None:
    """Draw one region."""
    axes.fill_between(panel.hour, *panel.prior, color=PRIOR, alpha=0.6, linewidth=0)
    for edge in panel.prior:
        # Seen through the blue, too: a region that nothing speaks of is as wide as this.
        axes.plot(panel.hour, edge, color=QUIET, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2.5)
    axes.fill_between(panel.hour, *panel.wide, color=SIMULATED, alpha=0.28, linewidth=0)
    axes.fill_between(panel.hour, *panel.narrow, color=SIMULATED, alpha=0.4, linewidth=0)
    axes.plot(panel.hour, panel.median, color=SIMULATED, linewidth=1.3)
    for point in panel.points:
        _draw_point(axes, point)
    if panel.final is not None:
        axes.plot(
            panel.hour[-1], panel.final, "D", color="white", markeredgecolor=REPORTED,
            markeredgewidth=1.6, markersize=5.5, clip_on=False, zorder=4,
        )  # fmt: skip
    percent_axis(axes)
    first, last = float(np.floor(panel.hour[0])), float(np.ceil(panel.hour[-1]))
    clock_axis(axes, first, last, 4 if last - first <= 16 else 8)
    name_panel(axes, panel.name)
    if panel.note:
        note_panel(axes, panel.note, QUIET_INK, 4, 9.5 if "\n" not in panel.note else 8.5)


def _draw_point(axes: Axes, point: Point) -> None:
    if point.relation == "highest":
        axes.plot(
            [point.hour] * 2, [0, point.pct], color=REPORTED, linewidth=0.9,
            linestyle=(0, (1, 2)), zorder=2.6,
        )  # fmt: skip
    elif point.error:
        axes.errorbar(
            point.hour, point.pct, 1.645 * point.error, color=REPORTED, capsize=3, linewidth=1.2,
            zorder=4,
        )  # fmt: skip
    axes.plot(
        point.hour, point.pct, _MARKS[point.relation], color=REPORTED,
        markersize=9 if point.relation == "highest" else 6.5, markeredgecolor="white",
        markeredgewidth=0.7, clip_on=False, zorder=4.5,
    )  # fmt: skip


def _title(results: Results, panels: list[Panel]) -> str:
    told = [fit for fit in fits(results, "turnout") if fit.target.weight > 0]
    if not told:
        return "No turnout was reported by hour: the curves are those of other elections"
    n = len(panels)
    without = sum(not panel.points and not panel.counted for panel in panels)
    counted = sum(not panel.points and bool(panel.counted) for panel in panels)
    left_out = sum(bool(panel.points) and panel.silent for panel in panels)
    said = [f"{n_inside(told)} of {len(told)} figures of turnout fit"]
    if without:
        said.append(f"{without} of {n} regions reported no hour")
    elif not counted:
        said.append("every region reported some hour" if n > 1 else "some hour was reported")
    if counted:
        said.append(f"{counted} only {'a count' if counted == 1 else 'counts'} of voters")
    if left_out:
        said.append(f"{left_out} {'is' if left_out == 1 else 'are'} left out")
    return f"{said[0]}; {', '.join(said[1:])}"


def figure(results: Results) -> Figure:
    """Return the slide."""
    panels = fit_data(results)
    slide = new_figure(
        _title(results, panels),
        "Ballots issued, per cent of registered voters, by region; capital time. "
        "A figure fits if it is in the 90 % band, or true in 90 % of the draws",
        results,
        sources(results.summary, OF_FIT),
    )
    cells, key = panel_grid(slide, len(panels))
    for panel, axes in zip(panels, cells, strict=True):
        draw_panel(panel, axes)
    label_outer(cells)
    _draw_key(key, panels)
    return slide


def _draw_key(key: Axes, panels: list[Panel]) -> None:
    """Explain bands and marks in the free cell."""
    x, top = [4.0, 26.0], key.get_ylim()[1]
    y = top - 5
    key.fill_between(x, y - 5, y + 5, color=PRIOR, alpha=0.6, linewidth=0)
    for edge in (y - 5, y + 5):
        key.plot(x, [edge, edge], color=QUIET, linewidth=0.9, linestyle=(0, (3, 2)))
    key_text(key, y, "before: 90 % of draws")
    y -= 14
    key.fill_between(x, y - 5, y + 5, color=SIMULATED, alpha=0.28, linewidth=0)
    key.fill_between(x, y - 2.5, y + 2.5, color=SIMULATED, alpha=0.4, linewidth=0)
    key.plot(x, [y] * 2, color=SIMULATED, linewidth=1.5)
    key_text(key, y, "after: 90 %, half, median")
    relations = {point.relation for panel in panels for point in panel.points}
    marks = [
        (mark, said)
        for relation, mark, said in (
            ("equals", "o", "reported, ± error"),
            ("at_least", "^", "reported: at least"),
            ("highest", "*", "reported: highest of all"),
        )
        if relation in relations
    ]
    if any(panel.final is not None for panel in panels):
        marks.append(("D", "final"))
    for mark, said in marks:
        y -= 14
        face, edge_of = ("white", REPORTED) if mark == "D" else (REPORTED, "white")
        key.plot(
            15, y, mark, color=face, markeredgecolor=edge_of, clip_on=False,
            markersize=10 if mark == "*" else 7.5, markeredgewidth=1.6 if mark == "D" else 0.7,
        )  # fmt: skip
        key_text(key, y, said)
