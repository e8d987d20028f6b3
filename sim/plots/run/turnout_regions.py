"""Turnout by hour, one panel per region, with the reported values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import named, tr
from sim.core.text import hour_text, joined, percent_text
from sim.plots.run.region_turnout import (
    NationTurnout,
    RegionTurnout,
    nation_data,
    turnout_regions_data,
)
from sim.plots.style.axes import crossing
from sim.plots.style.bands import interval_suffix, medians_of, plot_band, shown_text
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.panels import (
    Note,
    is_small,
    most_panels,
    note_above,
    note_panel,
    panel_grid,
    scale_panel,
)
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import GIVEN, NEWS, band_text, is_given, sources, sources_of
from sim.plots.style.style import SIMULATED, reference_colours

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults
    from sim.results.summaries import RunSummary


_BEHIND = "#B9B9B9"
"""Colour of the curve of the nation."""


def plot_region(
    panel: RegionTurnout, nation: NationTurnout | None, mark: str, axes: Axes, note: str = ""
) -> None:
    """Plot one region, with the nation in grey behind it.

    Parameters
    ----------
    panel
        The region.
    nation
        None where it is the only region.
    mark
        Colour of reported or given values.
    axes
        Where it is plotted.
    note
        Where the curve is not yet high.
    """
    if nation is not None:
        axes.plot(nation.hour, nation.pct, color=_BEHIND, linewidth=2.2)
    plot_band(axes, panel.hour, panel.pct_band, SIMULATED)
    axes.plot(panel.hour, panel.pct, color=SIMULATED, linewidth=1.4 if panel.pct_band else 2.2)
    for point in panel.points:
        marker = "o" if point.relation == "equals" else "^"
        axes.plot(point.hour, point.pct, marker, color=mark, markersize=8, markeredgecolor="white")
    if panel.final is not None:
        axes.plot(
            panel.hour[-1], panel.final, "D", color="white", markeredgecolor=mark,
            markeredgewidth=1.8, markersize=6.5, clip_on=False, zorder=3,
        )  # fmt: skip
    opens = tr("opens {later}", later=panel.behind) if panel.behind else ""
    has_room = scale_panel(axes, panel.name, panel.hour, opens)
    if not has_room and not is_small(axes):
        note = f"{note}\n{opens}".strip()
    note_panel(axes, _notes(panel))
    if note:
        note_above(axes, note)


def _notes(panel: RegionTurnout) -> list[Note]:
    """Return the notes of a panel, the first at the bottom."""
    found = [Note(f"{percent_text(panel.pct[-1], 1)} %", SIMULATED, 11, bold=True)]
    band = interval_suffix(panel.end, lambda pct: percent_text(pct, 1)).strip()
    if band:
        found.append(Note(band, SIMULATED, 9))
    if math.isfinite(panel.half_hour):
        found.append(Note(tr("half by {time}", time=hour_text(panel.half_hour))))
    return found


class TurnoutAtHour(NamedTuple):
    """Turnout by region at the hour of the title."""

    clock: str
    pct: dict[str, float]
    """The highest first."""


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
    names = [named(results.summary.regions[code].name) for code in (first, second)]
    pct, other = lead.pct[first], lead.pct[second]
    is_noon = lead.clock == "12:00"
    if pct == other:
        n_more = sum(value == pct for value in lead.pct.values()) - 2
        if n_more:
            who = tr("{names} and {n} more", names=", ".join(names), n=n_more)
        else:
            who = joined(names)
        level = percent_text(pct, 0)
        if is_noon:
            return tr("{areas} are level at noon: {pct} %", areas=who, pct=level)
        return tr(
            "{areas} are level at {time}: {pct} %", areas=who, pct=level, time=lead.clock
        )  # fmt: skip
    texts = next(
        (texts for places in (0, 1) if len(set(texts := _texts(pct, other, places))) > 1),
        _texts(pct, other, 2),
    )
    values = {"first": names[0], "pct": texts[0], "second": names[1], "other": texts[1]}
    if is_noon:
        return tr("{first} is ahead at noon: {pct} %, then {second} with {other} %", **values)
    return tr(
        "{first} is ahead at {time}: {pct} %, then {second} with {other} %",
        time=lead.clock, **values,
    )  # fmt: skip


def _texts(one: float, two: float, places: int) -> tuple[str, str]:
    return percent_text(one, places), percent_text(two, places)


def _title_of_one(panels: list[RegionTurnout]) -> str:
    """Return the title where there is no second region with turnout."""
    last = max(panels, key=lambda panel: panel.pct[-1])
    if not last.pct[-1]:
        return tr("Nobody gets a ballot")
    half = hour_text(crossing(last.hour, last.pct, last.pct[-1] / 2))
    end = percent_text(last.pct[-1], 1)
    return tr(
        "{area}: half of the ballots are issued by {half}, {end} % in the end",
        area=last.name, half=half, end=end,
    )  # fmt: skip


def _subtitle(results: RunResults, n_shown: int) -> str:
    n, summary = len(results.summary.regions), results.summary
    if n == 1:
        parts = [tr("Ballots issued, per cent of registered voters")]
    elif summary.election is None:
        parts = [tr("Ballots issued, per cent of registered voters, by region")]
    else:
        word = summary.region_word
        parts = [tr("Ballots issued, per cent of registered voters, by {region}", region=word)]
    if n > n_shown:
        largest = tr("the {shown} largest of {n}", shown=n_shown, n=n)
        parts[0] += f" ({largest})"
    parts.append(summary.clock_name)
    if n > 1:
        parts.append(tr("ordered by when half of the ballots were issued"))
    shown = "; ".join(parts)
    lead = title_hour(results) if summary.replications > 1 else None
    if lead is None:
        return shown_text(summary, shown)
    first = next(iter(lead.pct))
    ahead = _times_ahead(results, lead.clock, first)
    name = named(summary.regions[first].name)
    if ahead == summary.replications:
        often = tr("{area} is ahead in all of them", area=name)
    else:
        often = tr("{area} is ahead in {n} of them", area=name, n=ahead)
    return f"{medians_of(summary)} ({often}): {shown[:1].lower()}{shown[1:]}"


def _times_ahead(results: RunResults, clock: str, code: str) -> int:
    """Return the number of replications in which a region has the highest turnout."""
    table = results.tables["replication_regions"]
    column = table[f"turnout_at_{clock.replace(':', '_')}"]
    pct = column.reshape(results.summary.replications, -1)
    return int((column[table["code"] == code] >= pct.max(axis=1)).sum())


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure."""
    panels = turnout_regions_data(results, most_panels(size))
    summary, mark = results.summary, reference_colours(results.summary).mark
    slide = new_figure(
        _title(results, panels), _subtitle(results, len(panels)), summary,
        sources(
            sources_of(summary, NEWS, known=_has_values(panels)),
            given=is_given(summary),
        ),
        size,
    )  # fmt: skip
    plot_key(slide, _key(panels, summary, mark))
    nation = nation_data(results) if len(summary.regions) > 1 else None
    has_hours = any(panel.points for panel in panels)
    names = [panel.name for panel in panels]
    for panel, axes in zip(panels, panel_grid(slide, names), strict=True):
        note = tr("no hour reported") if has_hours and not panel.points else ""
        plot_region(panel, nation, mark, axes, note)
    return slide


def _has_values(panels: list[RegionTurnout]) -> bool:
    """Return whether a panel shows a reported or given value."""
    return any(panel.points or panel.final is not None for panel in panels)


def _key(panels: list[RegionTurnout], summary: RunSummary, mark: str) -> list[KeyItem]:
    """Return the marks and their names."""
    relations = {point.relation for panel in panels for point in panel.points}
    n, is_given_by = summary.replications, summary.reference == GIVEN
    if n == 1:
        name = tr("simulated; number: in the end")
    else:
        name = tr("simulated; band: {band}; number: in the end", band=band_text(n))
    items = [KeyItem(name, line="-", band=0.28 if n > 1 else 0)]
    if len(summary.regions) > 1:
        items.append(KeyItem(summary.the_nation, _BEHIND, line="-"))
    if "equals" in relations:
        items.append(KeyItem(tr(summary.reference), mark, "o"))
    if "at_least" in relations:
        text = tr("given: at least") if is_given_by else tr("reported: at least")
        items.append(KeyItem(text, mark, "^"))
    if any(panel.final is not None for panel in panels):
        text = tr("given, in the end") if is_given_by else tr("reported, in the end")
        items.append(KeyItem(text, mark, "D", hollow=True))
    return items
