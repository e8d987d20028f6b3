"""Files of forecasts: every fault of one that is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.feed.forecasts import TURNOUT, read_forecasts
from tests.support.feeds import region_night

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "time,contest,candidate,estimate,low,high,call\n"
LEADER = region_night().contests[0].choices[0].name


def write(folder: Path, rows: str) -> Path:
    path = folder / "forecasts.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_rows_become_forecasts(tmp_path: Path) -> None:
    rows = f"""23:00,ATY-001,{LEADER},640,600.5,660,yes
2021-07-26T01:00:30,ATY-002,turnout,900,,,
04:00,ATY-001,Against all,,,,yes
"""
    first, second, third = read_forecasts(write(tmp_path, rows), region_night())

    assert first == (np.datetime64("2021-07-25T23:00:00"), 0, LEADER, 640, 600.5, 660, True)
    assert second[:4] == (np.datetime64("2021-07-26T01:00:30"), 1, TURNOUT, 900)
    assert np.isnan([second.low, second.high, third.estimate]).all()
    assert third.at == np.datetime64("2021-07-26T04:00:00")
    assert (second.is_call, third.is_call) == (False, True)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    rows = f"""10:00,ATY-001,{LEADER},640,,,
soon,ATY-001,{LEADER},640,,,
23:00,ATX-001,{LEADER},640,,,
23:00,ATY-001,Nobody,640,,,
23:00,ATY-001,{LEADER},many,,,
23:00,ATY-002,turnout,640,,,yes
23:00,ATY-003,turnout,,,,
23:00,ATY-004,turnout,,1,2,
23:00,ATY-005,turnout,5,1,,
23:00,ATY-006,turnout,5,7,9,
23:00,ATY-007,turnout,5,,,
23:00,ATY-007,turnout,6,,,
23:00,ATY-008,turnout,6,,,perhaps
"""
    with pytest.raises(InputError) as caught:
        read_forecasts(write(tmp_path, rows), region_night())
    found = {
        int(str(problem.where).rsplit(":", 1)[1]): problem.message
        for problem in caught.value.problems
    }
    expected = {
        2: "time must not be before", 3: "time must be a date with a time",
        4: "contest: no race 'ATX-001'", 5: "candidate: no 'Nobody' in ATY-001",
        6: "estimate must be a number", 7: "call: turnout cannot be called",
        8: "estimate is missing, and nothing is called",
        9: "estimate is missing: low and high need it", 10: "high is missing: low needs it",
        11: "estimate must be from low to high; got 5, not 7 to 9",
        13: "this forecast is on line 12 already", 14: "call must be",
    }  # fmt: skip
    assert found.keys() == expected.keys()
    for line, message in expected.items():
        assert found[line].startswith(message), found[line]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER, "has no row besides the names of its columns"),
        ("time,contest,candidate,chance\n23:00,ATY-001,turnout,1\n", "chance"),
        ("time,contest\n23:00,ATY-001\n", "candidate"),
    ],
)
def test_what_is_no_file_of_forecasts(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_forecasts(path, region_night())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"f\.csv"):
        read_forecasts(tmp_path / "f.csv", region_night())
