"""The page besides the replay: the table of races, markup in text, no scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.conftest import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Rows, Show

VISIBLE = "#races tbody tr:not([hidden])"


def column(page: Page, number: int) -> list[str]:
    """Return the visible cells of a column of the races, as values or as text."""
    values: list[str] = page.locator(f"{VISIBLE} > :nth-child({number})").evaluate_all(
        "cells => cells.map(c => c.dataset.value ?? c.textContent)"
    )
    return values


def test_races_are_sorted_by_their_headings(show: Show, rows: Rows) -> None:
    page = show("part")
    races = rows("races")
    assert page.locator(VISIBLE).count() == len(races) == 50
    sorted_now = page.locator("#races th[aria-sort=ascending], #races th[aria-sort=descending]")
    for name, number, field in (
        ("Registered", 3, "registered"),
        ("Winner, %", 6, "winner_pct"),
        ("Called", 8, "called"),
        ("Winner", 5, "winner"),
    ):
        is_number = field in {"registered", "winner_pct"}
        want = sorted((float(r[field]) if is_number else r[field].lower()) for r in races)
        heading = page.locator(f"#races th[aria-sort]:nth-child({number})")
        for direction in ("ascending", "descending"):
            heading.get_by_role("button").press("Enter")
            assert heading.get_attribute("aria-sort") == direction
            assert (sorted_now.count(), heading.inner_text()[: len(name)]) == (1, name)
            found = [float(v) if is_number else v.lower() for v in column(page, number)]
            assert found == (want if direction == "ascending" else want[::-1]), (name, direction)


def test_races_are_found_by_what_their_rows_say(show: Show, rows: Rows) -> None:
    page = show("part")
    search, count = page.locator("#race-search"), page.locator("#race-count")
    search.press_sequentially("kyzylorda independent")
    in_csv = [
        r["race"] for r in rows("races") if r["code"] == "KZY" and r["party"] == "Independent"
    ]
    assert column(page, 1) == in_csv
    assert 0 < len(in_csv) < 40
    assert count.text_content() == f"{len(in_csv)} of 50 races"
    search.fill("MAN-007")
    assert column(page, 1) == ["MAN-007"]
    search.fill("no such race")
    assert count.text_content() == "0 of 50 races"
    search.fill("")
    assert count.text_content() == "50 of 50 races"
    assert page.locator(VISIBLE).count() == 50


def test_a_place_is_found_in_other_letters_and_a_contest_by_its_areas(show: Show) -> None:
    page = show("part")
    search, count = page.locator("#race-search"), page.locator("#race-count")
    for text in ("Мангистау", "маңғыстау", "mangystau"):
        search.fill(text)
        assert set(column(page, 2)) == {"Mangystau"}, text
    search.fill("кзы-005")  # Letters of an id that is Latin in every language.
    assert column(page, 1) == ["KZY-005"]
    assert count.text_content() == "1 of 50 races"


def test_every_row_of_the_races_is_that_of_the_file(show: Show, rows: Rows) -> None:
    page = show("part")
    fields = ("race", "", "registered", "candidates", "winner", "winner_pct", "margin", "called")
    races = rows("races")
    for number, field in enumerate(fields, 1):
        if field:
            assert column(page, number) == [row[field] for row in races], field


def test_markup_is_shown_as_text(show: Show) -> None:
    page = show("hostile")
    assert page.title().startswith("Simulated election night: </script>")
    assert page.locator("script").count() == 9
    assert page.locator("img, iframe, object, embed, link").count() == 0
    for place in (
        ".kicker",
        "header .about",
        "#incidents",
        "#assumed",
        "#races tbody tr:first-child",
    ):
        assert HOSTILE in (page.locator(place).first.text_content() or ""), place
    page.locator("#replay").press("Home")
    page.locator("#replay").press("End")
    page.locator("#race-search").fill("onerror")
    assert page.locator("#race-count").text_content() == "50 of 50 races"
    assert page.title() != "harmed"


def test_it_stays_the_same_without_scripts(show: Show) -> None:
    """Without scripts the page shows the end of the night, and no controls."""
    page = show("part", java_script_enabled=False)
    for control in ("#play", "#scrub", "#speed", "#race-search"):
        assert not page.locator(control).is_visible(), control
    assert page.locator("#clock").is_visible()
    assert page.locator(VISIBLE).count() == 50
