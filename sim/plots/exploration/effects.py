"""Effects of parameters on metrics as bars, the largest above: one at a time, a tornado."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.comparison.difference_text import metric_text
from sim.comparison.effect_text import effect_scale, effect_text, value_text
from sim.core.language import localized, marked, named, tr, tr_n
from sim.core.text import MINUS, number_text, shortened, unit_text
from sim.plots.style.boxes import POINTS
from sim.plots.style.interval_bars import quiet_axes
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.style import INK, QUIET_INK, SECOND, SIMULATED
from sim.plots.style.texts import clipped, fit_size, text_width
from sim.plots.style.ticks import format_ticks
from sim.results.labels import change_label
from sim.results.ranking import Ranked, ranked
from sim.results.schema import metric_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import ExplorationResults
    from sim.results.summaries.exploration import (
        EffectSummary,
        ExplorationSummary,
        ExploredMetric,
        ExploredParameter,
    )

_ROWS = {1: 16, 2: 14, 3: 7, 4: 7}
"""Parameters in a panel, by the number of panels."""
_LEAST = 5
"""Rows for which a panel has room at least: bars of few would be thick."""
_LONGEST = 28
"""Characters of the name of a parameter."""
_NAMES, _LEAST_SIZE = 10.5, 8.0
"""Largest and smallest size of the names of parameters, points."""
_HEIGHT_OF_SIZE = 0.55
"""Size of the text of a row, as a part of its height."""
_BELOW, _AROUND = 34, 56
"""Room of a panel below its bars, and below and above them, points."""
_LOW, _HIGH = SECOND, SIMULATED
_METHODS = {
    "one-at-a-time": marked("One parameter at a time, at both ends of its range"),
    "morris": marked("Mean size of the change over the whole range, by the method of Morris"),
    "sobol": marked("Shares of the variance, by the method of Sobol'"),
    "grid": marked("Shares of the variance over a grid of all combinations"),
}
_KEYS = {
    "one-at-a-time": ((_LOW, marked("at the low end")), (_HIGH, marked("at the high end"))),
    "morris": ((_HIGH, marked("mean size")),),
    "sobol": ((_LOW, marked("with interactions")), (_HIGH, marked("alone"))),
    "grid": ((_LOW, marked("with interactions")), (_HIGH, marked("alone"))),
}
_BARS = {
    "one-at-a-time": (("at_low", _LOW), ("at_high", _HIGH)),
    "morris": (("mean_size", _HIGH),),
    "sobol": (("total", _LOW), ("first", _HIGH)),
    "grid": (("total", _LOW), ("first", _HIGH)),
}
"""Measures of each method that are drawn, with their colours."""


class Bar(NamedTuple):
    """One measure of one parameter, in the unit of its panel."""

    value: float
    interval: tuple[float, float] | None
    colour: str
    text: str
    """What stands at its end; empty for nothing."""


class Panel(NamedTuple):
    """The parameters that move one metric most."""

    title: str
    unit: str
    rows: dict[str, list[Bar]]
    """By the name of the parameter, the largest effect first."""
    more: int
    """Parameters that move it, too, for which there is no room."""


def panel_data(summary: ExplorationSummary, metric: ExploredMetric, most: int) -> Panel:
    """Return what a panel shows.

    Parameters
    ----------
    summary
        Of the exploration.
    metric
        A metric that a parameter moves.
    most
        Number of rows.
    """
    rows = ranked(summary, metric.name)
    by, scaled = effect_scale(metric, rows[0].size)
    unit = tr(scaled)
    if summary.method in {"sobol", "grid"}:
        by, unit = 1.0, tr("share of the variance")
    title = _metric_label(metric)
    if metric.unchanged is not None:
        value = f"{metric_text(metric.unit, metric.unchanged)} {_level_unit(metric)}".rstrip()
        title = tr("{metric}: {value} in the scenario", metric=title, value=value)
    return Panel(
        title,
        unit,
        {_name(row.parameter): _bars(summary, metric, row, by) for row in rows[:most]},
        max(len(rows) - most, 0),
    )


def _name(parameter: ExploredParameter) -> str:
    """Return the name of a parameter with its unit."""
    has_unit = not parameter.unit or parameter.unit in parameter.label.split()
    unit = "" if has_unit else f", {unit_text(parameter.unit)}"
    return f"{shortened(change_label(parameter), _LONGEST - len(unit))}{unit}"


def _metric_label(metric: ExploredMetric) -> str:
    """Return the label of a metric in the current language; that of the result if not declared."""
    declared = metric_of(metric.name)
    if declared is None:
        return metric.label
    return declared.shown.replace("{}", named(metric.name.rpartition(".")[2]))


def _level_unit(metric: ExploredMetric) -> str:
    return "" if metric.unit in {"time", "0-1"} else unit_text(metric.unit)


def _bars(summary: ExplorationSummary, metric: ExploredMetric, row: Ranked, by: float) -> list[Bar]:
    found = []
    for measure, colour in _BARS[summary.method]:
        effect = row.effects.get(measure)
        if effect is None:
            continue
        low, high = effect.effect_p05, effect.effect_p95
        # Two intervals in one line could not be told apart.
        interval = None
        if low is not None and high is not None and measure != "first":
            interval = low / by, high / by
        text = _bar_text(row, effect, effect_text(effect, metric))
        found.append(Bar(effect.effect / by, interval, colour, text))
    return found


def _bar_text(row: Ranked, effect: EffectSummary, text: str) -> str:
    """Return what stands at the end of a bar: the value of the parameter, or the effect."""
    ends = {"at_low": row.parameter.low, "at_high": row.parameter.high}
    if effect.measure in ends:
        return value_text(ends[effect.measure], "") if effect.effect else ""
    return "" if effect.measure == "first" else text


def _plot_row(axes: Axes, y: int, bars: list[Bar], size: float) -> None:
    """Plot the bars of a parameter, and their texts beyond all of them."""
    ends = [0.0, *(end for bar in bars for end in (bar.value, *(bar.interval or ())))]
    # Two bars to the same side are told apart by their thickness, and have one text.
    same_side = len(bars) == 2 and bars[0].value * bars[1].value > 0
    texts: dict[bool, str] = {}
    for number, bar in enumerate(sorted(bars, key=lambda each: -abs(each.value))):
        axes.barh(y, bar.value, 0.36 if same_side and number else 0.72, color=bar.colour,
                  linewidth=0)  # fmt: skip
        if bar.interval is not None and bar.interval[0] < bar.interval[1]:
            axes.plot(bar.interval, [y, y], color=INK, linewidth=1.2)
        if bar.text:
            texts.setdefault(bar.value >= 0, bar.text)
    for right, text in texts.items():
        axes.annotate(
            text, (max(ends) if right else min(ends), y), xytext=(4 if right else -4, 0),
            textcoords="offset points", fontsize=size, ha="left" if right else "right",
            va="center", color=INK,
        )  # fmt: skip


def plot_panel(axes: Axes, panel: Panel, height: float) -> None:
    """Plot the bars of a panel, with the names of the parameters at the left.

    ``height`` is that of the panel, in points.
    """
    n = len(panel.rows)
    rows = max(n, min(_LEAST, int(_HEIGHT_OF_SIZE * height / _LEAST_SIZE)))
    size = min(_NAMES, _HEIGHT_OF_SIZE * height / rows)
    for y, bars in enumerate(panel.rows.values()):
        _plot_row(axes, y, bars, size)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(n), list(panel.rows))
    axes.set_ylim(rows - 0.4, -0.6)
    quiet_axes(axes)
    axes.tick_params(axis="y", labelsize=size)
    axes.margins(x=0.2)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    format_ticks(axes.xaxis, _tick_text)
    shown = panel.unit or tr("difference")
    if panel.more:
        more = tr_n(
            "{n} more parameter in effects.csv", "{n} more parameters in effects.csv", panel.more
        )
        shown = f"{shown}; {more}"
    # As wide as the room on both sides of the middle, which is not that of the figure.
    left, right = axes.bbox.x0, axes.figure.bbox.width - axes.bbox.x1
    room = (axes.bbox.width + 2 * min(left, right)) * POINTS / axes.figure.dpi - 4
    axes.set_xlabel(shown, fontsize=fit_size(shown, room, 9.5), color=QUIET_INK)


def _tick_text(value: float) -> str:
    return localized(f"{value:,.10g}").replace("-", MINUS)


def figure(of: tuple[ExplorationResults, list[ExploredMetric]], size: str = "slide") -> Figure:
    """Return a slide of some metrics: see :mod:`sim.plots.exploration.slides`."""
    results, metrics = of
    summary = results.summary
    slide = new_figure(_title(summary, metrics), _subtitle(summary), summary, _note(summary), size)
    if not metrics:
        return slide
    columns = 1 if len(metrics) == 1 or not slide.is_wide else 2
    cells = plot_key(slide, _key(summary)).grid(len(metrics), columns, (14, 14))
    for metric, cell in zip(metrics, cells, strict=True):
        # No more than can be read: panels are low on a telephone.
        rows = int(_HEIGHT_OF_SIZE * (cell.height - _AROUND) / _LEAST_SIZE)
        panel = panel_data(summary, metric, max(min(_ROWS[len(metrics)], rows), 1))
        names = max(text_width(name, _NAMES) for name in panel.rows)
        box = cell.inset(left=names + 10, bottom=_BELOW, right=12, top=_AROUND - _BELOW)
        plot_panel(slide.panel(box), panel, box.height)
        # Above the names of the parameters, too, as titles are long.
        size_of_title = max(fit_size(panel.title, cell.width, 11, "bold"), 9)
        title = clipped(panel.title, cell.width, size_of_title, "bold")
        slide.write(
            cell.left, box.top + 6, title, fontsize=size_of_title, fontweight="bold", color=INK
        )
    return slide


def _key(summary: ExplorationSummary) -> list[KeyItem]:
    """Return what explains the colours."""
    items = [KeyItem(tr(text), colour, "s") for colour, text in _KEYS[summary.method]]
    if any(each.effect_p05 is not None for each in summary.effects):
        items.append(KeyItem(tr("90 % confidence interval"), INK, line="-", width=1.2))
    return items


def _title(summary: ExplorationSummary, metrics: list[ExploredMetric]) -> str:
    """Return the finding: what moves the first metric most."""
    if not summary.effects:
        return tr("Too few points could be run to say what moves the metrics")
    if not metrics:
        return tr("No parameter moves any of the metrics")
    first = ranked(summary, metrics[0].name)[0]
    label, metric = change_label(first.parameter), _metric_label(metrics[0])
    label = label[0].upper() + label[1:]
    if summary.method in {"sobol", "grid"}:
        return tr(
            "{parameter} matters most for “{metric}”: {percent} % of its variance",
            parameter=label, metric=metric, percent=number_text(100 * first.size),
        )  # fmt: skip
    by, scaled = effect_scale(metrics[0], first.size)
    value, unit = first.size / by, unit_text(scaled)
    size = f"{localized(f'{value:,.2g}' if value < 100 else f'{value:,.0f}')} {unit}".rstrip()
    return tr(
        "{parameter} moves “{metric}” most: by {size}", parameter=label, metric=metric, size=size
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
                "{still} of {n} parameter move nothing here.",
                "{still} of {n} parameters move nothing here.",
                len(summary.parameters), still=still,
            )
        )  # fmt: skip
    if summary.refused:
        parts.append(
            tr_n("{n} point could not be run.", "{n} points could not be run.", summary.refused)
        )
    return " ".join(parts)
