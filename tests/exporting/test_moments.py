"""The times at which a night can be shown, and those that are refused."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.core.errors import ResultsError
from sim.exporting.moments import capital_offset, first_closing, moment_of
from tests.support.feeds import reference


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23:00", "2021-07-25T23:00:00"),
        ("20:00", "2021-07-25T20:00:00"),
        ("06:59:59", "2021-07-26T06:59:59"),
        ("2021-07-26T23:00", "2021-07-26T23:00:00"),
        ("2022-07-26T23:59:59", "2022-07-26T23:59:59"),
    ],
)
def test_a_time_before_the_doors_open_is_of_the_next_day(text: str, expected: str) -> None:
    assert moment_of(reference(), text).isoformat() == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("noon", "must be a time such as 23:00 or 2021-07-25T23:00, in capital time; got 'noon'"),
        ("23:00Z", "must be a time such as 23:00"),
        ("2021-07-25T23:00+06:00", "must be a time such as 23:00"),
        ("23:00:00.5", "must be a time such as 23:00"),
        ("19:59", "must not be before 2021-07-25T20:00, when the first doors close; got '19:59'"),
        ("07:00", "which is 2021-07-25T07:00"),
        ("0001-01-01T00:00", "which is 0001-01-01T00:00"),
        ("2022-07-27T00:00", "must not be after 2022-07-26, a year after the election; got"),
        ("9999-12-31T23:59:59", "must not be after 2022-07-26"),
    ],
)
def test_other_times_are_refused(text: str, why: str) -> None:
    with pytest.raises(ResultsError) as refused:
        moment_of(reference(), text, "--start")

    assert str(refused.value).startswith("--start: must")
    assert why in str(refused.value)


def test_the_first_doors_close_on_the_capital_clock() -> None:
    assert first_closing(reference()) == dt.datetime(2021, 7, 25, 20)
    assert capital_offset(reference()) == dt.timedelta(hours=6)
