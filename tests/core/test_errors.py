"""Errors: how problems read, exit codes, and the way between processes."""

from __future__ import annotations

import pickle

import pytest

from sim.core.errors import (
    BalanceError,
    InputError,
    OutputError,
    Problem,
    RegisterError,
    ResultsError,
    SaylauError,
    ScenarioError,
)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("a.toml", "polling.opens", "must be a time"),
         "a.toml: polling.opens: must be a time"),
        (Problem("a.toml", "x.y", "x.y must be positive"), "a.toml: x.y must be positive"),
        (Problem("a.toml", "x.y", "x.y: no region"), "a.toml: x.y: no region"),
        (Problem("a.toml", "x.y", "unknown key x.y; did you mean x.z?"),
         "a.toml: unknown key x.y; did you mean x.z?"),
        # The name of a longer key begins with this one.
        (Problem("a.toml", "x.y", "x.yz must be positive"), "a.toml: x.y: x.yz must be positive"),
        (Problem("", "", "nothing to resume"), "nothing to resume"),
    ],
)  # fmt: skip
def test_a_key_is_printed_once(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_all_problems_have_a_line_each() -> None:
    error = ScenarioError([Problem("a", "b", "c"), Problem("d", "", "e")])

    assert str(error) == "a: b: c\nd: e"


@pytest.mark.parametrize("kind", [InputError, ScenarioError, RegisterError, ResultsError])
def test_problems_survive_the_way_to_another_process(kind: type[InputError]) -> None:
    error = kind.single("a.toml", "x", "is wrong") if kind is InputError else kind(
        [Problem("a.toml", "x", "is wrong")]
    )  # fmt: skip
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

    assert type(again) is kind
    assert again.problems == (Problem("a.toml", "x", "is wrong"),)
    assert again.exit_code == 2


def test_a_broken_invariant_keeps_its_code() -> None:
    error = BalanceError("votes", "7: more than 6")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes

    assert (again.code, str(again), again.exit_code) == ("votes", "votes: 7: more than 6", 1)


def test_only_what_the_user_can_correct_exits_with_2() -> None:
    assert [kind.exit_code for kind in (SaylauError, OutputError, BalanceError)] == [1, 1, 1]
