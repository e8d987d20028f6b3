"""The summary of an exploration as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.comparison.difference_text import metric_text
from sim.comparison.effect_text import effect_text, value_text
from sim.core.text import counted
from sim.results.labels import run_label
from sim.results.ranking import Ranked, ranked
from sim.show.run_lines import change_lines
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import ExplorationResults
    from sim.results.summaries.exploration import ExplorationSummary, ExploredMetric

_ROWS = 24
"""Parameters that are listed in all; of each metric at least :data:`_LEAST`."""
_LEAST = 5
_NAMED = 12
"""Parameters that are left out and named with the reason."""
_REFUSED = 5
_HEADINGS = {
    "one-at-a-time": ("parameter", "low end", "effect", "high end", "effect"),
    "morris": ("parameter", "range", "mean size", "mean", "spread"),
    "sobol": ("parameter", "range", "total", "first"),
    "grid": ("parameter", "range", "total", "first", "between means"),
}
_METHODS = {
    "one-at-a-time": "one at a time, at both ends of their ranges",
    "morris": "by the method of Morris: changes over the whole range",
    "sobol": "by the method of Sobol': shares of the variance",
    "grid": "on a grid of all combinations: shares of the variance",
}


def exploration_text(results: ExplorationResults) -> str:
    """Return the summary of an exploration as text."""
    summary = results.summary
    lines = [
        *wrapped(f"Simulated: exploration of {run_label(summary)}", hanging=""),
        *change_lines(summary.changed),
        *wrapped(_design(summary), hanging=""),
    ]
    most = max(_ROWS // len(summary.metrics), _LEAST)
    for metric in summary.metrics:
        lines += ["", *_metric(summary, metric, most)]
    lines += ["", *_moving_nothing(summary), *_left_out(summary), *_refused(summary)]
    return "\n".join(lines).rstrip()


def _design(summary: ExplorationSummary) -> str:
    n, points = len(summary.parameters), counted(summary.points, "point")
    if summary.replications > 1:
        points += f" × {summary.replications:,} replications"
    text = f"{counted(n, 'parameter')} {_METHODS[summary.method]}; {points}, paired"
    has_intervals = any(each.effect_p05 is not None for each in summary.effects)
    return f"{text}; ±: half of the 90 % confidence interval" if has_intervals else text


def _metric(summary: ExplorationSummary, metric: ExploredMetric, most: int) -> Iterator[str]:
    """Yield a heading and the parameters that move a metric, as many as are to be listed."""
    yield from wrapped(_metric_heading(metric), hanging="")
    rows = ranked(summary, metric.name)
    if not rows:
        measured = any(each.metric == metric.name for each in summary.effects)
        yield "  no parameter moves it" if measured else "  too few points have it"
        return
    cells = [_cells(summary.method, metric, row) for row in rows[:most]]
    heading = _HEADINGS[summary.method]
    yield from table(cells, "<" + ">" * (len(heading) - 1), heading)
    if summary.method == "sobol" and not all(
        -0.1 <= row.effects["total"].effect <= 1.1 for row in rows
    ):
        yield "  shares far outside 0 to 1: too few points; give more --samples"
    if len(rows) > most:
        yield f"  and {counted(len(rows) - most, 'parameter')} with less effect, see effects.csv"


def _metric_heading(metric: ExploredMetric) -> str:
    unit = {"time": "", "0-1": ""}.get(metric.unit, metric.unit)
    low, high = (
        "" if end is None else metric_text(metric.unit, end) for end in (metric.low, metric.high)
    )
    text = f"{metric.label} ({metric.name})"
    if metric.unchanged is not None:
        text += (
            f": {metric_text(metric.unit, metric.unchanged)} {unit}".rstrip() + " in the scenario"
        )
    return f"{text}, {low} to {high} {unit}".rstrip() if low != high else text


def _cells(method: str, metric: ExploredMetric, row: Ranked) -> tuple[str, ...]:
    """Return the cells of a parameter: its range and its effects."""
    parameter, effects = row.parameter, row.effects
    texts = {measure: effect_text(effect, metric) for measure, effect in effects.items()}
    low, high = (value_text(end, parameter.unit) for end in (parameter.low, parameter.high))
    if method == "one-at-a-time":
        at_low, at_high = (texts.get(end, "refused") for end in ("at_low", "at_high"))
        return parameter.label, low, at_low, high, at_high
    return parameter.label, f"{value_text(parameter.low, '')} to {high}", *texts.values()


def _moving_nothing(summary: ExplorationSummary) -> Iterator[str]:
    still = [each.key for each in summary.parameters if each.moves is False]
    if still:
        these = "this metric" if len(summary.metrics) == 1 else "any of these metrics"
        yield from wrapped(f"Do not move {these}: {', '.join(still)}")


def _left_out(summary: ExplorationSummary) -> Iterator[str]:
    """Yield the parameters that were not explored, those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for each in summary.left_out:
        by_reason.setdefault(each.why, []).append(each.key)
    for why, keys in by_reason.items():
        more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
        yield from wrapped(f"Left out: {', '.join(keys[:_NAMED])}{more}: {why}")


def _refused(summary: ExplorationSummary) -> Iterator[str]:
    if not summary.refused:
        return
    points = f"{summary.refused:,} of {counted(summary.points, 'point')}"
    yield f"Refused, as the scenario cannot have these values: {points}"
    whys = list(dict.fromkeys(each.why for each in summary.refused_first))
    for why in whys[:_REFUSED]:
        yield from wrapped(why, "  ")
    if len(whys) > _REFUSED or summary.refused > len(summary.refused_first):
        yield "  and others, see design.csv"
