"""Tokens of a condition, and the errors with their position."""

from __future__ import annotations

import pytest

from sim.comparison.tokens import (
    ConditionError,
    Token,
    arithmetic_of,
    comparison_of,
    constant,
    logical_of,
    tokens,
)


def test_each_kind_of_token_has_its_position() -> None:
    assert tokens("cast@MAN >= 1.5e3 or night.half_called<=23:30") == [
        Token("name", "cast@MAN", 0), Token("sign", ">=", 9), Token("number", "1.5e3", 12),
        Token("name", "or", 18), Token("name", "night.half_called", 21), Token("sign", "<=", 38),
        Token("clock", "23:30", 40), Token("end", "the end", 45),
    ]  # fmt: skip


def test_an_hour_inside_a_name_belongs_to_it() -> None:
    assert [token.kind for token in tokens("turnout_at.10:00@ZHA")] == ["name", "end"]


@pytest.mark.parametrize(("text", "at"), [("cast  $ 1", 6), ("cast > 1;", 8), ("é", 0)])
def test_what_is_no_token_has_its_position(text: str, at: int) -> None:
    with pytest.raises(ConditionError, match="is not part of a condition") as caught:
        tokens(text)

    assert caught.value.at == at


def test_a_condition_has_at_most_200_tokens() -> None:
    assert len(tokens("+ " * 200)) == 201
    with pytest.raises(ConditionError, match="more than 200 words and signs") as caught:
        tokens("+ " * 201)
    assert caught.value.at == 400


def read(metric: str, code: str, base: bool) -> float:
    raise AssertionError((metric, code, base))


def test_the_second_of_two_conditions_is_evaluated_only_if_needed() -> None:
    sign = {text: Token("sign", text, 0) for text in ("<", "/", "or", "and")}
    zero, one = constant(0, 0.0), constant(0, 1.0)
    fails = comparison_of(arithmetic_of(one, zero, sign["/"]), one, sign["<"])
    holds, does_not = comparison_of(zero, one, sign["<"]), comparison_of(one, zero, sign["<"])

    assert logical_of(holds, fails, sign["or"]).value(read) == 1
    assert logical_of(does_not, fails, sign["and"]).value(read) == 0
    with pytest.raises(ZeroDivisionError):
        logical_of(does_not, fails, sign["or"]).value(read)


def test_numbers_and_conditions_are_not_mixed() -> None:
    less, plus, both = (Token("sign", text, 3) for text in ("<", "+", "and"))
    number = constant(1, 2.0)
    condition = comparison_of(number, number, less)

    with pytest.raises(ConditionError, match="a number expected"):
        arithmetic_of(number, condition, plus)
    with pytest.raises(ConditionError, match="a number expected"):
        comparison_of(condition, number, less)
    with pytest.raises(ConditionError, match="a condition expected"):
        logical_of(condition, number, both)
