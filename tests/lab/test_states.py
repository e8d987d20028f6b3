"""States: the last ten, and the way back."""

from __future__ import annotations

import pytest

import sim
from sim.core.errors import InputError, ScenarioError
from sim.lab.states import KEPT, States

CHECK_IN = "polling.check_in_mean_s"


@pytest.fixture
def states() -> States:
    return States(sim.load_scenario("tiny"))


def test_the_last_ten_are_kept_and_the_one_as_opened(states: States) -> None:
    for seconds in range(30, 45):
        states.change({CHECK_IN: str(seconds)})
    assert [state.number for state in states.kept] == [0, *range(6, 16)]
    assert len(states.kept) == KEPT + 1
    assert states.go_to(7).settings == {CHECK_IN: "36"}
    assert states.current.label == "check-in 60 → 36 s"
    with pytest.raises(InputError, match="state 5 is not kept any more"):
        states.go_to(5)


def test_a_draft_is_replaced_by_the_next_state(states: States) -> None:
    states.change({CHECK_IN: "70"}, draft=True)
    states.change({CHECK_IN: "80"}, draft=True)
    states.change({CHECK_IN: "80"})
    assert [state.settings for state in states.kept] == [{}, {CHECK_IN: "80"}]
    states.change({CHECK_IN: "90"})
    assert len(states.kept) == 3


def test_the_value_as_opened_is_no_change(states: States) -> None:
    states.change({CHECK_IN: "60.0", "polling.opens": "07:00"})
    assert (states.current.number, len(states.kept)) == (0, 1)


def test_all_that_is_wrong_is_said_at_once_and_nothing_changes(states: States) -> None:
    with pytest.raises(ScenarioError) as refused:
        states.change({CHECK_IN: "0", "polling.booths": "2", "polling.opens": "noon"})
    by_key = {problem.key: problem.message for problem in refused.value.problems}
    assert by_key.keys() == {CHECK_IN, "polling.booths", "polling.opens"}
    assert "between 1 and 900 s; got 0" in by_key[CHECK_IN]
    assert states.current is states.opened


@pytest.mark.parametrize("key", ["", "polling", "a..b", "extends", "election", "name=x", "x=1\ny"])
def test_keys_that_no_parameter_has_are_refused(states: States, key: str) -> None:
    with pytest.raises(ScenarioError):
        states.change({key: "1"})
