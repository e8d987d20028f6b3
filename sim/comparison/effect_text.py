"""Effects of parameters on metrics as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.comparison.difference_text import decimals_of, difference_scale, metric_text
from sim.core.language import localized, named, tr, tr_n
from sim.core.text import MINUS, number_text, signed_text, unit_text
from sim.results.schema import TIME, metric_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.results.summaries.exploration import EffectSummary, ExploredMetric

_OF_VARIANCE = ("total", "first")
"""Measures that are shares of a variance."""
_SIGNED = ("at_low", "at_high", "mean")
_COUNTED: Mapping[str, Callable[[int], str]] = {
    "clerks": lambda n: tr_n("{n} clerk", "{n} clerks", n),
    "copies": lambda n: tr_n("{n} copy", "{n} copies", n),
    "desks": lambda n: tr_n("{n} desk", "{n} desks", n),
    "members": lambda n: tr_n("{n} member", "{n} members", n),
    "points": lambda n: tr_n("{n} point", "{n} points", n),
    "tables": lambda n: tr_n("{n} table", "{n} tables", n),
    "vehicles": lambda n: tr_n("{n} vehicle", "{n} vehicles", n),
    "voters": lambda n: tr_n("{n} voter", "{n} voters", n),
}
"""Whole numbers of things that have a name."""


def metric_label(metric: ExploredMetric) -> str:
    """Return the label of a metric in the current language; that of the result if not declared."""
    declared = metric_of(metric.name)
    if declared is None:
        return metric.label
    return declared.shown.replace("{}", named(metric.name.rpartition(".")[2]))


def level_text(metric: ExploredMetric, level: float) -> str:
    """Return a value of a metric with its unit; none where the value shows what it is."""
    unit = "" if metric.unit in {TIME, "0-1"} else unit_text(metric.unit)
    return f"{metric_text(metric.unit, level)} {unit}".rstrip()


def in_scenario_text(metric: ExploredMetric, label: str) -> str:
    """Return a metric by its label, with its value in the scenario if that is known."""
    if metric.unchanged is None:
        return label
    value = level_text(metric, metric.unchanged)
    return tr("{metric}: {value} in the scenario", metric=label, value=value)


def effect_text(effect: EffectSummary, metric: ExploredMetric) -> str:
    """Return an effect with its unit, and with half its confidence interval if that is known.

    Parameters
    ----------
    effect
        The effect.
    metric
        The metric that is moved.
    """
    low, high = effect.effect_p05, effect.effect_p95
    half = (high - low) / 2 if low is not None and high is not None else 0.0
    if not effect.effect and not half:
        return "0"
    if effect.measure in _OF_VARIANCE:
        by, unit, decimals = 1.0, "", 2
    else:
        by, unit = effect_scale(metric, max(abs(effect.effect), half))
        levels = [end for end in (metric.low, metric.high) if end is not None]
        decimals = 1 if metric.unit in {TIME, "s"} else decimals_of(metric.unit, *levels)
    value = effect.effect / by
    signed = effect.measure in _SIGNED
    text = signed_text(value, decimals) if signed else number_text(value, decimals)
    if half:
        text += f" ± {number_text(half / by, decimals)}"
    return f"{text.replace('-', MINUS)} {unit_text(unit)}".rstrip()


def effect_scale(metric: ExploredMetric, largest: float) -> tuple[float, str]:
    """Return the divisor of effects on a metric, and their unit after the division, in English.

    Parameters
    ----------
    metric
        The metric that is moved.
    largest
        Size of the largest effect on it, which decides between hours, minutes and seconds.
    """
    return difference_scale(TIME if metric.unit == "s" else metric.unit, largest)


def value_text(value: float, unit: str) -> str:
    """Return a value of a parameter as text.

    >>> value_text(0.003, ""), value_text(1500.0, "s"), value_text(1, "vehicles")
    ('0.003', '1,500 s', '1 vehicle')
    """
    is_whole = value == round(value)
    number = number_text(value) if is_whole else localized(f"{value:g}")
    if is_whole and unit in _COUNTED:
        return _COUNTED[unit](round(value))
    return f"{number} {unit_text(unit)}".rstrip()
