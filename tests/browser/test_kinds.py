"""A page of each kind of night: nobody votes, one site, one contest, nine, 100,000 sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import sim
from sim.reporting import render
from sim.results.elected import winner_names
from tests.browser.conftest import Show
from tests.browser.test_reading import faint, open_all
from tests.support import kinds_of_nights as kinds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sim.results import RunResults


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RunResults]:
    folder = tmp_path_factory.mktemp("packs")
    return {
        "nobody": kinds.nobody_voted(folder),
        "site": kinds.one_site(folder),
        "contest": kinds.one_contest(folder),
        "nine": kinds.nine_contests(folder),
        "many": kinds.many_sites(sim.run(sim.load_scenario("tiny"))),
    }


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory, nights: dict[str, RunResults]
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("kinds")
    for name, results in nights.items():
        (folder / f"{name}.html").write_text(render([results]), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in nights}


@pytest.fixture
def show_kind(browser: Browser, usual: Page, pages: dict[str, Path]) -> Iterator[Show]:
    """Open pages; fail at the end on an error or a request other than for the file."""
    opener = Show(browser, usual, pages)
    yield opener
    opener.close()


@pytest.mark.parametrize("kind", ["nobody", "site", "contest", "nine", "many"])
def test_each_kind_of_night_is_shown_and_played(show_kind: Show, kind: str) -> None:
    page = show_kind(kind, reduced_motion="reduce")
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("[data-view=leading]").click()
        for key in ("Home", "ArrowRight", "End"):
            page.locator("#replay").press(key)
        assert faint(page, "texts", "#replay") == []
        assert faint(page, "signs", "#replay") == []
        page.locator("#race-open").fill(page.locator("#races tbody a").first.inner_text())
        page.locator("#race-open").press("Enter")
        expect(page.locator("#race")).to_be_visible()
        open_all(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_night_without_a_ballot_says_so(show_kind: Show) -> None:
    page = show_kind("nobody")
    assert page.locator("h1").inner_text() == "Nobody voted"
    page.locator("#replay").press("End")
    page.locator("#race-open").fill("EAST-Empty")
    page.locator("#race-open").press("Enter")
    assert "decided by: nobody has a vote" in page.locator("#race").inner_text()


def test_one_contest_is_led_by_area(show_kind: Show, nights: dict[str, RunResults]) -> None:
    page = show_kind("contest")
    page.locator("[data-view=leading]").click()
    assert not page.locator("#contest").is_visible()
    assert page.locator("#map .marks use").count() == 2
    winner = winner_names(nights["contest"])[0]
    assert page.locator("h1").inner_text().startswith(f"Mayor: {winner}, called at ")


def test_a_contest_is_found_by_its_areas(show_kind: Show) -> None:
    page = show_kind("contest")
    for text, n in (("West Bank", 1), ("east", 1), ("North", 0)):
        page.locator("#race-search").fill(text)
        assert page.locator("#race-count").inner_text() == f"{n} of 1 races"


def test_nine_contests_are_shown_one_at_a_time(
    show_kind: Show, nights: dict[str, RunResults]
) -> None:
    page = show_kind("nine")
    page.locator("[data-view=leading]").click()
    page.locator("#replay").press("End")
    select = page.locator("#contest")
    assert select.locator("option").all_text_contents() == list(kinds.WORDS)
    tallies = nights["nine"].tables["tallies"]
    sites = nights["nine"].tables["sites"]
    area = dict(zip(sites["site"].tolist(), sites["code"].tolist(), strict=True))
    code_of = [area[site] for site in tallies["site"].tolist()]
    for name in kinds.WORDS:
        select.select_option(label=name)
        votes: dict[str, dict[str, int]] = {}
        for k in (tallies["race"] == name.lower()).nonzero()[0].tolist():
            if party := str(tallies["party"][k]):
                of_area = votes.setdefault(code_of[k], {})
                of_area[party] = of_area.get(party, 0) + int(tallies["votes"][k])
        leaders = {max(found, key=lambda party: found[party]) for found in votes.values()}
        assert page.locator("#map .marks use").count() == len(votes)
        legend = page.locator("ul.of-leading li").all_text_contents()
        assert {text.strip() for text in legend} == leaders
    page.wait_for_function("() => location.hash.endsWith('show=leading&contest=bridge')")


def test_100_000_sites_are_left_out_and_said_to_be(show_kind: Show, pages: dict[str, Path]) -> None:
    assert pages["many"].stat().st_size < kinds.SIZE
    page = show_kind("many")
    page.locator("#race-open").fill("R0001")
    page.locator("#race-open").press("Enter")
    panel = page.locator("#race")
    assert panel.locator("table").count() == 1
    assert "Sites are left out, as there are more than 10,000" in panel.inner_text()
