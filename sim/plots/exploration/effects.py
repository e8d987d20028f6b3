"""Effects of parameters on metrics as bars, the largest above: one at a time, a tornado."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from sim.comparison.effect_text import effect_scale, in_scenario_text, metric_label
from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import MINUS, number_text, percent_text, unit_text
from sim.plots.exploration.effect_bars import HIGH, LOW, Bar, Panel, panel_data
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.rows import name_rows, quiet_axes, room_of
from sim.plots.style.slide import new_figure
from sim.plots.style.style import INK, OUTLINED, QUIET_INK
from sim.plots.style.texts import fit_size, head_of, text_width
from sim.plots.style.ticks import format_ticks
from sim.results.labels import change_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.exploration.slides import MovedMetric
    from sim.plots.style.boxes import Box
    from sim.results import ExplorationResults
    from sim.results.summaries.exploration import ExplorationSummary

_ROWS = {1: 16, 2: 14, 3: 7, 4: 7}
"""Parameters in a panel, by the number of panels."""
_LEAST = 3
"""Rows for which there is room at least: the panel of fewer is lower, or bars would be thick."""
_NAMES, _LEAST_SIZE = 10.5, 8.0
"""Largest and smallest size of the names of parameters, points."""
_TITLE = 11.0
"""Size of the title of a panel in one line, points."""
_BESIDE = 8
"""Points that are free beside a title, as the next one may follow."""
_HEIGHT_OF_SIZE = 0.55
"""Size of the text of a row, as a part of its height."""
_BELOW, _AROUND = 31, 50
"""Room of a panel below its bars, and below and above them, points."""
_GAPS = (14, 8)
"""Points between panels, across and down."""
_UNIT = 9.5
"""Size of the name of a unit below a panel, points."""
_HATCH = {LOW: "/////", HIGH: ""}
"""The colours are nearly the same in grey."""
_METHODS = {
    "one-at-a-time": marked("One parameter at a time, at both ends of its range"),
    "morris": marked("Mean size of the change over the whole range, by the method of Morris"),
    "sobol": marked("Shares of the variance, by the method of Sobol'"),
    "grid": marked("Shares of the variance over a grid of all combinations"),
}
_KEYS = {
    "one-at-a-time": ((LOW, marked("at the low end")), (HIGH, marked("at the high end"))),
    "morris": ((HIGH, marked("mean size")),),
    "sobol": ((LOW, marked("with interactions")), (HIGH, marked("alone"))),
    "grid": ((LOW, marked("with interactions")), (HIGH, marked("alone"))),
}


def _plot_row(axes: Axes, y: int, bars: list[Bar], size: float) -> None:
    """Plot the bars of a parameter, and their texts beyond all of them."""
    ends = [0.0, *(end for bar in bars for end in (bar.value, *(bar.interval or ())))]
    # Two bars to the same side are told apart by their thickness, and have one text.
    same_side = len(bars) == 2 and bars[0].value * bars[1].value > 0
    texts: dict[bool, str] = {}
    for number, bar in enumerate(sorted(bars, key=lambda each: -abs(each.value))):
        hatch = _HATCH[bar.colour]
        axes.barh(y, bar.value, 0.36 if same_side and number else 0.72, hatch=hatch,
                  color="white" if hatch else bar.colour, edgecolor=bar.colour,
                  linewidth=0.8 if hatch else 0)  # fmt: skip
        if bar.interval is not None and bar.interval[0] < bar.interval[1]:
            axes.plot(bar.interval, [y, y], color=INK, linewidth=1.2, path_effects=OUTLINED)
        if bar.text:
            texts.setdefault(bar.value >= 0, bar.text)
    for right, text in texts.items():
        axes.annotate(
            text, (max(ends) if right else min(ends), y), xytext=(4 if right else -4, 0),
            textcoords="offset points", fontsize=size, ha="left" if right else "right",
            va="center", color=INK,
        )  # fmt: skip


def _rows_and_size(n: int, height: float) -> tuple[int, float]:
    """Return the rows for which a panel of a height in points has room, and the size of text."""
    rows = max(n, min(_LEAST, int(_HEIGHT_OF_SIZE * height / _LEAST_SIZE)))
    return rows, min(_NAMES, _HEIGHT_OF_SIZE * height / rows)


def _limits(panel: Panel, width: float, size: float) -> tuple[float, float]:
    """Return the ends of an axis of a width in points: the bars, and room for the texts beyond."""
    ends = [[0.0, *(end for bar in bars for end in (bar.value, *(bar.interval or ())))]
            for _, bars in panel.rows]  # fmt: skip
    low, high = min(map(min, ends)), max(map(max, ends))
    room = [0.0, 0.0]
    for _, bars in panel.rows:
        for bar in bars:
            side = int(bar.value >= 0)
            room[side] = max(room[side], text_width(bar.text, size) + 8 if bar.text else 0.0)
    a_point = ((high - low) or 1.0) / max(width - sum(room), 0.2 * width)
    margin = 4 * a_point
    return low - room[0] * a_point - margin, high + room[1] * a_point + margin


def plot_panel(axes: Axes, panel: Panel, box: Box) -> None:
    """Plot the bars of a panel in its box."""
    n = len(panel.rows)
    size = min(_NAMES, _HEIGHT_OF_SIZE * box.height / n)
    for y, (_, bars) in enumerate(panel.rows):
        _plot_row(axes, y, bars, size)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_ylim(n - 0.4, -0.6)
    quiet_axes(axes)
    axes.set_xlim(*_limits(panel, box.width, size))
    axes.xaxis.set_major_locator(MaxNLocator(max(2, min(5, int(box.width / 36)))))
    format_ticks(axes.xaxis, _tick_text)


def _name_unit(axes: Axes, panel: Panel, room: float) -> None:
    """Name the unit below a panel, and what it leaves out.

    A text that is too long for the middle ends at the right and is below the names of the
    parameters, too: ``room`` is from there to the right end, in points.
    """
    shown = panel.unit or tr("difference")
    if panel.more:
        more = tr_n(
            "{n} more parameter in effects.csv", "{n} more parameters in effects.csv", panel.more
        )
        shown = f"{shown}; {more}"
    fits = text_width(shown, _UNIT) <= extent_of(axes).width
    axes.set_xlabel(shown, fontsize=fit_size(shown, room, _UNIT), color=QUIET_INK,
                    loc="center" if fits else "right")  # fmt: skip


def _tick_text(value: float) -> str:
    return localized(f"{value:,.10g}").replace("-", MINUS)


def figure(of: tuple[ExplorationResults, Sequence[MovedMetric]], size: str = "slide") -> Figure:
    """Return a slide of some metrics: see :mod:`sim.plots.exploration.slides`."""
    results, shown = of
    summary = results.summary
    slide = new_figure(_title(summary, shown), _subtitle(summary), summary, _note(summary), size)
    if not shown:
        return slide
    columns = 1 if len(shown) == 1 or not slide.is_wide else 2
    cells = plot_key(slide, _key(summary)).grid(len(shown), columns, _GAPS)
    for moved, cell in zip(shown, cells, strict=True):
        title = in_scenario_text(moved.metric, metric_label(moved.metric))
        lines, size_of_title = head_of(title, cell.width - _BESIDE, _TITLE)
        inner = cell.inset(bottom=_BELOW, top=_AROUND - _BELOW + 11 * (len(lines) - 1))
        # No more than can be read: panels are low on a telephone.
        rows = int(_HEIGHT_OF_SIZE * inner.height / _LEAST_SIZE)
        panel = panel_data(summary, moved, max(min(_ROWS[len(shown)], rows), 1))
        names = [row.name for row in panel.rows]
        of_rows, size_of_names = _rows_and_size(len(names), inner.height)
        room = room_of(names, cell.width, size_of_names)
        box = inner.inset(left=room + 9, right=12)
        box = box.below_top(inner.height * len(names) / of_rows)
        axes = slide.panel(box)
        plot_panel(axes, panel, box)
        _name_unit(axes, panel, box.right - cell.left)
        name_rows(axes, names, room, size_of_names)
        # Above the names of the parameters, too, as titles are long.
        slide.write(
            cell.left, box.top + 6, "\n".join(lines), fontsize=size_of_title, fontweight="bold",
            color=INK, linespacing=1.15,
        )  # fmt: skip
    return slide


def _key(summary: ExplorationSummary) -> list[KeyItem]:
    """Return what explains the colours."""
    items = [
        KeyItem(tr(text), colour, hatch=_HATCH[colour], band=1) for colour, text in
        _KEYS[summary.method]
    ]  # fmt: skip
    if any(each.effect_p05 is not None for each in summary.effects):
        items.append(KeyItem(tr("90 % confidence interval"), INK, line="-", width=1.2))
    return items


def _title(summary: ExplorationSummary, shown: Sequence[MovedMetric]) -> str:
    """Return the finding: what moves the first metric most."""
    if not summary.effects:
        return tr("Too few points could be run to say what moves the metrics")
    if not shown:
        return tr("No parameter moves any of the metrics")
    explored, (first, *_) = shown[0]
    label, metric = change_label(first.parameter), metric_label(explored)
    label = label[0].upper() + label[1:]
    if summary.method in {"sobol", "grid"}:
        return _title_of_share(label, metric, first.size)
    by, scaled = effect_scale(explored, first.size)
    value, unit = first.size / by, unit_text(scaled)
    size = f"{localized(f'{value:,.2g}' if value < 100 else f'{value:,.0f}')} {unit}".rstrip()
    return tr(
        "{parameter} moves “{metric}” most: by {size}", parameter=label, metric=metric, size=size
    )


def _title_of_share(parameter: str, metric: str, share: float) -> str:
    """Return the finding where effects are shares of a variance, of which estimates exceed 1."""
    if share > 1:
        return tr(
            "{parameter} matters most for “{metric}”: all of its variance (estimate: {share})",
            parameter=parameter, metric=metric, share=number_text(share, 2),
        )  # fmt: skip
    return tr(
        "{parameter} matters most for “{metric}”: {percent} % of its variance",
        parameter=parameter,
        metric=metric,
        percent=percent_text(100 * share, 0),
    )


def _subtitle(summary: ExplorationSummary) -> str:
    parameters = tr_n("{n} parameter", "{n} parameters", len(summary.parameters))
    points = tr_n("{n} point", "{n} points", summary.points)
    runs = tr("{parameters}, {points}, paired runs", parameters=parameters, points=points)
    return f"{tr(_METHODS[summary.method])}; {runs}"


def _note(summary: ExplorationSummary) -> str:
    still = sum(each.moves is False for each in summary.parameters)
    parts = [tr("Ranges are assumptions: see ranges.csv.")]
    if still:
        parts.append(
            tr_n(
                "Without effect here: {still} of {n} parameter.",
                "Without effect here: {still} of {n} parameters.",
                len(summary.parameters), still=still,
            )
        )  # fmt: skip
    if summary.refused:
        parts.append(
            tr_n("{n} point could not be run.", "{n} points could not be run.", summary.refused)
        )
    return " ".join(parts)
