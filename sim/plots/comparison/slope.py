"""Regions from the base to other results: a line each, named at both ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.comparison import clock_of
from sim.comparison.differences import LEVEL
from sim.comparison.regional import regional_metric
from sim.comparison.wording import value_said
from sim.plots.comparison.series import (
    OTHERS,
    amount,
    as_told,
    doubt,
    named,
    paired_said,
    short,
    tells,
    way,
)
from sim.plots.style.style import INK, QUIET, QUIET_INK, new_figure
from sim.results import NATION
from sim.results.schema import TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Comparison, Difference

_MARKED = 3
"""So many of those that moved most are in colour."""
_GAP = 15
"""Points between labels."""


class Slope(NamedTuple):
    """One region in all results."""

    code: str
    name: str
    values: list[float]
    """In the base, then in each other result."""
    moved: bool


def slope_data(comparison: Comparison, metric: str) -> list[Slope]:
    """Return the regions, those that moved most first."""
    rows: dict[str, list[Difference]] = {}
    for against in comparison.others:
        for row in against.differences:
            if row.metric == metric and row.code != NATION:
                rows.setdefault(row.code, []).append(row)
    names = comparison.base.summary["regions"]
    ranked = sorted(rows, key=lambda code: (-max(abs(r.difference) for r in rows[code]), code))
    return [
        Slope(
            code,
            names[code]["name"],
            [rows[code][0].base, *(row.other for row in rows[code])],
            any(row.difference and row.moved is not False for row in rows[code]),
        )
        for code in ranked
    ]


def apart(values: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Return where labels stand: near their values, in their order, not upon each other.

    >>> apart([1.0, 1.1, 3.0], 0.5, 0.0, 4.0), apart([0.0, 0.1], 0.5, 0.0, 4.0)
    ([0.8, 1.3, 3.0], [0.0, 0.5])
    """

    def settled(members: list[int]) -> float:
        half = least * (len(members) - 1) / 2
        middle = sum(values[member] for member in members) / len(members)
        return max(min(middle, high - half), low + half)

    groups: list[tuple[list[int], float]] = []
    for k in sorted(range(len(values)), key=lambda k: (values[k], -k)):
        members, middle = [k], settled([k])
        while groups and middle - groups[-1][1] < least * (len(groups[-1][0]) + len(members)) / 2:
            members = groups.pop()[0] + members
            middle = settled(members)
        groups.append((members, middle))
    found = [0.0] * len(values)
    for members, middle in groups:
        for place, k in enumerate(members):
            found[k] = round(middle + least * (place - (len(members) - 1) / 2), 9)
    return found


def draw_slope(data: Sequence[Slope], unit: str, axes: Axes) -> None:
    """Draw a line a region, named on both sides; those that moved most in colour."""
    n = len(data[0].values)
    ends = [value for slope in data for value in slope.values]
    low, high = min(ends), max(ends)
    margin = max(0.06 * (high - low), 1e-6 if high > low else 1.0)
    axes.set_ylim(low - margin, high + margin)
    axes.set_xlim(-0.02, n - 0.98)
    unit_height = (high - low + 2 * margin) / (axes.bbox.height * 72 / axes.figure.dpi)
    gap = min(_GAP, 0.98 * axes.bbox.height * 72 / axes.figure.dpi / len(data)) * unit_height
    left, right = (
        apart([slope.values[side] for slope in data], gap, low, high) for side in (0, -1)
    )
    marked = [slope.code for slope in data if slope.moved][:_MARKED]
    for place, slope in reversed(list(enumerate(data))):
        colour = OTHERS[marked.index(slope.code)] if slope.code in marked else QUIET
        ink = colour if slope.code in marked else QUIET_INK
        weight = "bold" if slope.code in marked else "normal"
        axes.plot(
            range(n), slope.values, "o-", color=colour,
            linewidth=2.6 if slope.code in marked else 1.2, markersize=5, clip_on=False,
        )  # fmt: skip
        for x, at, value, ha, offset in (
            (0, left[place], slope.values[0], "right", -0.05),
            (n - 1, right[place], slope.values[-1], "left", 0.05),
        ):
            axes.plot([x, x + 0.9 * offset], [value, at], color=ink, linewidth=0.7, clip_on=False)
            said = _said(unit, value)
            text = f"{slope.name}  {said}" if ha == "right" else f"{said}  {slope.name}"
            axes.text(
                x + offset, at, text, ha=ha, va="center", fontsize=10.5, color=ink,
                fontweight=weight,
            )  # fmt: skip
    axes.grid(visible=False)
    axes.set_yticks([])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _said(unit: str, value: float) -> str:
    return clock_of(value) if unit == TIME else f"{value_said(unit, value)}{' %' * (unit == '%')}"


