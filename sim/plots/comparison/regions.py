"""Regions by difference: on their map, or on tiles; bars of those that differ most if many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.comparison.regional import regional_metric
from sim.comparison.wording import difference_text
from sim.pack.maps.layout import LONGEST_CODE, label_sizes, layout_of
from sim.plots.comparison.series import pairing_text, short
from sim.plots.comparison.slope import (
    MOST_REGIONS,
    NO_REGIONAL_METRIC,
    metric_title,
    region_title,
)
from sim.plots.style.style import INK, QUIET, QUIET_INK, SLIDE, new_figure
from sim.results.result_map import map_of_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Comparison, Difference
    from sim.pack.maps.layout import AreaLayout

_LESS, _MORE = (np.array(rgb) / 255 for rgb in ((33, 102, 172), (136, 34, 85)))
"""Blue and purple, as orange is for reported values; each region shows the sign as text."""
_SAME = "#EFEFEF"
_MOST_MAPS = 4
_MOST_TILES = 60
"""More tiles than these cannot be read on a slide."""
_FEW_TILES = 12
"""So many have room for larger text."""
_LETTER, _LINES = 0.62, 2.3
"""Width of a letter, and height of two lines, in font sizes."""


def regions_data(comparison: Comparison, metric: str) -> list[dict[str, Difference]]:
    """Return the differences by region, one mapping for each result."""
    nation = comparison.base.summary.nation
    return [
        {row.code: row for row in each.differences if row.metric == metric and row.code != nation}
        for each in comparison.others
    ]


def shade(value: float, most: float) -> str:
    """Return a colour from white for 0 to that of the sign for ``most`` and above.

    >>> shade(0.0, 1.0), shade(-1.0, 1.0) == shade(-2.0, 2.0)
    ('#ffffff', True)
    """
    share = min(abs(value) / most, 1.0) if most > 0 else 0.0
    rgb = 1 - share * (1 - (_MORE if value > 0 else _LESS))
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in rgb)


def ink_on(colour: str) -> str:
    """Return black or white, whichever has more contrast on a colour.

    >>> ink_on("#ffffff") == INK, ink_on("#2166ac")
    (True, 'white')
    """
    return (
        "white" if 1.05 / (luminance(colour) + 0.05) > (luminance(colour) + 0.05) / 0.0655 else INK
    )


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour by WCAG, in [0, 1]."""
    parts = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def _differs(row: Difference) -> bool:
    return bool(row.difference) and row.differs is not False


def plot_map(
    rows: Mapping[str, Difference],
    most: float,
    layout: AreaLayout,
    axes: Axes,
    names: Mapping[str, str],
) -> None:
    """Plot regions shaded and labelled by their difference; one without room is only shaded."""
    bounds = axes.get_position()
    size = 10.5 if bounds.width > 0.5 else 7.5
    if not layout.has_map and len(layout.shapes) <= _FEW_TILES:
        size *= 1.5
    unit = size / 72 / min(
        bounds.width * SLIDE[0] / layout.width, bounds.height * SLIDE[1] / layout.height
    )  # fmt: skip
    labels = {code: _label(code, row, names[code], layout, _LETTER * unit)
              for code, row in rows.items()}  # fmt: skip
    shown = [code for code in layout.shapes if code in rows]
    lengths = [max(map(len, labels[code].split("\n"))) for code in shown]
    found = label_sizes([layout.shapes[code] for code in shown], lengths, _LETTER * unit,
                        _LINES * unit)  # fmt: skip
    sizes = dict(zip(shown, found, strict=True))
    for code, shape in {**layout.shapes, **layout.around}.items():
        row = rows.get(code)
        vertices = [point for ring in shape.rings for point in ring]
        steps = [
            step
            for ring in shape.rings
            for step in [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]
        ]
        differs = row is not None and _differs(row)
        colour = shade(row.difference, most) if row is not None and differs else _SAME
        axes.add_patch(
            PathPatch(
                Path(vertices, steps),
                facecolor=colour,
                edgecolor=QUIET,
                linewidth=0.8,
                clip_on=False,
            )
        )
        if row is None or sizes[code] == "none":
            continue
        axes.text(
            shape.label[0], shape.label[1], labels[code], ha="center", va="center",
            fontsize=size if sizes[code] == "usual" else 0.6 * size,
            color=ink_on(colour) if differs else QUIET_INK, linespacing=1.1,
            fontweight="bold" if differs else "normal",
        )  # fmt: skip
    axes.set_xlim(0, layout.width)
    axes.set_ylim(layout.height, 0)
    axes.set_aspect("equal")
    axes.set_axis_off()


