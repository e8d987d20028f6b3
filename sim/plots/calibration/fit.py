"""Turnout by hour of every region: prior, posterior and reported values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import ENGLISH, language_code, named, tr, tr_n
from sim.core.text import number_text
from sim.plots.style.axes import hours
from sim.plots.style.bands import Band
from sim.plots.style.interval_bars import PRIOR
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.panels import Note, most_panels, note_panel, panel_grid, scale_panel
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import fit_sources, sources
from sim.plots.style.style import QUIET, REPORTED, SIMULATED
from sim.results.calibration_records import curve_codes, fits, n_inside, regions_without_hours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import CalibrationResults

_MARKS = {"equals": "o", "at_least": "^", "highest": "*"}


class FitPoint(NamedTuple):
    """One reported turnout by hour."""

    hour: float
    pct: float
    """Vertical position; at the top for ``highest``, which has no value."""
    error: float
    relation: str
    inside: bool


class RegionFit(NamedTuple):
    """Turnout of one region: prior, posterior and reported values."""

    code: str
    name: str
    hour: list[float]
    prior: Band
    """90 % interval of the prior."""
    wide: Band
    """90 % credible interval."""
    narrow: Band
    """50 % credible interval."""
    median: list[float]
    points: list[FitPoint]
    final: float | None
    unused: bool
    """Whether the fit uses no reported turnout by hour of the region."""
    counted: str
    """A reported count of voters as text; empty if there is none."""

    @property
    def note(self) -> str:
        """Why the panel has no point, or why its points are not used; else empty."""
        if self.points:
            return tr("left out of the fit") if self.unused else ""
        return self.counted or tr("no hourly report")


def fit_data(results: CalibrationResults) -> list[RegionFit]:
    """Return the bands and the reported values of each region."""
    table, date = results.tables["curves"], results.summary.date
    unused = regions_without_hours(results)
    panels = []
    for code in curve_codes(results):
        rows = table["code"] == code
        column = {name: table[name][rows].astype(float).tolist() for name in table
                  if name.removeprefix("prior_").startswith("p")}  # fmt: skip
        finals = [fit.reported for fit in fits(results, "final_turnout") if fit.target.code == code]
        panels.append(
            RegionFit(
                code,
                named(results.summary.area_name(code)),
                hours(date, table["capital_time"][rows]),
                Band(column["prior_p05"], column["prior_p95"]),
                Band(column["p05"], column["p95"]),
                Band(column["p25"], column["p75"]),
                column["p50"],
                _points(results, code),
                finals[0] if finals else None,
                code in unused,
                _counted(results, code),
            )
        )
    return panels


def _counted(results: CalibrationResults, code: str) -> str:
    """Return the text of a reported count of voters in a region; empty if there is none."""
    for fit in fits(results, "turnout"):
        if fit.target.code == code and fit.target.relation == "count_at_least":
            voters, time = number_text(fit.reported), fit.target.time
            return tr("only a count:\n{voters}+ voters\nby {time}", voters=voters, time=time)
    return ""


def _points(results: CalibrationResults, code: str) -> list[FitPoint]:
    """Return the reported values of a region that can be plotted in per cent."""
    points = []
    for fit in fits(results, "turnout"):
        if fit.target.code == code and fit.target.relation in _MARKS:
            hour = hours(results.summary.date, [f"{results.summary.date}T{fit.target.time}:00"])[0]
            pct = fit.reported if math.isfinite(fit.reported) else 98.0
            points.append(FitPoint(hour, pct, fit.target.error, fit.target.relation, fit.inside))
    return points


def plot_region(panel: RegionFit, axes: Axes) -> None:
    """Plot one region."""
    axes.fill_between(panel.hour, *panel.prior, color=PRIOR, alpha=0.6, linewidth=0)
    for edge in panel.prior:
        # Drawn over the posterior, which is as wide as the prior if the fit uses no value.
        axes.plot(panel.hour, edge, color=QUIET, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2.5)
    axes.fill_between(panel.hour, *panel.wide, color=SIMULATED, alpha=0.28, linewidth=0)
    axes.fill_between(panel.hour, *panel.narrow, color=SIMULATED, alpha=0.4, linewidth=0)
    axes.plot(panel.hour, panel.median, color=SIMULATED, linewidth=1.3)
    for point in panel.points:
        _plot_point(axes, point)
    if panel.final is not None:
        axes.plot(
            panel.hour[-1], panel.final, "D", color="white", markeredgecolor=REPORTED,
            markeredgewidth=1.6, markersize=5.5, clip_on=False, zorder=4,
        )  # fmt: skip
    scale_panel(axes, panel.name, panel.hour)
    if panel.note:
        note_panel(axes, [Note(panel.note)])


def _plot_point(axes: Axes, point: FitPoint) -> None:
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
        markersize=10 if point.relation == "highest" else 8, markeredgecolor="white",
        markeredgewidth=1.2, clip_on=False, zorder=4.5,
    )  # fmt: skip


def _title(results: CalibrationResults, panels: list[RegionFit]) -> str:
    used = [fit for fit in fits(results, "turnout") if fit.target.weight > 0]
    if not used:
        prior = results.summary.prior
        if prior is None:
            return tr(
                "No turnout was reported by hour: the curves follow the prior, from other elections"
            )
        if language_code() == ENGLISH:
            return f"No turnout was reported by hour: the curves follow the prior, {prior}"
        # Results say in English where it is from.
        return tr("No turnout was reported by hour: the curves follow the prior")
    n, is_default = len(panels), results.summary.election is None
    without = sum(not panel.points and not panel.counted for panel in panels)
    counted = sum(not panel.points and bool(panel.counted) for panel in panels)
    left_out = sum(bool(panel.points) and panel.unused for panel in panels)
    found = tr_n(
        "{fit} of {n} reported value of turnout fit",
        "{fit} of {n} reported values of turnout fit",
        len(used), fit=n_inside(used),
    )  # fmt: skip
    parts = []
    if without and is_default:
        parts.append(
            tr_n(
                "{without} of {n} region have no hourly report",
                "{without} of {n} regions have no hourly report",
                n, without=without,
            )
        )  # fmt: skip
    elif without:
        parts.append(
            tr_n(
                "{without} of {n} area have no hourly report",
                "{without} of {n} areas have no hourly report",
                n, without=without,
            )
        )  # fmt: skip
    elif not counted and n == 1:
        parts.append(tr("there is an hourly report"))
    elif not counted and is_default:
        parts.append(tr("every region has an hourly report"))
    elif not counted:
        parts.append(tr("every area has an hourly report"))
    if counted:
        parts.append(tr_n("{n} only a count of voters", "{n} only counts of voters", counted))
    if left_out:
        parts.append(tr_n("{n} is left out", "{n} are left out", left_out))
    return f"{found}; {', '.join(parts)}"


def figure(results: CalibrationResults, size: str = "slide") -> Figure:
    """Return the figure."""
    panels = fit_data(results)
    shown = panels[: most_panels(size)]
    parts = [tr("Ballots issued, per cent of registered voters")]
    if len(shown) < len(panels):
        parts.append(tr("the first {shown} of {n}", shown=len(shown), n=len(panels)))
    parts.append(results.summary.clock_name + ". " + tr("Bands: credible intervals."))
    meaning = tr(
        "A value fits if it lies in the 90 % interval, or holds in 90 % of the posterior draws"
    )
    slide = new_figure(
        _title(results, panels),
        f"{'; '.join(parts)} {meaning}",
        results.summary,
        sources(fit_sources(results)),
        size,
    )
    plot_key(slide, _key(shown))
    for panel, axes in zip(shown, panel_grid(slide, [panel.name for panel in shown]), strict=True):
        plot_region(panel, axes)
    return slide


def _key(panels: list[RegionFit]) -> list[KeyItem]:
    """Return bands and marks, with their names."""
    relations = {point.relation for panel in panels for point in panel.points}
    items = [
        KeyItem(tr("prior: 90 %"), PRIOR, band=0.6),
        KeyItem(tr("posterior: 90 %, 50 %, median"), SIMULATED, band=0.4, line="-", width=1.3),
    ]
    items += [
        KeyItem(text, REPORTED, mark)
        for relation, mark, text in (
            ("equals", "o", tr("reported, ± error")),
            ("at_least", "^", tr("reported: at least")),
            ("highest", "*", tr("reported: highest of all")),
        )
        if relation in relations
    ]
    if any(panel.final is not None for panel in panels):
        items.append(KeyItem(tr("reported, in the end"), REPORTED, "D", hollow=True))
    return items