def metric_said(metric: str) -> str:
    """Say a metric in the words of a title.

    >>> metric_said("turnout_at.10:00"), metric_said("night.all_accepted"), metric_said("cast")
    ('turnout by 10:00', 'time of the last protocol', 'cast')
    """
    name, _, rest = metric.partition(".")
    if name == "turnout_at":
        return f"turnout by {rest}"
    known = {"turnout_pct": "final turnout", "night.all_accepted": "time of the last protocol"}
    return known.get(metric, metric.replace("_", " ").replace(".", ": "))


def moved_most(comparison: Comparison, metric: str) -> str:
    """Return the title: the region that moved most, and how."""
    rows = [
        (each, row) for each in comparison.others for row in each.differences
        if row.metric == metric and row.code != NATION and tells(row)
    ]  # fmt: skip
    what = metric_said(metric)
    n = len(comparison.base.summary["regions"])
    if not rows:
        unit = next(row.unit for row in comparison.others[0].differences if row.metric == metric)
        least = 30 if unit == TIME else 0.005
        return f"No region differs in {what}{as_told(comparison, [metric], least)}"
    if by_chance_alone(comparison, metric):
        return f"{len(rows)} of {n} regions differ in {what}: no more than by luck"
    against, row = max(rows, key=lambda pair: abs(pair[1].difference))
    name = comparison.base.summary["regions"][row.code]["name"]
    more, less = ("later", "earlier") if row.unit == TIME else ("higher", "lower")
    moved = f"{name} moves most: {what} is {amount(row)} {way(row, more, less)}"
    where = f" in {short(against.name)}" if len(comparison.others) > 1 else ""
    return f"{moved}{where}{doubt(row)}"


def by_chance_alone(comparison: Comparison, metric: str) -> bool:
    """Tell whether so few regions differ that luck alone would do it; never so if paired."""
    if any(each.pairing.pairs for each in comparison.others):
        return False
    told = [
        bool(row.moved) for each in comparison.others for row in each.differences
        if row.metric == metric and row.code != NATION and row.moved is not None
    ]  # fmt: skip
    n, share = len(told), 1 - LEVEL
    # Two standard deviations above what is expected if nothing differs.
    return n > 0 and sum(told) <= share * n + 2 * math.sqrt(share * (1 - share) * n)


def figure(comparison: Comparison) -> Figure:
    """Return the slide."""
    rows = [row for each in comparison.others for row in each.differences]
    metric = regional_metric(rows, comparison.picked)
    if metric is None:
        return new_figure("No figure of a region was asked for", "", comparison.results)
    data = slope_data(comparison, metric)
    n_moved = sum(slope.moved for slope in data)
    slide = new_figure(
        moved_most(comparison, metric),
        f"{metric_said(metric).capitalize()} in {len(data)} regions, of which {n_moved} differ"
        f"{'; in colour those that moved most' if n_moved else ''}",
        comparison.results,
        paired_said(comparison),
    )
    axes = slide.add_axes((0.24, 0.11, 0.52, 0.67))
    unit = next(row.unit for row in rows if row.metric == metric)
    draw_slope(data, unit, axes)
    labels = [f"{letter} {short(name)}" for letter, name, _ in named(comparison)]
    axes.set_xticks(range(len(labels)), labels, fontweight="bold", color=INK)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, pad=8)
    return slide
