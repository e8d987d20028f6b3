"""Numbers, times and intervals as text, with the limits of rounding."""

from __future__ import annotations

import math

import pytest

from sim.core import clock
from sim.core.text import (
    MINUS,
    clock_text,
    duration_text,
    hour_text,
    interval_text,
    number_text,
    share_text,
    shortened,
    signed_text,
)


@pytest.mark.parametrize("share", [0.0001, 0.004, 0.5, 0.995, 0.99999])
def test_a_share_reads_0_or_100_only_if_it_is(share: float) -> None:
    assert share_text(share) not in {"0 %", "100 %"}
    assert (share_text(0), share_text(1)) == ("0 %", "100 %")


@pytest.mark.parametrize("value", [0.0, -0.0, 0.004, -0.004])
def test_a_difference_that_rounds_to_zero_has_no_sign(value: float) -> None:
    assert signed_text(value, 2) == "0.00"


def test_negative_differences_have_a_minus_sign() -> None:
    assert signed_text(-1234.5, 1) == f"{MINUS}1,234.5"


def test_what_is_no_number_is_a_dash() -> None:
    assert number_text(math.nan, 2) == signed_text(math.nan) == "-"


def test_clocks_never_run_ahead() -> None:
    last = 21 * clock.HOUR_MS - 1

    assert clock_text(last) == "20:59"
    assert hour_text(21 - 1 / 3600) == "20:59"
    assert clock_text(clock.DAY_MS + last, day=True) == "20:59 +1 d"
    assert clock_text(clock.DAY_MS - 1, day=True) == "23:59"


def test_durations_carry_into_the_next_unit() -> None:
    assert duration_text(59_600) == "1 min 00 s"
    assert duration_text(3_599_600) == "1 h 00 min"


def test_an_interval_has_its_unit_once_unless_units_differ() -> None:
    assert interval_text("4 s", "9 s") == "4–9 s"
    assert interval_text("1 min 05 s", "2 min 05 s") == "1 min 05 s–2 min 05 s"
    assert interval_text("23:50", "00:20 +1 d") == "23:50–00:20 +1 d"
    assert interval_text(f"{MINUS}1.0", "3.0") == f"{MINUS}1.0 to 3.0"


def test_a_shortened_text_is_no_longer_than_asked() -> None:
    assert shortened("abcdef", 6) == "abcdef"
    assert len(shortened("abcdefg", 6)) == 6
