"""Turnout by hour, one panel per region, with the reported values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import hour_text, later_text, percent_text
from sim.plots.style.axes import crossing, hours
from sim.plots.style.bands import Band, band_of, interval_suffix, medians_of, plot_band
from sim.plots.style.panels import (
    MOST_PANELS,
    corner_note,
    is_small,
    key_text,
    label_outer,
    note_panel,
    panel_grid,
    scale_panel,
)
from sim.plots.style.style import (
    NEWS,
    QUIET_INK,
    REPORTED,
    SIMULATED,
    band_text,
    is_given,
    new_figure,
    sources,
    sources_of,
)
from sim.results import Interval, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults
    from sim.results.summaries import RunSummary


class ReportedPoint(NamedTuple):
    """One reported value."""

    hour: float
    pct: float
    relation: str


class RegionTurnout(NamedTuple):
    """One region."""

    code: str
    name: str
    hour: list[float]
    pct: list[float]
    points: list[ReportedPoint]
    final: float | None
    """Published turnout of the day."""
    behind: str
    """How much later or earlier the doors open than in the capital; empty if then."""
    end: Interval[float]
    """Simulated turnout of the day."""
    pct_band: Band | None = None


def turnout_regions_data(results: RunResults) -> list[RegionTurnout]:
    """Return the curve and the reported points of each region."""
    table = results.tables["turnout"]
    date, regions = results.summary.date, results.summary.regions
    panels = []
    for code in _largest(results):
        region = regions[code]
        rows = table["code"] == code
        at = hours(date, table["capital_time"][rows])
        local = hours(date, table["local_time"][rows])
        points = []
        for target in results.summary.targets:
            if target.code != code or target.time is None or target.reported_pct is None:
                continue
            hour = hours(date, [f"{date}T{target.time}:00"])[0]
            if at[0] <= hour <= at[-1]:
                points.append(ReportedPoint(hour, target.reported_pct, target.relation))
        pct = [float(value) for value in table["turnout_pct"][rows]]
        final = region.turnout_reference_pct
        end = interval(results.summary, "regions", code, "turnout_pct")
        band = band_of(table, "turnout_pct", rows)
        behind = later_text(at[0] - local[0])
        panels.append(RegionTurnout(code, region.name, at, pct, points, final, behind, end, band))
    return panels


def _largest(results: RunResults) -> list[str]:
    """Return the regions with most registered voters that fit on a slide, in their order."""
    regions = results.summary.regions
    by_size = sorted(regions, key=lambda code: -regions[code].registered)[:MOST_PANELS]
    return [code for code in regions if code in set(by_size)]


def plot_region(panel: RegionTurnout, axes: Axes) -> None:
    """Plot one region."""
    plot_band(axes, panel.hour, panel.pct_band, SIMULATED)
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
    scale_panel(axes, panel.name, panel.hour)
    band = interval_suffix(panel.end, lambda pct: percent_text(pct, 1)).strip()
    lift = 13 if band else 0
    note_panel(axes, f"{percent_text(panel.pct[-1], 1)} %", SIMULATED, 4 + lift, 11)
    if band:
        note_panel(axes, band, SIMULATED, 4, 9.5)
    if panel.behind and is_small(axes):
        corner_note(axes, f"polls open {panel.behind}", QUIET_INK)
    elif panel.behind:
        note_panel(axes, f"polls open {panel.behind}", QUIET_INK, 20 + lift, 8.5)


class TurnoutAtHour(NamedTuple):
    """Turnout by region at the hour of the title."""

    clock: str
    pct: dict[str, float]
    """The highest first."""

    @property
    def when(self) -> str:
        """The hour as text: ``noon`` or the clock time."""
        return "noon" if self.clock == "12:00" else self.clock


def title_hour(results: RunResults) -> TurnoutAtHour | None:
    """Return turnout at noon, or else at the first report above 0; None if there is none."""
    regions = results.summary.regions
    hours_of = next(iter(regions.values())).turnout_at
    for clock in sorted(hours_of, key=lambda clock: (clock < "12:00", clock)):
        pct = {code: region.turnout_at.get(clock) for code, region in regions.items()}
        known = {code: value for code, value in pct.items() if value is not None}
        if len(known) > 1 and max(known.values()) > 0:
            return TurnoutAtHour(
                clock, {code: known[code] for code in sorted(known, key=lambda c: -known[c])}
            )
    return None


def _title(results: RunResults, panels: list[RegionTurnout]) -> str:
    lead = title_hour(results)
    if lead is None:
        return _title_of_one(panels)
    first, second = list(lead.pct)[:2]
    names = [results.summary.regions[code].name for code in (first, second)]
    pct, other = lead.pct[first], lead.pct[second]
    if pct == other:
        n_more = sum(value == pct for value in lead.pct.values()) - 2
        more = f" and {n_more} more" if n_more else ""
        who = f"{names[0]}, {names[1]}{more}" if n_more else f"{names[0]} and {names[1]}"
        return f"{who} are level at {lead.when}: {percent_text(pct, 0)} %"
    texts = next(
        (texts for places in (0, 1) if len(set(texts := _texts(pct, other, places))) > 1),
        _texts(pct, other, 2),
    )
    return f"{names[0]} is ahead at {lead.when}: {texts[0]} %, then {names[1]} with {texts[1]} %"


def _texts(one: float, two: float, places: int) -> tuple[str, str]:
    return percent_text(one, places), percent_text(two, places)


def _title_of_one(panels: list[RegionTurnout]) -> str:
    """Return the title where there is no second region with turnout."""
    last = max(panels, key=lambda panel: panel.pct[-1])
    if not last.pct[-1]:
        return "Nobody gets a ballot"
    half = hour_text(crossing(last.hour, last.pct, last.pct[-1] / 2))
    end = percent_text(last.pct[-1], 1)
    return f"{last.name}: half of the ballots are issued by {half}, {end} % in the end"


def _subtitle(results: RunResults) -> str:
    n = len(results.summary.regions)
    by = f", by {results.summary.region_word}" if n > 1 else ""
    by += f" (the {MOST_PANELS} largest of {n:,})" if n > MOST_PANELS else ""
    shown = f"allots issued, per cent of registered voters{by}"
    shown += f"; {results.summary.clock_name}"
    if results.summary.replications == 1:
        return f"B{shown}"
    lead = title_hour(results)
    if lead is None:
        return f"{medians_of(results.summary)}: b{shown}"
    first = next(iter(lead.pct))
    ahead = _times_ahead(results, lead.clock, first)
    times = "all" if ahead == results.summary.replications else f"{ahead:,}"
    name = results.summary.regions[first].name
    return f"{medians_of(results.summary)} ({name} is ahead in {times} of them): b{shown}"


def _times_ahead(results: RunResults, clock: str, code: str) -> int:
    """Return the number of replications in which a region has the highest turnout."""
    table = results.tables["replication_regions"]
    column = table[f"turnout_at_{clock.replace(':', '_')}"]
    pct = column.reshape(results.summary.replications, -1)
    return int((column[table["code"] == code] >= pct.max(axis=1)).sum())


def figure(results: RunResults) -> Figure:
    """Return the figure."""
    panels, summary = turnout_regions_data(results), results.summary
    slide = new_figure(
        _title(results, panels), _subtitle(results), results.summary,
        sources(
            sources_of(summary, NEWS, known=_has_values(panels)),
            given=is_given(summary),
        ),
    )  # fmt: skip
    cells, key = panel_grid(slide, len(panels))
    for panel, axes in zip(panels, cells, strict=True):
        plot_region(panel, axes)
    label_outer(cells)
    _plot_key(key, panels, summary)
    return slide


def _has_values(panels: list[RegionTurnout]) -> bool:
    """Return whether a panel shows a reported or given value."""
    return any(panel.points or panel.final is not None for panel in panels)


def _plot_key(key: Axes, panels: list[RegionTurnout], summary: RunSummary) -> None:
    """Explain the marks in the free cell."""
    relations = {point.relation for panel in panels for point in panel.points}
    marks = [("-", SIMULATED, "simulated")]
    if "equals" in relations:
        marks.append(("o", REPORTED, "reported"))
    if "at_least" in relations:
        marks.append(("^", REPORTED, "reported: at least"))
    if any(panel.final is not None for panel in panels):
        marks.append(("D", REPORTED, f"{summary.reference}, final"))
    y = key.get_ylim()[1] - 8
    if summary.replications > 1:
        plot_band(key, [4, 26], Band([y - 6] * 2, [y + 6] * 2), SIMULATED)
    for mark, colour, text in marks:
        x = [4, 26] if mark == "-" else [15]
        face, edge = ("white", colour) if mark == "D" else (colour, "white")
        key.plot(
            x, [y] * len(x), mark, color=colour, markersize=8, markerfacecolor=face,
            markeredgecolor=edge, markeredgewidth=1.8 if mark == "D" else 1, clip_on=False,
        )  # fmt: skip
        key_text(key, y, text)
        y -= 17
    notes = ["number: end of the day"]
    if summary.replications > 1:
        notes.insert(0, f"band: {band_text(summary.replications)}")
    for text in notes:
        key.text(4, y, text, fontsize=9, va="center", color=QUIET_INK)
        y -= 13
