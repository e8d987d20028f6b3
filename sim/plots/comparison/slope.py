"""Slope chart: one line per region from the base to other results."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.comparison.difference_text import metric_text
from sim.comparison.regional import regional_metric
from sim.core.language import marked, named, tr, tr_n
from sim.plots.comparison.region_title import metric_title, region_title
from sim.plots.comparison.series import (
    OTHERS,
    named_results,
    pairing_text,
)
from sim.plots.style.boxes import extent_of
from sim.plots.style.slide import new_figure
from sim.plots.style.style import INK, OVER_LINES, QUIET, QUIET_INK
from sim.plots.style.texts import LEAST_SIZE, clipped, fit_size, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.comparison import Comparison, Difference
    from sim.results.summaries import RunSummary

NO_REGIONAL_METRIC = marked("No metric by region was selected")
"""Title of an empty figure."""
_MARKED = 3
"""Number of regions in colour, those that differ most."""
_BESIDE = 9
"""Points between a mark in the middle and its value."""
MOST_REGIONS = 34
"""Number of regions that can be read on a slide; those that differ most are shown."""
_GAP = 15
"""Distance between lines of text, in points."""


class Slope(NamedTuple):
    """One region in all results."""

    code: str
    name: str
    values: list[float]
    """Value in the base, then in each other result."""
    differs: bool


def slope_data(comparison: Comparison, metric: str) -> list[Slope]:
    """Return the regions, the largest difference first; as many as can be read."""
    rows: dict[str, list[Difference]] = {}
    nation = comparison.base.summary.nation
    for against in comparison.others:
        for row in against.differences:
            if row.metric == metric and row.code != nation:
                rows.setdefault(row.code, []).append(row)
    names = comparison.base.summary.regions
    ranked = sorted(rows, key=lambda code: (-max(abs(r.difference) for r in rows[code]), code))
    return [
        Slope(
            code,
            named(names[code].name),
            [rows[code][0].base, *(row.other for row in rows[code])],
            any(row.difference and row.differs is not False for row in rows[code]),
        )
        for code in ranked[:MOST_REGIONS]
    ]


def apart(values: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Return positions of labels, near their values and at least ``least`` apart, in order.

    >>> apart([1.0, 1.1, 3.0], 0.5, 0.0, 4.0), apart([0.0, 0.1], 0.5, 0.0, 4.0)
    ([0.8, 1.3, 3.0], [0.0, 0.5])
    """

    def middle_of(members: list[int]) -> float:
        half = least * (len(members) - 1) / 2
        middle = sum(values[member] for member in members) / len(members)
        return max(min(middle, high - half), low + half)

    groups: list[tuple[list[int], float]] = []
    for k in sorted(range(len(values)), key=lambda k: (values[k], -k)):
        members, middle = [k], middle_of([k])
        while groups and middle - groups[-1][1] < least * (len(groups[-1][0]) + len(members)) / 2:
            members = groups.pop()[0] + members
            middle = middle_of(members)
        groups.append((members, middle))
    found = [0.0] * len(values)
    for members, middle in groups:
        for rank, k in enumerate(members):
            found[k] = round(middle + least * (rank - (len(members) - 1) / 2), 9)
    return found


def places(
    values: Sequence[float], gap: float, marked: int, ends: tuple[float, float]
) -> dict[int, float]:
    """Return where names are written on one side, by index of the region.

    The names of the marked regions are as near to the ends of their lines as there is room;
    others are about a line away at most, or left out, those with smaller differences first.

    Parameters
    ----------
    values
        Ends of the lines, that of the region with the largest difference first.
    gap
        Distance of lines of text, in the unit of the values.
    marked
        Number of regions that must have a name.
    ends
        Lowest and highest position.

    Examples
    --------
    >>> places([1.0, 1.1, 1.2, 1.3, 5.0], 0.5, 1, (0.0, 6.0))
    {0: 1.0, 1: 1.6, 4: 5.0}
    """
    found = dict(enumerate(apart(values[:marked], gap, *ends)))
    for k, value in enumerate(values):
        if k in found:
            continue
        for move in (0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1.0, -1.0):
            at = value + move * gap
            if all(
                abs(at - other) >= 0.99 * gap and (at - other) * (value - values[j]) >= 0
                for j, other in found.items()
            ):
                found[k] = at
                break
    return found