def _label(code: str, row: Difference, name: str, layout: AreaLayout, letter: float) -> str:
    """Return the two lines on a region: its code, or on a tile its name if there is room."""
    text = "same" if row.same else difference_text(row, row.difference)
    if not layout.has_map:
        west, east = (f(x for x, _ in layout.shapes[code].rings[0]) for f in (min, max))
        if len(name) * letter < east - west:
            return f"{name}\n{text}"
    return f"{code[:LONGEST_CODE]}\n{text}"


def plot_region_bars(
    rows: Mapping[str, Difference], most: float, names: Mapping[str, str], axes: Axes
) -> None:
    """Plot one bar per region, the largest increase on top; as many as can be read."""
    most_differing = sorted(rows.values(), key=lambda row: -abs(row.difference))[:MOST_REGIONS]
    ranked = sorted(most_differing, key=lambda row: row.difference)
    at = range(len(ranked))
    axes.barh(
        at, [row.difference for row in ranked], 0.7, edgecolor=QUIET, linewidth=0.8,
        color=[shade(row.difference, most) if _differs(row) else _SAME for row in ranked],
    )  # fmt: skip
    for y, row in enumerate(ranked):
        if np.isfinite(row.low):
            axes.hlines(y, row.low, row.high, color=INK, linewidth=1.6)
        ends = [0.0, row.difference, *(end for end in (row.high,) if np.isfinite(end))]
        change = "same" if row.same else difference_text(row, row.difference, with_unit=True)
        axes.annotate(
            f"{names[row.code]} {change}",
            (max(ends), y), xytext=(6, 0), textcoords="offset points", va="center",
            fontsize=11, color=QUIET_INK if row.same else INK,
        )  # fmt: skip
    span = max(most, max((abs(end) for row in ranked for end in (row.low, row.high)
                          if np.isfinite(end)), default=0.0)) or 1.0  # fmt: skip
    axes.set_xlim(-1.1 * span, 1.9 * span)
    # Few bars are as thick as many.
    room = max(0.0, (8 - len(ranked)) / 2)
    axes.set_ylim(-0.6 - room, len(ranked) - 0.4 + room)
    axes.vlines(0, -0.6, len(ranked) - 0.4, color=INK, linewidth=1.2)
    axes.set_axis_off()


def _areas(n: int) -> Sequence[tuple[float, float, float, float]]:
    """Return the rectangles of ``n`` maps on a slide."""
    if n == 1:
        return [(0.1, 0.09, 0.8, 0.75)]
    if n == 2:
        return [(0.03, 0.13, 0.46, 0.65), (0.51, 0.13, 0.46, 0.65)]
    return [(x, y, 0.46, 0.34) for y in (0.48, 0.1) for x in (0.03, 0.51)]


def figure(comparison: Comparison) -> Figure:
    """Return the figure."""
    rows = [row for each in comparison.others for row in each.differences]
    metric = regional_metric(rows, comparison.base.summary.nation, comparison.picked)
    if metric is None:
        return new_figure(NO_REGIONAL_METRIC, "", comparison.results.summary)
    data = regions_data(comparison, metric)[:_MOST_MAPS]
    most = max((abs(row.difference) for each in data for row in each.values()), default=0.0)
    names = {code: each.name for code, each in comparison.base.summary.regions.items()}
    layout = layout_of(list(names), map_of_result(comparison.base))
    by_map = layout.has_map or len(names) <= _MOST_TILES
    source = f" Shapes: {layout.source}." if layout.source else ""
    left_out = len(comparison.others) - len(data)
    slide = new_figure(
        region_title(comparison, metric),
        f"Difference in {metric_title(metric)} from {short(comparison.name)}{_unit(data)}; "
        "grey: no difference beyond random variation"
        f"{f'; {left_out} more results are not shown' if left_out else ''}",
        comparison.results.summary,
        f"{pairing_text(comparison)}{source}",
    )
    for against, rows_by_code, area in zip(
        comparison.others, data, _areas(len(data)), strict=False
    ):
        axes = slide.add_axes(area)
        if by_map:
            plot_map(rows_by_code, most, layout, axes, names)
        else:
            plot_region_bars(rows_by_code, most, names, axes)
        if len(data) > 1:
            axes.set_title(f"{against.letter} {short(against.name)}", loc="left", fontsize=12,
                           fontweight="bold")  # fmt: skip
    return slide


def _unit(data: Sequence[Mapping[str, Difference]]) -> str:
    """Return the unit of the differences, where their texts do not show it."""
    unit = next(row.unit for each in data for row in each.values())
    text = {"%": "points", "time": "", "0-1": ""}.get(unit, unit)
    return f", {text}" if text else ""
