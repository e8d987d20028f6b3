"""Reported values in a scenario: the values and the choices that they may have."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from sim.scenario.target_tables import GivenTarget
from tests.support.published import OF


@pytest.mark.parametrize("value", [12, 12.5, dt.time(21, 30), None])
def test_a_value_is_a_number_or_a_clock_time_and_comes_back_from_json(
    value: float | dt.time | None,
) -> None:
    target = GivenTarget(code="MAN", value=value)

    assert target.value == value
    assert GivenTarget.model_validate_json(target.model_dump_json()) == target


@pytest.mark.parametrize("value", ["12", True, [12], dt.date(2021, 7, 25)])
def test_other_values_have_one_message(value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        GivenTarget(code="MAN", value=value)  # type: ignore[arg-type]

    [error] = caught.value.errors()
    assert error["msg"] == "must be a number, or a clock time for what = 'night'"


def test_choices_are_the_candidates_and_the_two_other_marks() -> None:
    for election in OF.by_elections:
        choices = election.choices

        assert len(choices) == len(set(choices)) == len(election.candidates) + 2
        assert choices[-2:] == ("Against all", "Invalid/blank")
