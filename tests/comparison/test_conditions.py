"""The parser of conditions: what they mean, and what is refused."""

from __future__ import annotations

import pytest

from sim.comparison.conditions import Condition, parse_condition
from sim.comparison.tokens import ConditionError, comparison_of, constant, tokens
from sim.core.errors import Problem

KNOWN = [
    ("waits.p95_s", "KZ"), ("waits.mean_s", "KZ"), ("night.all_called", "KZ"),
    ("turnout_at.10:00", "KZ"), ("turnout_at.10:00", "ZHA"), ("cast", "KZ"),
]  # fmt: skip
BASE = {"waits.p95_s": 600.0, "waits.mean_s": 60.0, "night.all_called": 86_400.0, "cast": 0.0}
OTHER = {"waits.p95_s": 700.0, "waits.mean_s": 50.0, "night.all_called": 90_000.0, "cast": 5.0}


def _read(metric: str, code: str, of_base: bool) -> float:
    if metric == "turnout_at.10:00":
        return (10.0 if of_base else 12.0) + (20.0 if code == "ZHA" else 0.0)
    return (BASE if of_base else OTHER)[metric]


def _holds(text: str) -> bool:
    found = parse_condition(text, KNOWN, "KZ")
    assert isinstance(found, Condition), found
    return found.holds(_read)


@pytest.mark.parametrize(
    "text",
    [
        "waits.p95_s > 1.1 * base",
        "1.1 * base < waits.p95_s",
        "(base + 50) * 1.0 <= waits.p95_s",
        "waits.p95_s - base == 100",
        "waits.p95_s > base.waits.p95_s",
        "waits.mean_s < base and waits.p95_s > base",
        "waits.mean_s > base or waits.p95_s > base",
        "not waits.mean_s > base",
        "not (waits.mean_s > base or cast == base)",
        "waits.p95_s > 11 min and waits.p95_s < 0.2 h",
        "night.all_called > 24:30",
        "night.all_called == base + 1 h",
        "turnout_at.10:00@ZHA == 32 and turnout_at.10:00 == 12",
        "turnout_at.10:00@ZHA > base + 1.5",
        "-waits.mean_s < -49.5",
        "waits.p95_s != base",
        "2 - 1 - 1 == 0 and 8 / 4 / 2 == 1 and 2 + 3 * 4 == 14",
        "  cast>=5e0",
    ],
)
def test_conditions_that_hold(text: str) -> None:
    assert _holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "waits.p95_s > 1.2 * base",
        "waits.p95_s > base and waits.mean_s > base",
        "not waits.p95_s > base",
        "waits.p95_s < base or waits.mean_s > base",
        "night.all_called < 23:00",
        "turnout_at.10:00 > base + 2",
    ],
)
def test_conditions_that_do_not_hold(text: str) -> None:
    assert not _holds(text)


def test_and_binds_closer_than_or() -> None:
    assert _holds("cast == 5 or cast == 5 and cast == 6")
    assert not _holds("(cast == 5 or cast == 5) and cast == 6")


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 1, "a metric, a number or base expected, not 'the end'"),
        ("waits.p95_s", 1, "a number is not a condition"),
        ("waits.p95_s > ", 14, "expected, not 'the end'"),
        ("waits.p95_s > 1.1 * bse", 21, "unknown metric 'bse'"),
        ("wait.p95_s > base", 1, "did you mean waits.p95_s"),
        ("waits.p95_s@ZHA > 1", 1, "waits.p95_s exists for KZ, not for ZHA"),
        ("waits.p95_s > waits.mean_s + base", 30, "several metrics are compared here"),
        ("1 < base", 5, "no metric is compared here"),
        ("1 < cast < 3", 10, "only two values can be compared at once"),
        ("cast > 3 3", 10, "'3' is not expected here"),
        ("(cast > 3", 10, "')' expected, not 'the end'"),
        ("cast > 3 and 4", 14, "a condition expected, not a number"),
        ("(cast > 3) + 1 > 2", 7, "a number expected, not a condition"),
        ("__import__('os').system('true')", 12, "is not part of a condition"),
        ("__import__(cast) > 1", 1, "unknown metric '__import__'"),
        ("cast > 3; cast", 9, "';' is not part of a condition"),
        ("cast = 3", 6, "'=' is not part of a condition"),
        ("and > 3", 1, "expected, not 'and'"),
        ("(" * 60 + "cast", 52, "nested more than 50 deep"),
        ("not " * 60 + "cast > 1", 205, "nested more than 50 deep"),
        ("1 + " * 4000 + "cast > 1", 401, "more than 200 words"),
    ],
)
def test_an_error_has_its_position(text: str, at: int, message: str) -> None:
    found = parse_condition(text, KNOWN, "KZ")

    assert isinstance(found, Problem)
    assert found.where == "fail_if"
    assert f"at character {at}: " in found.message
    assert message in found.message


def test_a_condition_names_its_metrics() -> None:
    found = parse_condition("turnout_at.10:00@ZHA > base and cast > 1 and cast < 9", KNOWN, "KZ")

    assert isinstance(found, Condition)
    assert found.names == (("turnout_at.10:00", "ZHA"), ("cast", "KZ"))


def test_a_code_that_is_no_word_is_quoted_and_the_code_of_the_whole_is_that_of_the_election() -> (
    None
):
    known = [("cast", "North-1"), ("cast", "St. Ives"), ("cast", "ALL")]
    found = parse_condition("cast@'North-1' > cast@'St. Ives' and cast > 1", known, "ALL")
    wrong = parse_condition("cast@'North' > 1", known, "ALL")

    assert isinstance(found, Condition)
    assert found.names == (("cast", "North-1"), ("cast", "St. Ives"), ("cast", "ALL"))
    assert isinstance(wrong, Problem)
    assert "cast exists for North-1, St. Ives, ALL, not for North" in wrong.message


def test_dividing_by_zero_is_left_to_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        _holds("cast / base > 1")


@pytest.mark.parametrize("text", ["waits.p95_s > 21:99", "waits.p95_s > 1\u0663"])
def test_text_that_looks_like_a_number_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        tokens(text)


def test_an_infinite_value_is_refused() -> None:
    [sign] = tokens(">")[:1]
    node = comparison_of(constant(0, 1e308 * 10), constant(0, 1.0), sign)
    with pytest.raises(OverflowError):
        node.value(lambda *_: 0.0)
