"""Regions by difference: on their map, or on tiles; bars of those that differ most if many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.regional import regional_metric
from sim.core.language import named, tr, tr_n
from sim.core.text import unit_text
from sim.pack.maps.layout import layout_of
from sim.plots.comparison.region_map import SAME, differs_in, plot_map, shade
from sim.plots.comparison.region_title import metric_title, region_title
from sim.plots.comparison.series import (
    interval_note,
    named_results,
    pairing_text,
    signed_amount,
    title_name,
)
from sim.plots.comparison.slope import MOST_REGIONS, NO_REGIONAL_METRIC
from sim.plots.style.boxes import HIGHEST_ROW, extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import Slide, new_figure
from sim.plots.style.style import INK, OUTLINED, QUIET, QUIET_INK
from sim.plots.style.texts import clipped, fit_size, text_width
from sim.results.result_map import map_of_result
from sim.results.schema import TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Comparison, Difference
    from sim.plots.style.boxes import Box

_MOST_MAPS = 4
_MOST_TILES = 60
"""More tiles than these cannot be read on a slide."""
_LEAST_NAME = 8.5
"""Points; longer names of results over maps are cut."""
_FEW = 6
"""So few regions are shown as bars, beside their map if there is one."""


def regions_data(comparison: Comparison, metric: str) -> list[dict[str, Difference]]:
    """Return the differences by region, one mapping for each result."""
    nation = comparison.base.summary.nation
    return [
        {row.code: row for row in each.differences if row.metric == metric and row.code != nation}
        for each in comparison.others
    ]


def plot_region_bars(
    rows: Mapping[str, Difference], most: float, names: Mapping[str, str], axes: Axes
) -> None:
    """Plot one bar per region, the largest increase on top; as many as can be read."""
    width, height = extent_of(axes)
    room = min(MOST_REGIONS, max(1, int(height / 13)))
    most_differing = sorted(rows.values(), key=lambda row: -abs(row.difference))[:room]
    ranked = sorted(most_differing, key=lambda row: row.difference)
    at = range(len(ranked))
    axes.barh(
        at, [row.difference for row in ranked], 0.7, edgecolor=QUIET, linewidth=0.8,
        color=[shade(row.difference, most) if differs_in(row) else SAME for row in ranked],
    )  # fmt: skip
    same = tr("no difference")
    texts = [
        f"{names[row.code]} "
        f"{same if row.same else signed_amount(row, with_unit=True)}"
        for row in ranked
    ]  # fmt: skip
    low = min((_finite_min(row) for row in ranked), default=0.0)
    high = max((_finite_max(row) for row in ranked), default=0.0)
    span = (high - low) or 1.0
    longest = max(text_width(text, 11) for text in texts) + 14
    per_point = span / max(width - longest, 0.25 * width)
    for y, (row, text) in enumerate(zip(ranked, texts, strict=True)):
        if np.isfinite(row.low):
            axes.hlines(y, row.low, row.high, color=INK, linewidth=1.6, path_effects=OUTLINED)
        axes.text(
            max(_finite_max(row), 0.0) + 6 * per_point, y, text, va="center", fontsize=11,
            color=QUIET_INK if row.same else INK,
        )  # fmt: skip
    axes.set_xlim(low, low + per_point * width)
    # Few bars are on top, not as high as their panel.
    top = len(ranked) - 0.4
    axes.set_ylim(min(-0.6, top - height / HIGHEST_ROW), top)
    axes.vlines(0, -0.6, len(ranked) - 0.4, color=INK, linewidth=1.2)
    axes.set_axis_off()


def _finite_min(row: Difference) -> float:
    return min(end for end in (0.0, row.difference, row.low) if np.isfinite(end))


def _finite_max(row: Difference) -> float:
    return max(end for end in (0.0, row.difference, row.high) if np.isfinite(end))


def plot_shades(slide: Slide, data: Sequence[Mapping[str, Difference]], most: float) -> None:
    """Plot the key of the shades at the top of the body, which loses its room."""
    items = []
    for sign in (-1, 1):
        rows = [row for each in data for row in each.values()
                if differs_in(row) and row.difference * sign > 0]  # fmt: skip
        if rows:
            row = max(rows, key=lambda row: abs(row.difference))
            text = _up_to(row)
            shades = tuple(shade(row.difference * step / 4, most) for step in (1, 2, 3, 4))
            items.append(KeyItem(text, shades=shades))
    items.append(KeyItem(tr("no difference beyond random variation"), shades=(SAME,)))
    plot_key(slide, items)


def _up_to(row: Difference) -> str:
    """Return the meaning of the shades of a sign, whose darkest is that of a difference."""
    most, is_more = signed_amount(row, with_unit=True), row.difference > 0
    if row.unit == TIME and is_more:
        return tr("later, up to {most}", most=most)
    if row.unit == TIME:
        return tr("earlier, up to {most}", most=most)
    return tr("more, up to {most}", most=most) if is_more else tr("less, up to {most}", most=most)


def _areas(slide: Slide, n: int) -> list[Box]:
    """Return the boxes of ``n`` maps."""
    body = slide.body
    if n == 1:
        return [body]
    heads = body.inset(top=16)
    if not slide.is_wide:
        return heads.rows([1] * n, 22)
    return heads.grid(n, 2, (20, 24))


def figure(comparison: Comparison, size: str = "slide") -> Figure:
    """Return the figure."""
    rows = [row for each in comparison.others for row in each.differences]
    metric = regional_metric(rows, comparison.base.summary.nation, comparison.picked)
    if metric is None:
        return new_figure(tr(NO_REGIONAL_METRIC), "", comparison.results.summary, size=size)
    data = regions_data(comparison, metric)[:_MOST_MAPS]
    most = max((abs(row.difference) for each in data for row in each.values()), default=0.0)
    regions = comparison.base.summary.regions
    names = {code: named(each.name) for code, each in regions.items()}
    layout = layout_of(list(names), map_of_result(comparison.base))
    is_few = len(names) <= _FEW
    by_map = layout.has_map or _FEW < len(names) <= _MOST_TILES
    has_bars = not by_map or is_few or (len(data) == 1 and size == "phone")
    notes = [pairing_text(comparison)]
    if has_bars:
        notes.append(interval_note(comparison.results.summary))
    if layout.source and by_map:
        notes.append(tr("Shapes: {source}.", source=layout.source))
    left_out = len(comparison.others) - len(data)
    shown = tr(
        "Difference in {metric} from {base}",
        metric=metric_title(metric), base=title_name(comparison),
    ) + _unit(data)  # fmt: skip
    if left_out:
        more = tr_n("{n} more result is not shown", "{n} more results are not shown", left_out)
        shown = f"{shown}; {more}"
    slide = new_figure(
        region_title(comparison, metric),
        shown,
        comparison.results.summary,
        " ".join(filter(None, notes)),
        size,
    )
    plot_shades(slide, data, most)
    for (letter, name, _), rows_by_code, box in zip(
        named_results(comparison)[1:], data, _areas(slide, len(data)), strict=False
    ):
        panels = [box]
        if by_map and has_bars:
            is_below = len(data) == 1 and size == "phone"
            panels = box.rows([1, 1.25], 10) if is_below else box.columns([1, 1], 16)
        axes = slide.panel(panels[0])
        if by_map:
            plot_map(rows_by_code, most, layout, axes, names)
        if has_bars:
            under = axes if not by_map else slide.panel(panels[-1])
            plot_region_bars(rows_by_code, most, names, under)
        if len(data) > 1:
            whole, room = f"{letter} {name}", panels[0].width
            font = max(fit_size(whole, room, 12, "bold"), _LEAST_NAME)
            title = clipped(whole, room, font, "bold")
            axes.set_title(title, loc="left", fontsize=font, fontweight="bold")
    return slide


def _unit(data: Sequence[Mapping[str, Difference]]) -> str:
    """Return the unit of the differences, where their texts do not show it."""
    unit = next(row.unit for each in data for row in each.values())
    unit = {"%": "points", "time": "", "0-1": ""}.get(unit, unit)
    return f", {unit_text(unit)}" if unit else ""
