"""The languages of a page: the same tags in each, and no text that is not in the catalogs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.core.language import read_catalog
from sim.reporting import render
from sim.reporting.switch import ATTRIBUTES, Edition, ScriptWords, switch_data
from sim.reporting.templating import SCRIPTS, asset
from tests.support.incidents import IDLE
from tests.support.pages import Page
from tests.support.pseudo_language import outside_messages, pseudo_language

if TYPE_CHECKING:
    from sim.reporting.switch import SwitchData

CODES = ("en", "kk", "ru")
HASH = r"\b[0-9a-f]{64}\b"
NO_BREAK = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def shores() -> sim.RunResults:
    return sim.run("two-shores")


@pytest.fixture(scope="module")
def pages(tiny: sim.RunResults, shores: sim.RunResults) -> dict[str, dict[str, str]]:
    """Pages by kind and by the language that they open in."""
    kinds = {"two": [tiny, tiny], "shores": [shores]}
    return {
        kind: {code: render(results, language=code) for code in CODES}
        for kind, results in kinds.items()
    }


def languages_in(html: str) -> Any:
    found = re.search(r'id="languages">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def words(group: str, decimal: str) -> ScriptWords:
    return ScriptWords(group, decimal, {}, {})


def switched(base: str, other: str) -> SwitchData:
    """Return the languages of a page in English and in Russian."""
    one = Edition(f'<p>{base}</p><x id="data">', [], words(",", "."))
    return switch_data(
        {"en": one, "ru": Edition(f'<p>{other}</p><x id="data">', [], words(NO_BREAK, ","))}
    )


def test_texts_are_translated_by_a_dictionary_and_numbers_by_their_separators() -> None:
    data = switched(
        "Yes<b>1,234.5 %</b><i>Yes</i> at 3.12<i title=\"Yes\">3.12</i>",
        f"Да<b>1{NO_BREAK}234,5 %</b><i>Да</i> на 3.12<i title=\"Да\">3.12</i>",
    )["languages"]["ru"]  # fmt: skip
    assert data["texts"] == {"Yes": "Да", " at 3.12": " на 3.12", "3.12": "3.12"}
    assert data["at"] == {}


def test_what_is_translated_in_two_ways_and_texts_before_tags_have_their_place() -> None:
    data = switched("<b>5</b> of 7<i>no</i><u>no</u>", "из 7 <b>5</b><i>нет</i><u>ни разу</u>")
    found = data["languages"]["ru"]
    assert found["texts"] == {" of 7": "", "no": "нет"}
    assert found["at"] == {"1": "из 7 ", "6": "ни разу"}


def test_pages_of_other_tags_are_refused() -> None:
    with pytest.raises(ValueError, match="tag 1 is <b> and <i>"):
        switched("<b>x</b>", "<i>x</i>")


def structure(html: str) -> list[tuple[str, dict[str, str]]]:
    """Return the tags of a page with those attributes that are no texts."""
    texts = {*ATTRIBUTES, "lang"}
    return [
        (tag, {name: value for name, value in attrs.items()
               if name not in texts and not (name == "aria-pressed" and "data-language" in attrs)})
        for tag, attrs in Page(html).tags
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["two", "shores"])
def test_all_languages_have_the_same_tags(pages: dict[str, dict[str, str]], kind: str) -> None:
    first, *others = (structure(pages[kind][code]) for code in CODES)
    assert len(first) > 500
    for other in others:
        assert other == first


def test_the_page_opens_in_the_language_that_is_chosen(pages: dict[str, dict[str, str]]) -> None:
    for code in CODES:
        html = pages["shores"][code]
        assert f'<html lang="{code}">' in html
        data = languages_in(html)
        assert data["base"] == code
        assert set(data["languages"]) == set(CODES)
        assert data["languages"][code]["texts"] == {}
    assert "Победители" in pages["shores"]["ru"]
    assert "Восточный берег" in pages["shores"]["ru"]
    assert languages_in(pages["shores"]["en"])["languages"]["ru"]["texts"]["Mayor"] == "Мэр"


def test_numbers_and_plurals_are_those_of_the_language(pages: dict[str, dict[str, str]]) -> None:
    visible = Page(pages["shores"]["ru"]).visible()
    assert "3 округа" in visible
    assert "Задано, %" in Page(pages["two"]["ru"]).visible()
    assert re.search(r"\d,\d+ %", visible)
    assert not re.search(r"\d\.\d+ %", visible)


def test_every_message_of_the_scripts_is_in_the_catalogs_and_on_the_page(
    pages: dict[str, dict[str, str]],
) -> None:
    known = {m.id if isinstance(m.id, str) else m.id[0] for m in read_catalog("kk")}
    data = languages_in(pages["two"]["en"])["languages"]
    written = {
        text for name in SCRIPTS for text in re.findall(r'\btr(?:_n)?\(\s*"([^"]*)"', asset(name))
    }
    assert len(written) > 30
    assert written <= known
    assert written == set(data["kk"]["messages"])
    assert {m for m in written if data["kk"]["messages"][m] == m} == set()


def test_what_scenarios_give_is_translated() -> None:
    """Of a scenario that ships: its description, its incident, and who reported its targets."""
    results = sim.run(sim.load_scenario("power-cut", ["register.regions=['TUR', 'SEV']"]))
    shown = {code: Page(render([results], language=code)).visible() for code in CODES}

    assert "No power in Turkistan, 22:00 to 01:00: counts stand still\n" in shown["en"]
    assert shown["ru"].count("В Туркестанской области нет электричества с 22:00 до 01:00") == 2
    assert "\nОтключение электричества\n" in shown["ru"]
    assert "; области TUR. " in shown["ru"]
    assert "\nЖарықтың сөнуі\n" in shown["kk"]
    assert "; облыстар TUR. " in shown["kk"]
    for code, source in (("en", "article"), ("kk", "мақала"), ("ru", "статья")):
        assert f"\n{source}\n" in shown[code]
        assert ("article" in shown[code]) == (code == "en")
        assert ("boundaries" in shown[code]) == (code == "en")


def test_titles_of_packs_are_translated(pages: dict[str, dict[str, str]]) -> None:
    visible = Page(pages["shores"]["ru"]).visible()
    assert visible.count("Два Берега, город, выдуманный для проверки вручную") == 2


def test_every_word_of_incidents_and_idle_settings_is_a_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results = sim.run(sim.load_scenario("tiny", IDLE))
    with pseudo_language(monkeypatch):
        html = render([results])
    parts = re.findall(r"<header>.*?</header>|<li data-incident.*?</li>", html, re.DOTALL)
    text = re.sub(r"<code>.*?</code>|<[^>]*>", " ", " ".join(parts))

    assert len(parts) == 1 + len(results.summary.incidents or ())
    assert sorted(set(outside_messages(text)) - NOT_WORDS) == []


NOT_WORDS = set(
    re.findall(
        r"\w+",
        "Ada Reed Ben Stone Cleo Wren Dov Lark Eve Moss Finn Oak Alma Bulaq East West Shore Tide "
        "Hill Party List Mayor Council of the Shall the bridge be open at night Yes No EAST WEST "
        "Nur Otan Auyl Adal Ak Zhol People Nationwide Social Democratic Independent mayor council "
        "Saylau English Қазақша Русский Pseudo Julio Junio kz pack tiny two shores "
        "python saylau numpy simpy numba pydantic csv toml election sites areas contests "
        "candidates names scenario leader wins lot valid serve queue shared sampled given reported "
        "pct "
        "Three made up sites and votes by voters to be checked hand Two Shores town",
    )
)
"""Names and codes of the elections, of languages, programs and files, values of parameters, and
descriptions as they are in the scenarios."""


def test_all_words_are_messages(
    tiny: sim.RunResults, shores: sim.RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    for results in ([tiny, tiny], [shores]):
        with pseudo_language(monkeypatch):
            parsed = Page(render(results))
        attributes = [
            value for _, attrs in parsed.tags for name, value in attrs.items()
            if name in ATTRIBUTES and name != "content"
        ]  # fmt: skip
        found = outside_messages("\n".join([*attributes, re.sub(HASH, "", parsed.visible())]))
        assert sorted(set(found) - NOT_WORDS) == []
