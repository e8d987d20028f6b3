"""Values of metrics and their differences as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.language import marked, tr
from sim.core.text import (
    NO_VALUE,
    clock_text,
    interval_text,
    number_text,
    percent_text,
    signed_text,
    unit_text,
)
from sim.results.schema import TIME

if TYPE_CHECKING:
    from sim.comparison.differences import Difference

_LARGE = 1000
_CLOCK_UNITS = (
    (7200.0, 3600.0, marked("h")), (60.0, 60.0, marked("min")), (0.0, 1.0, marked("s")),
)  # fmt: skip
"""Least difference in seconds, seconds in the unit, and the unit."""
_DECIMALS = {"%": 2, "h": 2, "0-1": 3}
"""Decimals of the units that always have the same number of decimals."""


def metric_text(unit: str, value: float) -> str:
    """Return a value of a metric, without its unit.

    >>> metric_text("%", 14.9285), metric_text("ballots", 956984.0), metric_text("time", 90_000.0)
    ('14.93', '956,984', '01:00 +1 d')
    """
    if math.isnan(value):
        return NO_VALUE
    if unit == TIME:
        return clock_text(int(value) * clock.SECOND_MS, day=True)
    if unit == "%":
        return percent_text(value, decimals_of(unit, value))
    return number_text(value, decimals_of(unit, value))


def pairing_effect_text(narrowed_by: float) -> str:
    """Return what pairing does to the intervals of differences, after its name.

    >>> pairing_effect_text(1.7), pairing_effect_text(1.02)
    ('makes the intervals 1.7 times narrower', 'leaves the intervals about as wide')
    >>> pairing_effect_text(0.5)
    'makes the intervals 2.0 times wider'
    """
    if 0.95 <= narrowed_by < 1.05:
        return tr("leaves the intervals about as wide")
    if narrowed_by < 1:
        return tr("makes the intervals {times} times wider", times=number_text(1 / narrowed_by, 1))
    return tr("makes the intervals {times} times narrower", times=number_text(narrowed_by, 1))


def decimals_of(unit: str, *values: float) -> int:
    """Return the decimals that values of a unit have: none of whole or large numbers."""
    if unit in _DECIMALS:
        return _DECIMALS[unit]
    known = [value for value in values if not math.isnan(value)]
    if any(abs(value) >= _LARGE for value in known):
        return 0
    return 1 if unit == "s" or any(value % 1 for value in known) else 0


def difference_text(row: Difference, value: float, *, with_unit: bool = False) -> str:
    """Return a difference, or an end of its interval, as text in the unit of the difference.

    Differences of times always have a unit: seconds, minutes or hours, depending on their size.

    Parameters
    ----------
    row
        The difference, which decides unit and decimals.
    value
        The difference itself or an end of its interval.
    with_unit
        Whether to add the unit to differences other than those of times.
    """
    if math.isnan(value):
        return NO_VALUE
    by, unit = _scale(row)
    decimals = 1 if row.unit == TIME else decimals_of(row.unit, row.base, row.other)
    text = signed_text(value / by, decimals)
    return f"{text} {unit}".rstrip() if with_unit or row.unit == TIME else text


def difference_interval(row: Difference) -> str:
    """Return the confidence interval of a difference, without unit; empty if it has none.

    >>> from sim.comparison import Difference
    >>> row = Difference("cast", "ALL", "%", 1.0, 3.0, 2.0, 1.0, 3.0, 0.0, 4.0, 0.5)
    >>> difference_interval(row)
    '+1.00 to +3.00'
    """
    if math.isnan(row.low):
        return ""
    low, high = (difference_text(row, end).partition(" ")[0] for end in (row.low, row.high))
    return interval_text(low, high)


def _scale(row: Difference) -> tuple[float, str]:
    """Return the divisor of a difference, and the unit after the division."""
    ends = (row.difference, row.low, row.high)
    by, unit = difference_scale(
        row.unit, max((abs(end) for end in ends if not math.isnan(end)), default=0.0)
    )
    return by, unit_text(unit)


def difference_scale(unit: str, largest: float) -> tuple[float, str]:
    """Return the divisor of differences in a unit, and their unit after it, in English.

    Parameters
    ----------
    unit
        Of the metric.
    largest
        Size of the largest difference, which decides between hours, minutes and seconds.

    Examples
    --------
    >>> difference_scale("time", 9000.0), difference_scale("%", 3.0)
    ((3600.0, 'h'), (1.0, 'points'))
    """
    if unit == TIME:
        return next((by, shown) for least, by, shown in _CLOCK_UNITS if largest >= least)
    return 1.0, {"%": "points", "0-1": ""}.get(unit, unit)
