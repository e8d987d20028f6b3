"""Effects of parameters on metrics as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.comparison.differences import Difference
from sim.comparison.wording import difference_text
from sim.core.text import number_text

if TYPE_CHECKING:
    from sim.results.summaries.exploration import EffectSummary, ExploredMetric

OF_VARIANCE = ("total", "first")
"""Measures that are shares of a variance."""
_UNSIGNED = ("mean_size", "spread", "range")
_UNKNOWN = float("nan")


def effect_text(effect: EffectSummary, metric: ExploredMetric, largest: float) -> str:
    """Return an effect with its unit, and with half its confidence interval if that is known.

    Parameters
    ----------
    effect
        The effect; those on clock times are given in hours, minutes or seconds.
    metric
        The metric that is moved.
    largest
        Size of the largest effect on the metric, which decides the unit.
    """
    number, _, unit = _text(effect.measure, effect.effect, metric, largest).partition(" ")
    low, high = effect.effect_p05, effect.effect_p95
    if low is not None and high is not None and high > low:
        half = _text(effect.measure, (high - low) / 2, metric, largest).partition(" ")[0]
        number += f" ± {half.removeprefix('+')}"
    return f"{number} {unit}".rstrip()


def value_text(value: float, unit: str) -> str:
    """Return a value of a parameter as text.

    >>> value_text(0.003, ""), value_text(1500.0, "s"), value_text(1, "members")
    ('0.003', '1,500 s', '1 member')
    """
    number = number_text(value) if value == round(value) else f"{value:g}"
    return f"{number} {unit.removesuffix('s') if value == 1 and len(unit) > 1 else unit}".rstrip()


def _text(measure: str, value: float, metric: ExploredMetric, largest: float) -> str:
    """Return a value of a measure with its unit."""
    if measure in OF_VARIANCE:
        return f"{value:.2f}"
    low, high = (_UNKNOWN if end is None else end for end in (metric.low, metric.high))
    row = Difference("", "", metric.unit, low, high, largest, *[_UNKNOWN] * 5)
    text = difference_text(row, value, with_unit=True)
    return text.removeprefix("+") if measure in _UNSIGNED else text
