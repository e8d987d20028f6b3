"""Texts that results record: every message is found again, whatever fills it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from sim.comparison import pairing
from sim.comparison.pairing import pairing_text
from sim.core.language import ENGLISH, LANGUAGES, in_language, localized, read_catalog, tr
from sim.core.recorded import tr_given, tr_recorded
from sim.incidents.kinds.desks_added import FEW_MEMBERS
from sim.results.calibration_context import CONTEXT
from sim.results.labels import NOT_CONVERGED, NOT_EXPLORED
from sim.scenario.dependence import DEPENDENCES, IDLE_WHYS
from sim.scenario.rules import OF_NUMBERS

CODES = [code for code in LANGUAGES if code != ENGLISH]
SIM = Path(__file__).resolve().parents[2] / "sim"
NAMED = re.compile(r"\{(\w+)\}")
NUMBERS = ("1,847", "730", "3.5", "2021", "0", "12", "1,209,818", "8", "9", "10")
USED = {
    "PAIRING": pairing.PAIRING,
    "NOT_CONVERGED": NOT_CONVERGED,
    "IDLE_WHYS": (*IDLE_WHYS, *NOT_EXPLORED, *OF_NUMBERS),
    "CONTEXT": CONTEXT,
    "FEW_MEMBERS": (FEW_MEMBERS, "{low} to {high}"),
}
"""Messages of each call of ``tr_recorded``, by the first name that it has in the code."""


@cache
def catalog_messages() -> tuple[str, ...]:
    """Return the messages of the code that are no numbers of things and have no context."""
    return tuple(
        message.id
        for message in read_catalog("ru")
        if message.id and isinstance(message.id, str) and not message.context
    )


def filled(message: str, values: tuple[str, ...]) -> dict[str, str]:
    """Return values of the placeholders of a message by name."""
    return dict(zip(dict.fromkeys(NAMED.findall(message)), values, strict=False))


def shown(message: str, values: dict[str, str]) -> str:
    """Return a message in the current language, filled with numbers and messages."""
    texts = {name: localized(value) for name, value in values.items()}
    return tr(message, **texts) if texts else tr(message)


@pytest.mark.parametrize("code", CODES)
def test_every_message_of_the_catalogs_is_found_again(code: str) -> None:
    other, of_other = "it has no effect: {why}", {"why": "730"}
    wrong = []
    for message in catalog_messages():
        values = filled(message, NUMBERS)
        text = message.format(**values) if values else message
        joined = f"{text}; {other.format(**of_other)}"
        with in_language(code):
            expected = shown(message, values)
            both = f"{expected}; {shown(other, of_other)}"
            if tr_recorded(text, (message,)) != expected:
                wrong.append(text)
            if tr_recorded(joined, (message, other)) != both:
                wrong.append(joined)
    assert wrong == []
    assert len(catalog_messages()) > 1_000


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("used", USED)
def test_messages_of_one_call_are_not_taken_for_another(code: str, used: str) -> None:
    """Each is filled with numbers, and joined with each other."""
    messages = USED[used]
    wrong = []
    with in_language(code):
        texts = {
            each.format(**filled(each, NUMBERS)): shown(each, filled(each, NUMBERS))
            for each in messages
        }
        pairs = {
            f"{one}{sign}{other}": f"{texts[one]}{sign}{texts[other]}"
            for one in texts
            for other in texts
            for sign in ("; ", ". ")
        }
        for text, expected in {**texts, **pairs}.items():
            if tr_recorded(text, messages) != expected:
                wrong.append(text)
    assert wrong == []


def test_all_calls_are_among_them() -> None:
    """Their messages are the names in capitals of what they are given."""
    found = {
        next(
            (
                each.id
                for each in ast.walk(call)
                if isinstance(each, ast.Name) and each.id.isupper()
            ),
            "",
        )
        for path in SIM.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "tr_recorded"
    }
    assert found == set(USED)


@pytest.mark.parametrize("code", CODES)
def test_messages_with_commas_and_semicolons_are_whole(code: str) -> None:
    whole = [
        "one run each, so differences are exact for these random numbers and have no interval",
        "its value is 0, and no range is declared: give it a range",
        "nobody was issued a ballot in its hours, or the share is too small",
        "no protocol was taken in in its hours, or none was returned by chance",
        "regions have other values, which a factor of 0 cannot move",
        "members alone open no desk: add desks, too",
        *(each.why for each in DEPENDENCES),
    ]
    with in_language(code):
        for text in whole:
            assert tr_recorded(text, ()) == tr(text) != text


def test_a_comparison_of_other_registers_says_which_number_is_whose() -> None:
    sizes = "14 sites, not 1,847; 10 races, not 730; 14,144 voters, not 1,209,818"
    text = (
        f"NOT paired: the registers differ ({sizes}), so the same random numbers belong to other "
        "voters. 1 region is compared, not AKM, AKT and 12 more of the base. Totals are of all "
        "regions of each result"
    )
    assert pairing_text(text) == text
    with in_language("ru"):
        assert pairing_text(text).replace("\N{NO-BREAK SPACE}", " ") == (
            "Прогоны НЕ парные: списки различны (участков 14, а не 1 847; округов 10, а не 730; "
            "избирателей 14 144, а не 1 209 818), поэтому те же случайные числа относятся к другим "
            "избирателям. Сравнивается 1 область, кроме AKM, AKT и ещё 12 первого результата. "
            "Итоги охватывают все области каждого результата"
        )
    with in_language("kk"):
        assert "1 847 емес, 14 учаске; 730 емес, 10 округ" in pairing_text(text).replace(
            "\N{NO-BREAK SPACE}", " "
        )


def test_a_text_of_several_messages_is_found_by_them() -> None:
    messages = ("Paired: the same seed and {people}; {runs}", "{n} replications")
    text = "Paired: the same seed and the same register; 1,200 replications"
    assert tr_recorded(text, messages) == text
    with in_language("ru"):
        assert tr_recorded(text, messages) == (
            "Прогоны парные: то же начальное число и те же списки; прогонов: 1\N{NO-BREAK SPACE}200"
        )
        assert tr_recorded("day, night", ()) == "день, ночь"


def test_the_longest_message_wins() -> None:
    text = "chains that have not converged: day, others; it was made with --quick"
    with in_language("ru"):
        assert tr_recorded(text, NOT_CONVERGED[::-1]) == tr_recorded(text, NOT_CONVERGED)
        assert tr_recorded(text, NOT_CONVERGED) == tr(NOT_CONVERGED[0], groups="день, прочие")


def test_what_is_no_message_stays_as_it_is() -> None:
    with in_language("ru"):
        for text in ("no such message, 5", "a road to nowhere", "day, dusk", "version 1.2.3"):
            assert tr_recorded(text, ("{low} to {high}",)) == text


def test_what_a_scenario_or_a_pack_gives_is_translated_whole() -> None:
    with in_language("ru", {"Two Shores": "Два берега"}):
        assert tr_given("Two Shores") == "Два берега"
        assert tr_given("Power cut") == "Отключение электричества"
        assert tr_given("Two Shores, day") == "Two Shores, day"
