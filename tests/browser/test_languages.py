"""The switch of languages: what is shown, played, found and named in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import sim
from sim.reporting import render
from tests.browser.conftest import Show
from tests.browser.test_reading import faint, open_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CODES = ("en", "kk", "ru")
OTHERS = {"kk": "Қазақша", "ru": "Русский"}
TEXT = "document.body.innerText"
AT = "document.getElementById('clock').textContent"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of two elections by the language that they open in."""
    folder = tmp_path_factory.mktemp("languages")
    results = {
        "man": sim.run(sim.load_scenario("baseline", ["register.regions=['MAN','KUS']"])),
        "shores": sim.run("two-shores"),
    }
    found = {}
    for name, result in results.items():
        for code in CODES:
            found[f"{name}-{code}"] = path = folder / f"{name}-{code}.html"
            path.write_text(render([result], language=code), encoding="utf-8")
    return found


@pytest.fixture
def show_in(browser: Browser, usual: Page, pages: dict[str, Path]) -> Iterator[Show]:
    """Open pages; fail at the end on an error or a request other than for the file."""
    opener = Show(browser, usual, pages)
    yield opener
    opener.close()


def text_of(page: Page) -> list[str]:
    """Return what can be read, and heard, on a page."""
    labels = page.locator("[aria-label]").evaluate_all("all => all.map(e => e.ariaLabel)")
    titles = page.locator("svg title").all_text_contents()
    return [*page.evaluate(TEXT).splitlines(), *labels, *titles, page.title()]


def choose(page: Page, code: str) -> None:
    page.locator(f"[data-language={code}]").press("Enter")
    expect(page.locator(f"[data-language={code}]")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.documentElement.lang") == code


@pytest.mark.parametrize("election", ["man", "shores"])
def test_a_page_that_is_switched_is_that_which_opens_in_the_language(
    show_in: Show, election: str
) -> None:
    texts = {}
    for code in CODES:
        page = show_in(f"{election}-{code}")
        open_all(page)
        page.locator("#scrub").fill("30")
        texts[code] = text_of(page)
    assert len({text[0] for text in texts.values()}) == 3
    for first in CODES:
        page = show_in(f"{election}-{first}")
        open_all(page)
        page.locator("#scrub").fill("30")
        for code in (*CODES, first):
            if code != page.evaluate("document.documentElement.lang"):
                choose(page, code)
            assert text_of(page) == texts[code]


def test_the_night_goes_on_and_the_address_names_time_and_language(show_in: Show) -> None:
    page = show_in("man-en")
    page.locator("#scrub").fill("40")
    time = page.evaluate(AT)
    choose(page, "ru")
    assert page.evaluate(AT) == time
    expect(page.locator("#play")).to_have_text("Пуск")
    page.locator("#replay").press(" ")
    expect(page.locator("#play")).to_have_text("Пауза")
    choose(page, "kk")
    expect(page.locator("#play")).to_have_text("Кідірту")
    page.wait_for_function(f"() => {AT} !== '{time}'")
    page.locator("#play").click()
    now = page.evaluate(AT)
    page.wait_for_function(f"() => location.hash === '#t={now}&language=kk'")
    fragment = page.evaluate("location.hash")
    page = show_in("man-ru")
    for wanted, code in ((fragment, "kk"), ("#turnout", "kk"), ("#t=22:00", "ru"),
                         ("#t=22:00&language=xx", "ru"), (fragment, "kk")):  # fmt: skip
        page.evaluate("wanted => { location.hash = wanted; }", wanted)
        page.wait_for_function(f"() => document.documentElement.lang === '{code}'")
    assert page.evaluate(AT) == now


def test_an_address_is_followed_though_the_page_was_about_to_write_its_own(show_in: Show) -> None:
    page = show_in("man-ru")
    page.wait_for_timeout(600)
    page.evaluate("""() => {
        location.hash = "#t=22:00&language=kk";
        const scrub = document.getElementById("scrub");
        scrub.value = 40;
        scrub.dispatchEvent(new Event("input"));
    }""")
    page.wait_for_function("() => document.documentElement.lang === 'kk'")


@pytest.mark.parametrize("code", CODES)
def test_names_are_found_in_every_language(show_in: Show, code: str) -> None:
    page = show_in("man-en")
    if code != "en":
        choose(page, code)
    rows, search = page.locator("#races tbody tr:visible"), page.locator("#race-search")
    search.fill("Kostanay")
    n = rows.count()
    assert 0 < n < page.locator("#races tbody tr").count()
    for name in ("Қостанай", "ҚОСТАНАЙ", "костанай", "Костанайская", "KUS-0"):
        search.fill(name)
        assert rows.count() == n, name
    for name in ("Нур Отан", "Nur Otan", "nur otan kostanay", "нур қостанай"):
        search.fill(name)
        assert rows.count() > 0, name
    search.fill("Алматы")
    assert rows.count() == 0
    page = show_in("shores-en")
    if code != "en":
        choose(page, code)
    for name in ("Mayor", "мэр", "ҚАЛА БАСШЫСЫ", "кала басшысы"):
        page.locator("#race-open").fill(name)
        page.locator("#race-open").press("Enter")
        expect(page.locator("#race-title")).to_have_text(
            {"en": "Mayor", "kk": "Қала басшысы", "ru": "Мэр"}[code]
        )
        page.locator("#race-close").click()


@pytest.mark.parametrize("code", OTHERS)
def test_a_telephone_needs_no_sideways_scrolling(show_in: Show, code: str) -> None:
    for name, scheme in (("man", "light"), ("shores", "dark")):
        page = show_in(f"{name}-en", width=375, color_scheme=scheme, reduced_motion="reduce")
        choose(page, code)
        page.locator("[data-view=leading]").click()
        page.locator("#races tbody a").first.click()
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert faint(page, "texts", "#replay, header") == []
