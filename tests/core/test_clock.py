"""Times as integer milliseconds, and as text with and without their date."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.core.clock import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    SECOND_MS,
    clock,
    from_time,
    parse,
    stamp,
    unstamp,
)

DATE = dt.date(2021, 7, 25)


def test_clock_times_are_read_and_written() -> None:
    for minute in range(0, 24 * 60, 7):
        at = minute * MINUTE_MS
        assert parse(clock(at)) == at
        assert from_time(dt.time(minute // 60, minute % 60)) == at


def test_milliseconds_of_a_time_are_kept() -> None:
    assert from_time(dt.time(0, 0, 1, 250_000)) == 1_250


@pytest.mark.parametrize(("at", "text"), [(DAY_MS - 1, "23:59"), (DAY_MS, "00:00")])
def test_a_clock_is_cut_to_the_minute_and_starts_again_at_midnight(at: int, text: str) -> None:
    assert clock(at) == text


def test_a_stamp_after_midnight_has_the_next_date_and_is_read_again() -> None:
    at = 25 * HOUR_MS + 3 * SECOND_MS

    assert stamp(DATE, at + 999) == "2021-07-26T01:00:03"
    assert unstamp(DATE, stamp(DATE, at)) == at
    assert unstamp(DATE, "2021-07-24T23:00:00") == -HOUR_MS
