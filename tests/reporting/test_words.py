"""Values of result files as text on a page: their digits, and a dash for none."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from sim.reporting import words
from sim.reporting.words import MISSING

NONE = (None, np.nan, np.float64("nan"), np.datetime64("NaT"))


@pytest.mark.parametrize("value", NONE)
@pytest.mark.parametrize("name", ["number", "percent", "signed", "share", "clock"])
def test_what_is_missing_is_a_dash(name: str, value: Any) -> None:
    assert getattr(words, name)(value) == MISSING
    assert words.raw(value) == ""
    assert words.clock_later(value, "2021-07-25") == MISSING


@pytest.mark.parametrize(
    "value",
    [np.int64(3), np.float64(0.5), np.bool_(True), np.str_("a"), np.datetime64("2021-07-25"),
     4, "b"]
)  # fmt: skip
def test_values_of_tables_are_plain_json(value: Any) -> None:
    assert json.loads(json.dumps(words.plain(value))) == words.plain(value)


def test_numbers_keep_the_digits_of_the_file() -> None:
    assert words.number(1234567.0) == "1,234,567.0"
    assert words.raw(np.float64(0.1)) == "0.1"
    assert words.signed_count(0) == "0"


@pytest.mark.parametrize(("value", "text"), [(99.999, "99.99"), (0.001, "0.01"), (0.0, "0.00")])
def test_a_percentage_is_0_or_100_only_if_it_is(value: float, text: str) -> None:
    assert words.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("2021-07-25T23:59:59", "23:59"), (np.datetime64("2021-07-27T00:00:00"), "00:00 +2 d")],
)
def test_a_time_of_a_later_day_says_so(value: Any, text: str) -> None:
    assert words.clock_later(value, "2021-07-25") == text
    assert words.clock(value) == text[:5]


@pytest.mark.parametrize(("n", "text"), [(19, "all 19 runs"), (20, "90 in 100 runs")])
def test_of_few_replications_an_interval_holds_all(n: int, text: str) -> None:
    assert words.share_in_band(n) == text


def test_a_race_is_named_beside_an_id_that_does_not_say_it() -> None:
    assert words.name_beside("EAST-5", "Ауыл №5") == "Ауыл №5"
    assert words.name_beside("EAST-Alma", "Alma") == ""
