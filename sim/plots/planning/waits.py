"""Voters who wait too long, with the staff of now and with a plan, by region."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import localized, named, tr, tr_n
from sim.core.text import percent_text
from sim.plots.style.boxes import HIGHEST_ROW, extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.rows import name_rows, room_of
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import SERVICE_ASSUMED
from sim.plots.style.style import INK, QUIET, QUIET_INK, SIMULATED
from sim.plots.style.texts import text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults

MOST_REGIONS = 24
"""Regions that are shown at most, those with most voters who wait too long now."""

_NAMES, _SIZE = 11, 10.5
"""Size of the names of regions, and of the text beside a line, points."""


class RegionWaits(NamedTuple):
    """Voters of a region who wait too long, per cent."""

    name: str
    now: float
    planned: float


def waits_data(results: PlanResults) -> list[RegionWaits]:
    """Return the regions, those where most wait too long now first."""
    plan, fresh = results.tables["plan"], results.tables["validation"]
    of_site = dict(zip(plan["site"].tolist(), plan["code"].tolist(), strict=True))
    code = np.array([of_site[site] for site in fresh["site"].tolist()])
    found = []
    for region in dict.fromkeys(plan["code"].tolist()):
        sites = code == region
        voters = max(int(fresh["voters"][sites].sum()), 1)
        now, planned = (
            100 * int(fresh[name][sites].sum()) / voters
            for name in ("waited_too_long_now", "waited_too_long")
        )
        found.append(RegionWaits(named(results.summary.area_name(region)), now, planned))
    return sorted(found, key=lambda region: (-region.now, region.name))[:MOST_REGIONS]


def _text(region: RegionWaits) -> str:
    return f"{percent_text(region.now)} % → {percent_text(region.planned)} %"


def plot_waits(data: list[RegionWaits], room: float, axes: Axes) -> None:
    """Plot a line from now to the plan for each region; names have ``room`` points."""
    y = np.arange(len(data))
    now, planned = ([getattr(region, name) for region in data] for name in ("now", "planned"))
    most = max(*now, *planned, 0.01)
    axes.hlines(y, np.minimum(now, planned), np.maximum(now, planned), color=QUIET, linewidth=2)
    # A dot with an edge inside a square is seen where both are at one place.
    axes.plot(now, y, "s", color=QUIET_INK, markersize=10)
    axes.plot(planned, y, "o", color=SIMULATED, markersize=7.5, markeredgecolor="white")
    for k, region in enumerate(data):
        axes.annotate(
            _text(region), (max(region.now, region.planned), k), xytext=(10, 0),
            textcoords="offset points", va="center", color=INK, fontsize=_SIZE,
        )  # fmt: skip
    axes.set_ylim(len(data) - 0.4, -0.6)
    name_rows(axes, [region.name for region in data], room, _NAMES)
    # As much room as the text has that stands beside the largest value.
    beside = 24 + max(text_width(_text(region), _SIZE) for region in data)
    width = extent_of(axes).width
    axes.set_xlim(-0.02 * most, most * width / max(width - beside, 0.3 * width))
    axes.set_xlabel(tr("per cent of voters"))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def figure(results: PlanResults, size: str = "slide") -> Figure:
    """Return the figure."""
    found, summary = results.summary.validation, results.summary
    assert found is not None
    limit = tr("{minutes} min", minutes=localized(f"{summary.promise.max_wait_s / 60:g}"))
    if summary.election is None:
        shown = tr(
            "Voters whose whole wait is over {limit}, or who leave without a ballot, by region",
            limit=limit,
        )
    else:
        shown = tr(
            "Voters whose whole wait is over {limit}, or who leave without a ballot, by area",
            limit=limit,
        )
    days = tr_n("{n} fresh day", "{n} fresh days", found.compared_days)
    slide = new_figure(
        tr(
            "{now} % of voters wait over {limit} now, {planned} % with the plan",
            now=percent_text(found.waited_too_long_now_pct),
            limit=limit,
            planned=percent_text(found.waited_too_long_pct),
        ),
        f"{shown}; {days}",
        summary,
        tr(SERVICE_ASSUMED),
        size,
    )
    data = waits_data(results)
    room = room_of((region.name for region in data), slide.body.width, _NAMES)
    key = plot_key(slide, [KeyItem(tr("staff of now"), QUIET_INK, "s"),
                           KeyItem(tr("planned staff"), SIMULATED, "o")])  # fmt: skip
    box = key.inset(left=room + 11, bottom=36, right=6, top=4)
    plot_waits(data, room, slide.panel(box.below_top(HIGHEST_ROW * len(data))))
    return slide
