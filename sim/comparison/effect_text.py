"""Effects of parameters on metrics as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.comparison.difference_text import decimals_of, difference_scale
from sim.core.text import MINUS, number_text, signed_text
from sim.results.schema import TIME

if TYPE_CHECKING:
    from sim.results.summaries.exploration import EffectSummary, ExploredMetric

_OF_VARIANCE = ("total", "first")
"""Measures that are shares of a variance."""
_SIGNED = ("at_low", "at_high", "mean")


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
    return f"{text.replace('-', MINUS)} {unit}".rstrip()


def effect_scale(metric: ExploredMetric, largest: float) -> tuple[float, str]:
    """Return the divisor of effects on a metric, and their unit after the division.

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

    >>> value_text(0.003, ""), value_text(1500.0, "s"), value_text(1, "members")
    ('0.003', '1,500 s', '1 member')
    """
    number = number_text(value) if value == round(value) else f"{value:g}"
    return f"{number} {unit.removesuffix('s') if value == 1 and len(unit) > 1 else unit}".rstrip()
