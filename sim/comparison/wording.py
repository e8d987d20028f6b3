"""Figures and their differences in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.comparison.metrics import clock_of
from sim.results.columns import percent_text
from sim.results.schema import TIME
from sim.results.wording import signed_text

if TYPE_CHECKING:
    from sim.comparison.differences import Difference

MINUS = "\N{MINUS SIGN}"
_LARGE = 1000
_CLOCK_UNITS = ((7200.0, 3600.0, "h"), (60.0, 60.0, "min"), (0.0, 1.0, "s"))
"""Differences of at least so many seconds are in units of so many."""


_PLACES = {"%": 2, "h": 2, "0-1": 3}
"""Decimals of figures that are always said with as many."""


def value_said(unit: str, value: float) -> str:
    """Say a figure in its unit, which is not said.

    >>> value_said("%", 14.9285), value_said("ballots", 956984.0), value_said("time", 90_000.0)
    ('14.93', '956,984', '01:00 +1d')
    """
    if math.isnan(value):
        return "-"
    if unit == TIME:
        return clock_of(value)
    if unit == "%":
        return percent_text(value, places(unit, value))
    return f"{value:,.{places(unit, value)}f}"


def places(unit: str, *values: float) -> int:
    """Return how many decimals figures of a unit are said with: none of whole or large numbers."""
    if unit in _PLACES:
        return _PLACES[unit]
    told = [value for value in values if not math.isnan(value)]
    if any(abs(value) >= _LARGE for value in told):
        return 0
    return 1 if unit == "s" or any(value % 1 for value in told) else 0


def step_said(row: Difference, value: float, *, with_unit: bool = False) -> str:
    """Say a difference, or an end of its interval, as the difference itself is said.

    Differences of clock times are in minutes; small ones in seconds, large ones in hours.
    """
    if math.isnan(value):
        return "-"
    by, unit = _scale(row)
    decimals = 1 if row.unit == TIME else places(row.unit, row.base, row.other)
    said = signed_text(value / by, decimals).replace("-", MINUS)
    return f"{said} {unit}".rstrip() if with_unit or row.unit == TIME else said


def interval_said(row: Difference) -> str:
    """Say the interval of a difference; nothing where there is none.

    >>> from sim.comparison import Difference
    >>> row = Difference("cast", "KZ", "%", 1.0, 3.0, 2.0, 1.0, 3.0, 0.0, 4.0, 0.5)
    >>> interval_said(row)
    '+1.00 to +3.00'
    """
    if math.isnan(row.low):
        return ""
    low, high = (step_said(row, end).partition(" ")[0] for end in (row.low, row.high))
    return (
        ""
        if low == high == step_said(row, row.difference).partition(" ")[0]
        else (f"{low} to {high}")
    )


def step_in_words(row: Difference) -> str:
    """Say a difference with its unit: ``+0.23 points``, ``+12.0 min``."""
    return step_said(row, row.difference, with_unit=True)


def _scale(row: Difference) -> tuple[float, str]:
    if row.unit == TIME:
        ends = (row.difference, row.low, row.high)
        large = max((abs(end) for end in ends if not math.isnan(end)), default=0.0)
        return next((by, unit) for least, by, unit in _CLOCK_UNITS if large >= least)
    return 1.0, {"%": "points", "0-1": ""}.get(row.unit, row.unit)
