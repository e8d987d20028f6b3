"""Languages: messages, plurals, numbers and names."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.core.errors import InputError
from sim.core.language import (
    choose_language,
    chosen_language,
    date_text,
    in_language,
    language_code,
    localized,
    named,
    tr,
    tr_in,
    tr_n,
)
from sim.core.text import UNIT, unit_text


def test_messages_without_a_language_are_english() -> None:
    assert language_code() == "en"
    assert tr("{n} of {m} races", n=730, m=1_847) == "730 of 1,847 races"
    assert localized("1,234.5") == "1,234.5"


@pytest.mark.parametrize("code", ["kk", "ru"])
def test_numbers_have_the_separators_of_the_language(code: str) -> None:
    with in_language(code):
        assert localized("1,234.5") == "1\N{NO-BREAK SPACE}234,5"
        assert tr("no such message, {n}", n=1_847) == "no such message, 1\N{NO-BREAK SPACE}847"


def test_plurals_of_russian() -> None:
    with in_language("ru"):
        one, many = "doors close in {n} region", "doors close in {n} regions"
        found = [tr_n(one, many, n).removeprefix("двери закрываются в ") for n in (1, 2, 21)]
    assert found == ["1 области", "2 областях", "21 области"]


def test_a_context_has_its_own_translation() -> None:
    assert tr_in(UNIT, "seats") == "seats"
    with in_language("ru"):
        assert (tr("seats"), tr_in(UNIT, "seats"), unit_text("seats")) == (
            "мандаты", "мандатов", "мандатов",
        )  # fmt: skip
        assert tr_in("no such context", "seats") == "seats"
        assert unit_text("") == ""
    with in_language("kk"):
        assert (tr("seats"), tr_in(UNIT, "seats")) == ("мандаттар", "мандат")


def test_what_is_chosen_is_not_what_is_stored() -> None:
    with choose_language("ru"):
        assert (chosen_language(), language_code()) == ("ru", "en")
    assert chosen_language() == "en"


def test_names_are_of_one_result() -> None:
    with in_language("kk", {"Aqmola": "Ақмола"}):
        assert (named("Aqmola"), named("Qonaev")) == ("Ақмола", "Qonaev")
    assert named("Aqmola") == "Aqmola"


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="must be one of en, kk, ru; got 'xx'"), in_language("xx"):
        pass


def test_dates_are_in_the_order_of_the_language() -> None:
    found = []
    for code in ("en", "kk", "ru"):
        with in_language(code):
            found.append(date_text(dt.date(2021, 7, 5)))
    assert found == ["5 July 2021", "2021 ж. 5 шілде", "5 июля 2021"]
