"""Which regions get desks, or booths, by a plan, and which give some."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import marked, named, tr, tr_n
from sim.core.text import signed_text
from sim.plots.style.boxes import HIGHEST_ROW, extent_of
from sim.plots.style.rows import name_rows, room_of
from sim.plots.style.slide import new_figure
from sim.plots.style.style import INK, QUIET, QUIET_INK, SECOND, SECOND_INK, SIMULATED
from sim.plots.style.texts import text_width
from sim.results.wording import certified_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults
    from sim.results.summaries.plan import PlanSummary

MOST_REGIONS = 24
"""Regions that are shown at most, those with the largest changes."""
TITLES = {"desks": marked("Desks"), "booths": marked("Booths")}
"""Of panels, by what may be changed."""
_KEPT = {
    "desks": marked("All sites keep their desks"),
    "booths": marked("All sites keep their booths"),
}
_ENOUGH = {
    "desks": marked("No site needs more or fewer desks than it has"),
    "booths": marked("No site needs more or fewer booths than it has"),
}
_NAMES, _NUMBERS = 11, 12
"""Size of the names of regions, and of the numbers beside bars, points."""


class RegionChange(NamedTuple):
    """Desks, or booths, that the sites of a region get and give."""

    name: str
    more: int
    """At sites with more than now."""
    fewer: int
    """At sites with fewer."""


def changes_data(results: PlanResults, what: str = "desks") -> list[RegionChange]:
    """Return the changes of each region, those that need most further desks, or booths, first."""
    plan = results.tables["plan"]
    change = plan[what] - plan[f"{what}_now"]
    found = [
        RegionChange(
            named(results.summary.area_name(code)),
            int(np.maximum(change[plan["code"] == code], 0).sum()),
            int(np.maximum(-change[plan["code"] == code], 0).sum()),
        )
        for code in dict.fromkeys(plan["code"].tolist())
    ]
    largest = sorted(found, key=lambda region: -(region.more + region.fewer))[:MOST_REGIONS]
    return sorted(largest, key=lambda region: (-region.more, region.fewer, region.name))


def plot_changes(data: list[RegionChange], room: float, axes: Axes) -> None:
    """Plot what is to be given to the left, what is to be got to the right.

    Names have ``room`` points.
    """
    y = np.arange(len(data))
    for side, colour, ink in ((1, SIMULATED, SIMULATED), (-1, SECOND, SECOND_INK)):
        values = [region.more if side > 0 else region.fewer for region in data]
        axes.barh(y, [side * value for value in values], color=colour, height=0.7)
        for k, value in enumerate(values):
            if value:
                axes.annotate(
                    signed_text(side * value), (side * value, k), xytext=(4 * side, 0),
                    textcoords="offset points", va="center", ha="left" if side > 0 else "right",
                    color=ink, fontsize=_NUMBERS, fontweight="bold",
                )  # fmt: skip
    for k, region in enumerate(data):
        if not region.more and not region.fewer:
            axes.annotate("0", (0, k), xytext=(4, 0), textcoords="offset points", va="center",
                          color=INK, fontsize=_NUMBERS, fontweight="bold")  # fmt: skip
    axes.axvline(0, color=QUIET, linewidth=1)
    axes.set_ylim(len(data) - 0.4, -0.6)
    name_rows(axes, [region.name for region in data], room, _NAMES)
    axes.set_xlim(*_limits(data, extent_of(axes).width))
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _limits(data: list[RegionChange], width: float) -> tuple[float, float]:
    """Return the ends of the axis: the largest bars, and room for the numbers beside them."""
    more, fewer = (max(getattr(region, side) for region in data) for side in ("more", "fewer"))
    beside = [12 + text_width(signed_text(end), _NUMBERS, "bold") for end in (-fewer, more)]
    desks_a_point = max(more + fewer, 1) / (width - sum(beside))
    return -fewer - beside[0] * desks_a_point, more + beside[1] * desks_a_point


def _titles(results: PlanResults, data: Mapping[str, list[RegionChange]]) -> str:
    """Return the title; where all sites keep what they have, it may be that this is not enough."""
    summary = results.summary
    parts = [_title(results, what) for what in data]
    changed = [any(each.more or each.fewer for each in regions) for regions in data.values()]
    if summary.not_certified and not all(changed):
        parts.append(certified_text(summary.certified, summary.sites))
    return "; ".join(parts)


def _without_changes(summary: PlanSummary, what: str) -> str:
    """Return that all sites keep their desks, or booths, and whether they need no more."""
    if summary.not_certified:
        return tr(_KEPT[what])
    return tr(_ENOUGH[what])


def _title(results: PlanResults, what: str) -> str:
    """Return how many sites need and give desks, or booths."""
    plan = results.tables["plan"]
    change = plan[what] - plan[f"{what}_now"]
    more, fewer = int(change[change > 0].sum()), int(-change[change < 0].sum())
    n_more, n_fewer = (int(np.count_nonzero(sign * change > 0)) for sign in (1, -1))
    if not (more or fewer):
        return _without_changes(results.summary, what)
    if what == "desks":
        needed = tr_n("{n} more desk", "{n} more desks", more)
        give = tr("{sites} can give {desks}", sites=n_fewer, desks=fewer)
    else:
        needed = tr_n("{n} more booth", "{n} more booths", more)
        give = tr("{sites} can give {booths}", sites=n_fewer, booths=fewer)
    need = tr_n("{n} site needs {desks}", "{n} sites need {desks}", n_more, desks=needed)
    return f"{need}, {give}"


def _shown(summary: PlanSummary) -> str:
    """Return what the bars are."""
    if "booths" not in summary.change:
        if summary.election is None:
            return tr(
                "Desks planned beyond those of now, and fewer than now, added up over the sites of "
                "each region"
            )
        return tr(
            "Desks planned beyond those of now, and fewer than now, added up over the sites of "
            "each area"
        )
    if summary.election is None:
        return tr("Planned beyond now, and fewer than now, added up over the sites of each region")
    return tr("Planned beyond now, and fewer than now, added up over the sites of each area")


def figure(results: PlanResults, size: str = "slide") -> Figure:
    """Return the figure: a panel for each of desks and booths that may change."""
    summary = results.summary
    data = {what: changes_data(results, what) for what in summary.change}
    shown = _shown(summary)
    if any(len(regions) == MOST_REGIONS for regions in data.values()):
        largest = tr("the {n} with the largest changes", n=MOST_REGIONS)
        shown = f"{shown}; {largest}"
    slide = new_figure(
        _titles(results, data),
        shown,
        summary,
        tr(
            "Members to add: {to_add}; spare: {spare}.",
            to_add=summary.members_to_add,
            spare=summary.members_spare,
        ),
        size,
    )
    titled = "booths" in data
    body = slide.body.inset(right=6, top=18 if titled else 4)
    high = HIGHEST_ROW * max(map(len, data.values()))
    boxes = (
        body.below_top(high).columns([1] * len(data), 12)
        if body.width > body.height
        else body.below_top((high + 24) * len(data) - 24).rows([1] * len(data), 24)
    )
    names = [region.name for regions in data.values() for region in regions]
    for what, box in zip(data, boxes, strict=True):
        room = room_of(names, box.width, _NAMES)
        axes = slide.panel(box.inset(left=room + 11))
        plot_changes(data[what], room, axes)
        if titled:
            axes.set_title(tr(TITLES[what]), loc="left", fontsize=11, color=QUIET_INK, pad=4)
    return slide
