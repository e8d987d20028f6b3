"""Values of metrics and their differences as text, in units that fit."""

from __future__ import annotations

import math

import pytest

from sim.comparison import Difference
from sim.comparison.difference_text import difference_interval, difference_text, metric_text
from sim.core.text import NO_VALUE
from sim.results.schema import TIME

NONE = math.nan


def row(unit: str, base: float, other: float, half: float = NONE) -> Difference:
    gap = other - base
    return Difference("m", "KZ", unit, base, other, gap, gap - half, gap + half, NONE, NONE, NONE)


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [("s", 9.04, "9.0"), ("", 3.0, "3"), ("", 3.25, "3.2"), ("", 1234.5, "1,234"),
     ("0-1", 0.5, "0.500"),
     ("%", 99.999, "99.99"), ("%", NONE, NO_VALUE), (TIME, 86_399.0, "23:59")],
)  # fmt: skip
def test_decimals_depend_on_the_unit_and_the_size(unit: str, value: float, text: str) -> None:
    assert metric_text(unit, value) == text


@pytest.mark.parametrize(
    ("gap", "text"),
    [(30.0, "+30.0 s"), (90.0, "+1.5 min"), (-5400.0, "−90.0 min"), (7200.0, "+2.0 h")],
)
def test_differences_of_times_have_a_unit_of_their_size(gap: float, text: str) -> None:
    found = row(TIME, 80_000.0, 80_000.0 + gap)

    assert difference_text(found, found.difference) == text


def test_an_interval_of_times_is_in_the_unit_of_its_largest_end() -> None:
    # The difference alone would be in seconds.
    found = row(TIME, 80_000.0, 80_030.0, half=60.0)

    assert difference_text(found, found.difference) == "+0.5 min"
    assert difference_interval(found) == "−0.5 to +1.5"


def test_percentages_differ_by_points_and_plain_counts_have_no_unit() -> None:
    assert difference_text(row("%", 50.0, 51.5), 1.5, with_unit=True) == "+1.50 points"
    assert difference_text(row("0-1", 0.5, 0.75), 0.25, with_unit=True) == "+0.250"
    assert difference_text(row("", 5.0, 7.0), 2.0) == "+2"


def test_what_is_not_known_is_a_dash_and_has_no_interval() -> None:
    found = row("%", NONE, 50.0)

    assert difference_text(found, found.difference) == NO_VALUE
    assert difference_interval(found) == ""
