"""The file of reported numbers: what is read, and every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import InputError
from sim.feasibility.issued_file import IssuedRow, read_issued
from tests.conftest import HOUR, make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from sim.day.site_records import Plan

SITES = ("north-1", "south-1")
BEHIND = (0, HOUR)


def plans() -> list[Plan]:
    # An hour behind the capital, open past midnight there.
    late = make_plan(opens_at=9 * HOUR, closes_at=27 * HOUR, desk_calendar=((9 * HOUR, 1),))
    return [make_plan(), late]


def read(folder: Path, text: str) -> list[IssuedRow]:
    path = folder / "issued.csv"
    path.write_text(text, encoding="utf-8")
    return read_issued(path, SITES, plans(), BEHIND)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return [str(each).removeprefix(f"{folder}/") for each in caught.value.problems]


def test_a_span_is_an_hour_of_local_time_unless_its_end_is_given(tmp_path: Path) -> None:
    text = "issued,site,hour,until\n12,north-1,9:30,\n200,south-1,08:00,20:00\n0,south-1,01:00,\n"

    assert read(tmp_path, text) == [
        IssuedRow(0, 9 * HOUR + HOUR // 2, 10 * HOUR + HOUR // 2, 12),
        IssuedRow(1, 8 * HOUR, 20 * HOUR, 200),
        IssuedRow(1, 25 * HOUR, 26 * HOUR, 0),
    ]


def test_a_span_may_end_on_the_next_day_where_doors_do(tmp_path: Path) -> None:
    assert read(tmp_path, "site,hour,issued,until\nsouth-1,22:00,9,01:00\n") == [
        IssuedRow(1, 22 * HOUR, 25 * HOUR, 9)
    ]
    assert faults(tmp_path, "site,hour,issued,until\nsouth-1,10:00,9,09:00\n") == [
        "issued.csv:2: until must be after hour, 10:00; got 09:00"
    ]


def test_hours_that_are_partly_before_the_doors_open_are_read(tmp_path: Path) -> None:
    text = "site,hour,issued\nnorth-1,06:30,9\nnorth-1,19:00,9\n"

    assert len(read(tmp_path, text)) == 2


def test_only_a_span_of_the_whole_day_may_end_after_the_doors_close(tmp_path: Path) -> None:
    """Which voters were in the queue then, is known only if all who came are in the row."""
    whole = "site,hour,issued,until\nnorth-1,07:00,900,23:30\nnorth-1,06:00,900,20:30\n"
    assert [row.ends / HOUR for row in read(tmp_path, whole)] == [23.5, 20.5]

    text = (
        "site,hour,issued,until\n"
        "north-1,19:00,9,23:30\n"
        "north-1,19:30,9,\n"
        "north-1,19:00,9,20:00\n"
        "north-1,07:01,9,20:01\n"
        "south-1,01:30,9,02:30\n"
    )
    close = "until must not be after the doors close"
    day = "20:00 local time, unless the row begins as they open, 07:00"
    night = "02:00 +1 d local time, unless the row begins as they open, 08:00"
    assert faults(tmp_path, text) == [
        f"issued.csv:2: {close}, {day}; got 23:30",
        f"issued.csv:3: {close}, {day}; got 20:30",
        f"issued.csv:5: {close}, {day}; got 20:01",
        f"issued.csv:6: {close}, {night}; got 02:30 +1 d",
    ]


def test_all_faults_are_in_one_error(tmp_path: Path) -> None:
    text = (
        "site,hour,issued,until\n"
        "north-1,09:00,10,\n"
        "north-1,09:00,11,10:00\n"
        "north-2,09:00,10,\n"
        "north-1,20:00,10,\n"
        "north-1,05:00,10,\n"
        "north-1,10:00,-1,\n"
        "north-1,11:00,1.5,\n"
        "north-1,12:00,,\n"
        "north-1,13:00,10,12:30\n"
        "north-1,25:00,10,\n"
        "north-1,14:00,100001,\n"
    )

    hours = "hour must be within the hours of the site, 07:00 to 20:00 local time"
    clock = "must be a clock time such as 08:00 or 19:30; got '25:00'"
    later = "a time that is not after opens is on the next day: write 01:00"
    assert faults(tmp_path, text) == [
        "issued.csv:3: north-1 from 09:00 to 10:00 is on line 2 already",
        "issued.csv:4: site: no site 'north-2' in the scenario; did you mean 'north-1'?",
        f"issued.csv:5: {hours}; got 20:00 to 21:00",
        f"issued.csv:6: {hours}; got 05:00 to 06:00",
        "issued.csv:7: issued must be a whole number from 0 to 100,000; got '-1'",
        "issued.csv:8: issued must be a whole number from 0 to 100,000; got '1.5'",
        "issued.csv:9: issued is missing",
        "issued.csv:10: until must be after hour, 13:00; got 12:30",
        f"issued.csv:11: hour {clock}; {later}",
        "issued.csv:12: issued must be a whole number from 0 to 100,000; got '100001'",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("site,hour\nnorth-1,09:00\n", "issued.csv:1: issued: the column is missing"),
        ("site,hour,isued\nnorth-1,09:00,4\n", "unknown column 'isued'; did you mean 'issued'?"),
        ("site,hour,issued\n", "has no row besides the names of its columns"),
        ("site;hour;issued\nnorth-1;09:00;4\n", "separated by semicolons"),
        ("", "is empty"),
        ("site,hour,issued\nnorth-1,09:00,4,5\n", "has too many cells"),
    ],
)
def test_a_file_that_is_no_table_of_numbers_is_refused(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert any(expected in fault for fault in faults(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read_issued(tmp_path / "none.csv", SITES, plans(), BEHIND)
