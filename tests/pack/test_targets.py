"""One published value as a record: its name, its rounding, and how close is close enough."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sim.pack.targets import Target, step_of, tolerance


def target(**given: Any) -> Target:
    values: dict[str, Any] = {"what": "turnout", "code": "ZHA", "value": 1.0, **given}
    return Target(date=dt.date(2021, 7, 25), **values)


@pytest.mark.parametrize(
    ("given", "name", "label"),
    [
        ({"at": 16 * 3_600_000}, "ZHA@16:00", "ZHA@16:00"),
        ({"what": "final_turnout"}, "ZHA@final", "ZHA@final"),
        ({"what": "seats", "item": "Auyl"}, "ZHA@seats", "ZHA@seats (Auyl)"),
        ({"what": "night", "item": "half_called"}, "ZHA@half_called", "ZHA@half_called"),
    ],
)
def test_a_target_has_a_name_and_a_label(given: dict[str, Any], name: str, label: str) -> None:
    assert (target(**given).name, target(**given).label) == (name, label)


@pytest.mark.parametrize(
    ("written", "step"), [("78.70", 0.01), ("78.7", 0.1), ("78", 1.0), ("78.", 1.0)]
)
def test_the_last_digit_written_gives_the_rounding(written: str, step: float) -> None:
    assert step_of(written) == step


def test_a_tolerance_is_never_less_than_two_errors_and_half_of_the_rounding() -> None:
    assert tolerance("turnout", 50.0, "x", error=3.0, step=1.0) == 6.5
    assert tolerance("turnout", 50.0, "article", error=0.0, step=0.0) == 0.5
    # Larger counts of seats may be further away.
    assert tolerance("seats", 100.0, "x") == 10 * tolerance("seats", 10.0, "x") == 10.0