def plot_slope(data: Sequence[Slope], unit: str, rooms: tuple[float, float], axes: Axes) -> int:
    """Plot one line per region, those that differ most in colour; return how many have no name.

    Parameters
    ----------
    data
        Regions, the largest difference first.
    unit
        Of the metric.
    rooms
        Points for a name and a value on the left and on the right; there only the value is
        written if the room is smaller.
    axes
        The panel.
    """
    n = len(data[0].values)
    ends = [value for slope in data for value in slope.values]
    low, high = min(ends), max(ends)
    margin = max(0.06 * (high - low), 1e-6 if high > low else 1.0)
    axes.set_ylim(low - margin, high + margin)
    axes.set_xlim(-0.02, n - 0.98)
    width, height = extent_of(axes)
    gap = _GAP * (high - low + 2 * margin) / height
    marked = [slope.code for slope in data if slope.differs][:_MARKED]
    sides = [places([slope.values[side] for slope in data], gap, len(marked), axes.get_ylim())
             for side in (0, -1)]  # fmt: skip
    offset = 12 * (n - 1) / width
    for index, slope in reversed(list(enumerate(data))):
        is_marked = slope.code in marked
        colour = OTHERS[marked.index(slope.code) % len(OTHERS)] if is_marked else QUIET
        axes.plot(
            range(n), slope.values, "o-", color=colour, linewidth=2.6 if is_marked else 1.2,
            markersize=5, clip_on=False,
        )  # fmt: skip
        ink = colour if is_marked else QUIET_INK
        for x, at, value, sign, room in zip(
            (0, n - 1), sides, (slope.values[0], slope.values[-1]), (-1, 1), rooms, strict=True
        ):
            if index not in at:
                continue
            y, end = at[index], x + sign * offset
            axes.plot([x, x + 0.8 * sign * offset], [value, y], color=ink, linewidth=0.7,
                      clip_on=False)  # fmt: skip
            weight = "bold" if is_marked else "normal"
            name = "" if room < rooms[0] else slope.name
            text, font = _end_text(name, _value_text(unit, value), sign, room, weight)
            axes.text(
                end, y, text, ha="right" if sign < 0 else "left", va="center", color=ink,
                fontsize=font, fontweight=weight,
            )  # fmt: skip
    _name_middles([slope for slope in data if slope.code in marked], unit, gap, axes)
    axes.grid(visible=False)
    axes.set_yticks([])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    return len(data) - len(sides[0].keys() | sides[1].keys())


def _end_text(name: str, number: str, sign: int, room: float, weight: str) -> tuple[str, float]:
    """Return the text at an end of a line, and its size, in so many points; a long name is cut.

    The name is away from the line, which ``sign`` says is on its right (-1) or on its left (1).
    """
    if not name:
        return number, fit_size(number, room, 10, weight)
    size = max(fit_size(f"{name}  {number}", room, 10, weight), LEAST_SIZE)
    short = clipped(name, room - text_width(f"  {number}", size, weight), size, weight)
    return f"{short}  {number}" if sign < 0 else f"{number}  {short}", size


def _name_middles(marked: Sequence[Slope], unit: str, gap: float, axes: Axes) -> None:
    """Write the values of the marked regions in the middle, if they end before the next result."""
    n, width = len(marked[0].values) if marked else 0, extent_of(axes).width
    for x in range(1, n - 1):
        texts = [_value_text(unit, slope.values[x]) for slope in marked]
        widest = max(text_width(text, 10, "bold") for text in texts)
        if _BESIDE + widest + _BESIDE > width / (n - 1):
            return
        at = apart([slope.values[x] for slope in marked], gap, *axes.get_ylim())
        for k, (text, y) in enumerate(zip(texts, at, strict=True)):
            axes.text(
                x + _BESIDE * (n - 1) / width, y, text, va="center", color=OTHERS[k % len(OTHERS)],
                fontsize=10, fontweight="bold", bbox=OVER_LINES,
            )  # fmt: skip


def _value_text(unit: str, value: float) -> str:
    return f"{metric_text(unit, value)}{' %' * (unit == '%')}"


def _shown_text(metric: str, n_shown: int, n: int, summary: RunSummary) -> str:
    """Return the metric and the number of regions that are shown."""
    title = metric_title(metric)
    values = {"metric": f"{title[:1].upper()}{title[1:]}"}
    if summary.election is None:
        found = tr_n("{metric} in {n} region", "{metric} in {n} regions", n_shown, **values)
    else:
        found = tr_n("{metric} in {n} area", "{metric} in {n} areas", n_shown, **values)
    if n == n_shown:
        return found
    return tr(
        "{shown} of {n}, those with the largest differences", shown=found, n=n
    )  # fmt: skip


def figure(comparison: Comparison, size: str = "slide") -> Figure:
    """Return the figure."""
    rows = [row for each in comparison.others for row in each.differences]
    metric = regional_metric(rows, comparison.base.summary.nation, comparison.picked)
    if metric is None:
        return new_figure(tr(NO_REGIONAL_METRIC), "", comparison.results.summary, size=size)
    data = slope_data(comparison, metric)
    n_moved = sum(slope.differs for slope in data)
    summary = comparison.base.summary
    shown = _shown_text(metric, len(data), len(comparison.results.summary.regions), summary)
    differ = [tr_n("of which {n} differs", "of which {n} differ", n_moved)]
    if n_moved:
        differ.append(tr("the largest differences in colour"))
    differ.append(tr("names where there is room"))
    slide = new_figure(
        region_title(comparison, metric),
        f"{shown}, {'; '.join(differ)}",
        comparison.results.summary,
        pairing_text(comparison),
        size,
    )
    unit = next(row.unit for row in rows if row.metric == metric)
    numbers = [text_width(_value_text(unit, slope.values[-1]), 10, "bold") for slope in data]
    rooms = (165.0, 165.0) if slide.is_wide else (150.0, min(max(52.0, *numbers) + 2, 84.0))
    aside = max(0.0, (slide.body.width - sum(rooms) - 450) / 2) + 12
    left, right = (room + aside for room in rooms)
    axes = slide.panel(slide.body.inset(left=left, right=right, top=24, bottom=4))
    plot_slope(data, unit, rooms, axes)
    names = named_results(comparison)
    labels = [f"{letter} {name}" for letter, name, _ in names]
    between = extent_of(axes).width / (len(labels) - 1)
    if not slide.is_wide or max(text_width(each, 11, "bold") for each in labels) > between - 12:
        labels = [letter for letter, *_ in names]
    axes.set_xticks(range(len(labels)), labels, fontweight="bold", color=INK)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, pad=6)
    return slide
