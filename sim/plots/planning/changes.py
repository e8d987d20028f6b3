"""Which regions get desks by a plan, and which give some."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import named, tr, tr_n
from sim.core.text import signed_text
from sim.plots.style.boxes import HIGHEST_ROW
from sim.plots.style.slide import new_figure
from sim.plots.style.style import INK, QUIET, SECOND, SECOND_INK, SIMULATED
from sim.plots.style.texts import text_width
from sim.results.wording import certified_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults
    from sim.results.summaries.plan import PlanSummary

MOST_REGIONS = 24
"""Regions that are shown at most, those with the largest changes."""
_NUMBERS = 12
"""Size of the numbers beside bars, points."""


class RegionChange(NamedTuple):
    """Desks that the sites of a region get and give."""

    name: str
    more: int
    """At sites with more than now."""
    fewer: int
    """At sites with fewer."""


def changes_data(results: PlanResults) -> list[RegionChange]:
    """Return the changes of each region, those that need most further desks first."""
    plan = results.tables["plan"]
    change = plan["desks"] - plan["desks_now"]
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


def plot_changes(data: list[RegionChange], axes: Axes, width: float) -> None:
    """Plot desks to give to the left, desks to get to the right.

    ``width`` is that of the axes, in points.
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
    axes.set_yticks(y, [region.name for region in data], color=INK)
    axes.set_ylim(len(data) - 0.4, -0.6)
    axes.set_xlim(*_limits(data, width))
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


def _without_changes(summary: PlanSummary) -> str:
    """Return the title where all sites keep their desks, whether or not these are enough."""
    if not summary.not_certified:
        return tr("No site needs more or fewer desks than it has")
    certified = certified_text(summary.certified, summary.sites)
    return tr("All sites keep their desks; {certified}", certified=certified)


def figure(results: PlanResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data, summary = changes_data(results), results.summary
    plan = results.tables["plan"]
    change = plan["desks"] - plan["desks_now"]
    more, fewer = int(change[change > 0].sum()), int(-change[change < 0].sum())
    n_more, n_fewer = (int(np.count_nonzero(sign * change > 0)) for sign in (1, -1))
    title = _without_changes(summary)
    if more or fewer:
        desks = tr_n("{n} more desk", "{n} more desks", more)
        need = tr_n("{n} site needs {desks}", "{n} sites need {desks}", n_more, desks=desks)
        give = tr("{sites} can give {desks}", sites=n_fewer, desks=fewer)
        title = f"{need}, {give}"
    if summary.election is None:
        shown = tr(
            "Desks planned beyond those of now, and fewer than now, added up over the sites of "
            "each region"
        )
    else:
        shown = tr(
            "Desks planned beyond those of now, and fewer than now, added up over the sites of "
            "each area"
        )
    if len(data) == MOST_REGIONS:
        largest = tr("the {n} with the largest changes", n=len(data))
        shown = f"{shown}; {largest}"
    slide = new_figure(
        title,
        shown,
        summary,
        tr(
            "Members to add: {to_add}; spare: {spare}.",
            to_add=summary.members_to_add,
            spare=summary.members_spare,
        ),
        size,
    )
    names = max(text_width(region.name, 11) for region in data) + 12
    box = slide.body.inset(left=names, right=6, top=4).below_top(HIGHEST_ROW * len(data))
    plot_changes(data, slide.panel(box), box.width)
    return slide
