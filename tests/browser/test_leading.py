"""Who leads, a race that opens, the address, tables as files, and the page within another."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from sim.reporting.words import clock_later
from tests.browser.test_reading import faint, open_all

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Rows, Show

LEGEND = "#replay ul.of-leading li"


def stamp_of(page: Page) -> str:
    return page.locator("#clock").get_attribute("datetime") or ""


def leading(page: Page) -> None:
    page.get_by_role("button", name="Leading").click()


def leaders(rows: Rows, stamp: str) -> Counter[str]:
    """Return the races by the party that leads, or that has won; those of nobody as empty."""
    accepted = {row["site"]: row["accepted"] for row in rows("sites")}
    votes: dict[str, Counter[tuple[str, str]]] = {}
    for row in rows("tallies"):
        if row["party"] and accepted[row["site"]] <= stamp:
            votes.setdefault(row["race"], Counter())[row["choice"], row["party"]] += int(
                row["votes"]
            )
    found: Counter[str] = Counter()
    for race in rows("races"):
        best = votes.get(race["race"], Counter()).most_common(2)
        tie = len(best) == 2 and best[0][1] == best[1][1]
        party = best[0][0][1] if best and best[0][1] and not tie else ""
        found[race["party"] if race["called"] <= stamp else party] += 1
    return found


def test_each_race_has_a_mark_of_its_leader_hollow_until_called(show: Show, rows: Rows) -> None:
    page = show("part")
    assert not page.locator(LEGEND).first.is_visible()
    leading(page)
    races = rows("races")
    for frame in (0, 30, 40, int(page.locator("#scrub").get_attribute("max") or "")):
        page.locator("#scrub").fill(str(frame))
        stamp = stamp_of(page)
        called = {row["race"] for row in races if row["called"] <= stamp}
        marks = page.locator("#map .marks use").evaluate_all(
            "all => all.map(u => [u.dataset.open, u.classList.contains('hollow')])"
        )
        assert sorted(race for race, _ in marks) == sorted(row["race"] for row in races)
        assert {race for race, hollow in marks if not hollow} == called
        shown = {
            text.split(": ")[0].strip(): int(text.split(": ")[1].split()[0])
            for text in page.locator(LEGEND).all_text_contents()
        }
        nobody = shown.pop("no votes yet, a tie, or nobody elected", 0)
        expected = leaders(rows, stamp)
        assert nobody == expected.pop("", 0)
        assert shown == expected
    page.get_by_role("button", name="Counted").click()
    assert not page.locator("#map .marks use").first.is_visible()


def test_marks_stay_legible(show: Show) -> None:
    for scheme in ("light", "dark"):
        page = show("part", color_scheme=scheme, reduced_motion="reduce")
        leading(page)
        page.locator("#race-open").fill("MAN-001")
        page.locator("#race-open").press("Enter")
        assert faint(page, "texts", "#replay") == []
        assert faint(page, "signs", "#replay") == []


def test_a_race_opens_with_its_votes_and_sites(show: Show, rows: Rows) -> None:
    page = show("part")
    panel = page.locator("#race")
    assert not panel.is_visible()
    page.locator("#race-open").fill("kzy-005")
    page.locator("#race-open").press("Enter")
    expect(page.locator("#race-title")).to_have_text("KZY-005")
    race = next(row for row in rows("races") if row["race"] == "KZY-005")
    sites = [row for row in rows("sites") if row["race"] == "KZY-005"]
    for frame in (0, 36, int(page.locator("#scrub").get_attribute("max") or "")):
        page.locator("#scrub").fill(str(frame))
        stamp = stamp_of(page)
        names = {row["site"] for row in sites if row["accepted"] <= stamp}
        votes: Counter[str] = Counter()
        for row in rows("tallies"):
            if row["site"] in names:
                votes[row["choice"]] += int(row["votes"])
        cells = (
            panel.locator("table")
            .first.locator("tbody tr")
            .evaluate_all(
                "rows => rows.map(r => [r.cells[0].textContent.trim(), r.cells[1].textContent])"
            )
        )
        renamed = {"Against all": "against_all", "Invalid ballots": "invalid"}
        shown = {renamed.get(name, name): int(n.replace(",", "")) for name, n in cells}
        assert {name: n for name, n in shown.items() if n} == {k: n for k, n in votes.items() if n}
        assert f"{len(names)} of {len(sites)} protocol" in panel.inner_text()
        assert ("not called yet" in panel.inner_text().lower()) == (race["called"] > stamp)
    called = clock_later(race["called"], "2021-07-25")
    assert f"Called at {called}: {race['winner']}".lower() in (panel.inner_text().lower())
    assert "decided by: votes" in panel.inner_text()
    panel.press("Escape")
    assert not panel.is_visible()


def test_a_race_opens_from_its_row_and_from_its_mark(show: Show) -> None:
    page = show("part")
    page.locator("#races").get_by_role("link", name="MAN-007", exact=True).press("Enter")
    expect(page.locator("#race-title")).to_have_text("MAN-007")
    page.get_by_role("button", name="Close").click()
    leading(page)
    page.locator("#map .marks use[data-open='MAN-003']").click()
    expect(page.locator("#race-title")).to_have_text("MAN-003")


def test_the_address_names_what_is_shown(show: Show) -> None:
    page = show("part")
    assert "#" not in page.url
    page.locator("#scrub").fill("40")
    shown = stamp_of(page)[11:16]
    page.wait_for_function("t => location.hash === `#t=${t}`", arg=shown)
    leading(page)
    page.locator("#race-open").fill("MAN-002")
    page.locator("#race-open").press("Enter")
    wanted = f"#t={shown}&show=leading&race=MAN-002"
    page.wait_for_function("hash => location.hash === hash", arg=wanted)
    page.evaluate("location.hash = 't=22:00&show=leading&race=KZY-001'")
    expect(page.locator("#clock")).to_have_text("22:00")
    expect(page.locator("#race-title")).to_have_text("KZY-001")
    page.evaluate("location.hash = 't=2021-07-25T23:15'")
    expect(page.locator("#clock")).to_have_text("23:15")


def test_the_address_follows_a_night_that_plays(show: Show) -> None:
    page = show("part", time=True)
    page.locator("#replay").press("Home")
    page.locator("#play").click()
    page.clock.run_for(5_000)
    page.locator("#play").click()
    page.clock.run_for(1_000)
    assert page.evaluate("location.hash") == f"#t={stamp_of(page)[11:16]}"


def test_a_link_is_copied(show: Show) -> None:
    page = show("part", permissions=["clipboard-read", "clipboard-write"])
    page.locator("#scrub").fill("40")
    page.locator("#copy-link").click()
    expect(page.locator("#copied")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f".html#t={stamp_of(page)[11:16]}")
    page.locator("#copy-embed").click()
    page.wait_for_function(
        "() => navigator.clipboard.readText().then(t => t.startsWith('<iframe'))"
    )
    assert "#embed&t=" in page.evaluate("navigator.clipboard.readText()")


def test_within_another_page_only_the_night_is_shown(show: Show) -> None:
    page = show("part")
    page.evaluate("location.hash = 'embed&t=22:00'")
    expect(page.locator("header")).not_to_be_visible()
    for part in ("#summary", "#races-section", "footer", "#replay-keys"):
        assert not page.locator(part).is_visible(), part
    assert page.locator("#replay .chip").is_visible()
    assert page.locator("#clock").text_content() == "22:00"


def test_every_table_is_a_file(show: Show, rows: Rows, tmp_path: Path) -> None:
    page = show("part")
    open_all(page)
    tables = page.locator("main table").count()
    buttons = page.get_by_role("button", name="Download as CSV")
    assert buttons.count() == tables
    with page.expect_download() as started:
        page.locator("#races-section .csv button").click()
    assert started.value.suggested_filename.startswith("simulated-races")
    path = tmp_path / "races.csv"
    started.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    races = rows("races")
    assert {row["origin"] for row in found} == {"simulated"}
    assert [row["Race"] for row in found] == [row["race"] for row in races]
    assert [row["Margin"] for row in found] == [row["margin"] for row in races]
    assert [row["Called"] for row in found] == [row["called"] for row in races]


def test_the_clock_stays_in_view(show: Show) -> None:
    for width in (375, 1280):
        page = show("two", width=width, height=700)
        page.locator("[data-result='1'] tr[data-code=KZY]").scroll_into_view_if_needed()
        box = page.locator("#clock").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 100


def test_no_band_has_equal_ends(show: Show) -> None:
    page = show("ensemble")
    for frame in (0, 20, 40, int(page.locator("#scrub").get_attribute("max") or "")):
        page.locator("#scrub").fill(str(frame))
        for text in page.locator("[data-band]").all_text_contents():
            ends = text.split(" to ")
            assert len(set(ends)) == len(ends), text


def test_an_address_with_a_time_is_all_that_is_shown(show: Show) -> None:
    page = show("part")
    leading(page)
    page.locator("#race-open").fill("MAN-002")
    page.locator("#race-open").press("Enter")
    page.evaluate("location.hash = 't=22:00'")
    expect(page.locator("#clock")).to_have_text("22:00")
    expect(page.locator("#race")).not_to_be_visible()
    expect(page.locator("[data-view=counted]")).to_have_attribute("aria-pressed", "true")
    assert not page.locator("#map .marks use").first.is_visible()
    # A link to a section of the page leaves the night as it is.
    leading(page)
    page.evaluate("location.hash = 'races-section'")
    page.wait_for_function("scrollY > 100")
    assert page.locator("[data-view=leading]").get_attribute("aria-pressed") == "true"
