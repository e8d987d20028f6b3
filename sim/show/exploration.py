"""The summary of an exploration as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.comparison.difference_text import metric_text
from sim.comparison.effect_text import (
    effect_text,
    in_scenario_text,
    level_text,
    metric_label,
    value_text,
)
from sim.core.language import marked, tr, tr_n
from sim.results.labels import change_label, changed_model, reason_text, run_label
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
    "one-at-a-time": (
        marked("parameter"),
        marked("low end"),
        marked("effect"),
        marked("high end"),
        "effect",
    ),
    "morris": ("parameter", marked("range"), marked("mean size"), marked("mean"), marked("spread")),
    "sobol": ("parameter", "range", marked("total"), marked("first")),
    "grid": ("parameter", "range", "total", "first", marked("between means")),
}
_METHODS = {
    "one-at-a-time": marked("one at a time, at both ends of their ranges"),
    "morris": marked("by the method of Morris: changes over the whole range"),
    "sobol": marked("by the method of Sobol': shares of the variance"),
    "grid": marked("on a grid of all combinations: shares of the variance"),
}


def exploration_text(results: ExplorationResults) -> str:
    """Return the summary of an exploration as text."""
    summary = results.summary
    lines = [
        *wrapped(tr("Simulated: exploration of {run}", run=run_label(summary)), hanging=""),
        *change_lines(summary.changed),
        *(wrapped(text) if (text := changed_model(summary.engine)) else ()),
        *wrapped(_design(summary), hanging=""),
    ]
    most = max(_ROWS // len(summary.metrics), _LEAST)
    for metric in summary.metrics:
        lines += ["", *_metric(summary, metric, most)]
    lines += ["", *_moving_nothing(summary), *_left_out(summary), *_refused(summary)]
    return "\n".join(lines).rstrip()


def _design(summary: ExplorationSummary) -> str:
    parameters = _parameters_text(len(summary.parameters))
    points = tr_n("{n} point", "{n} points", summary.points)
    if summary.replications > 1:
        points = tr("{points} × {n} replications", points=points, n=summary.replications)
    text = tr(
        "{parameters} {method}; {points}, paired",
        parameters=parameters, method=tr(_METHODS[summary.method]), points=points,
    )  # fmt: skip
    has_intervals = any(each.effect_p05 is not None for each in summary.effects)
    half = tr("±: half of the 90 % confidence interval")
    return f"{text}; {half}" if has_intervals else text


def _parameters_text(n: int) -> str:
    return tr_n("{n} parameter", "{n} parameters", n)


def _metric(summary: ExplorationSummary, metric: ExploredMetric, most: int) -> Iterator[str]:
    """Yield a heading and the parameters that move a metric, as many as are to be listed."""
    yield from wrapped(_metric_heading(metric), hanging="")
    rows = ranked(summary, metric.name)
    if not rows:
        measured = any(each.metric == metric.name for each in summary.effects)
        why = tr("no parameter moves it") if measured else tr("too few points have it")
        yield f"  {why}"
        return
    cells = [_cells(summary.method, metric, row) for row in rows[:most]]
    heading = [*map(tr, _HEADINGS[summary.method])]
    yield from table(cells, "<" + ">" * (len(heading) - 1), heading)
    if summary.method == "sobol" and not all(
        -0.1 <= row.effects["total"].effect <= 1.1 for row in rows
    ):
        text = tr("shares far outside 0 to 1: too few points; give more --samples")
        yield from wrapped(text, "  ")
    if len(rows) > most:
        text = tr_n(
            "and {n} parameter with less effect, see effects.csv",
            "and {n} parameters with less effect, see effects.csv", len(rows) - most,
        )  # fmt: skip
        yield from wrapped(text, "  ")


def _metric_heading(metric: ExploredMetric) -> str:
    text = in_scenario_text(metric, f"{metric_label(metric)} ({metric.name})")
    low, high = (
        "" if end is None else metric_text(metric.unit, end) for end in (metric.low, metric.high)
    )
    if metric.high is None or low == high:
        return text
    return tr(
        "{metric}, {low} to {high}", metric=text, low=low, high=level_text(metric, metric.high)
    )


def _cells(method: str, metric: ExploredMetric, row: Ranked) -> tuple[str, ...]:
    """Return the cells of a parameter: its range and its effects."""
    parameter, effects = row.parameter, row.effects
    texts = {measure: effect_text(effect, metric) for measure, effect in effects.items()}
    low, high = (value_text(end, parameter.unit) for end in (parameter.low, parameter.high))
    if method == "one-at-a-time":
        at_low, at_high = (texts.get(end, tr("refused")) for end in ("at_low", "at_high"))
        return change_label(parameter), low, at_low, high, at_high
    ends = tr("{low} to {high}", low=value_text(parameter.low, ""), high=high)
    return change_label(parameter), ends, *texts.values()


def _moving_nothing(summary: ExplorationSummary) -> Iterator[str]:
    still = [each.key for each in summary.parameters if each.moves is False]
    if still:
        keys = ", ".join(still)
        if len(summary.metrics) == 1:
            yield from wrapped(tr("Do not move this metric: {keys}", keys=keys))
        else:
            yield from wrapped(tr("Do not move any of these metrics: {keys}", keys=keys))
    unknown = [each.key for each in summary.parameters if each.moves is None]
    if unknown:
        text = tr(
            "Not known, as too few of the points could be run: {keys}", keys=", ".join(unknown)
        )
        yield from wrapped(text)


def _left_out(summary: ExplorationSummary) -> Iterator[str]:
    """Yield the parameters that were not explored, those with one reason together."""
    by_reason: dict[str, list[str]] = {}
    for each in summary.left_out:
        by_reason.setdefault(each.why, []).append(each.key)
    for why, keys in by_reason.items():
        names = ", ".join(keys[:_NAMED])
        if len(keys) > _NAMED:
            names = tr("{changes} and {n} more", changes=names, n=len(keys) - _NAMED)
        # What was refused begins with the key.
        refused = why.startswith(f"{keys[0]} ")
        names = reason_text(why) if refused else f"{names}: {reason_text(why)}"
        yield from wrapped(tr("Left out: {names}", names=names))


def _refused(summary: ExplorationSummary) -> Iterator[str]:
    if not summary.refused:
        return
    text = tr_n(
        "Refused, as the scenario cannot have these values: {refused} of {n} point",
        "Refused, as the scenario cannot have these values: {refused} of {n} points",
        summary.points, refused=summary.refused,
    )  # fmt: skip
    yield from wrapped(text)
    whys = list(dict.fromkeys(each.why for each in summary.refused_first))
    for why in whys[:_REFUSED]:
        yield from wrapped(reason_text(why), "  ")
    if len(whys) > _REFUSED or summary.refused > len(summary.refused_first):
        yield "  " + tr("and others, see design.csv")
