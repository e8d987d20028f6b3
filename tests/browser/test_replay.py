"""The replay: by key and mouse, it shows what the tables have at its clock."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from sim.reporting.words import clock_later

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from sim.results import RunResults
    from tests.browser.conftest import Rows, Show

DATE = "2021-07-25"
Night = dict[str, dict[str, dict[str, str]]]
FIELDS = (
    "accepted_pct",
    "sites_accepted",
    "counted_pct",
    "ballots_counted",
    "races_called",
    "races_declared",
)


@pytest.fixture(scope="module")
def night(rows: Rows) -> Night:
    """Rows of ``night.csv`` by time and code, with the votes of the nation by choice."""
    found: Night = {}
    for row in rows("night"):
        found.setdefault(row["capital_time"], {})[row["code"]] = row
    for row in rows("votes"):
        if row["code"] == "KZ":
            found[row["capital_time"]]["KZ"][f"votes {row['choice']}"] = row["votes"]
    return found


def number(text: str | None) -> float:
    """Read a number as the page writes it."""
    return float((text or "").replace(",", ""))


def frame_of(page: Page) -> int:
    return int(page.locator("#scrub").input_value())


def stamp_of(page: Page) -> str:
    """Return the time of the clock; its text and the slider agree."""
    stamp = page.locator("#clock").get_attribute("datetime") or ""
    assert page.locator("#clock").text_content() == stamp[11:16]
    assert page.locator("#scrub").get_attribute("aria-valuetext") == clock_later(stamp, DATE)
    return stamp


def shown(row: Locator) -> dict[str, float]:
    """Return the cells of a row by field; their text is the raw value with separators."""
    (cells,) = shown_by_code(row).values()
    return cells


def shown_by_code(rows: Locator) -> dict[str, dict[str, float]]:
    """Return cells by the code of their row and by field."""
    found: dict[str, dict[str, float]] = {}
    for code, name, value, text in rows.evaluate_all(
        """rows => rows.flatMap(row => [...row.querySelectorAll("[data-field]")].map(cell => [
            row.dataset.code || "", cell.dataset.field, cell.dataset.value, cell.textContent]))"""
    ):
        wanted = float(value)
        if name.endswith("_pct"):  # Whole per cent, rounded down, 0 only of none.
            wanted = max(int(wanted), int(wanted > 0))
        assert number(text) == wanted, name
        found.setdefault(code, {})[name] = float(value)
    return found


def check_frame(page: Page, night: Night) -> str:
    """Compare regions, map and headline with the rows of ``night.csv``; return the time."""
    stamp = stamp_of(page)
    assert shown_by_code(page.locator("#regions tr[data-code]")) == {
        code: {name: float(row[name]) for name in FIELDS} for code, row in night[stamp].items()
    }
    titles = page.locator("#map g[data-code]").evaluate_all(
        "groups => groups.map(g => [g.dataset.code, g.querySelector('title').textContent])"
    )
    assert len(titles) == len(night[stamp]) - 1
    for code, title in titles:
        assert f": {int(float(night[stamp][code]['accepted_pct']))} % of" in title
    parties = page.locator("#seats tr[data-party] [data-field^=votes_]").evaluate_all(
        "cells => cells.map(c => [c.dataset.field, c.dataset.value])"
    )
    # In the order of the table, the votes against all and the invalid ballots at the end.
    expected = [text for name, text in night[stamp]["KZ"].items() if name.startswith("votes ")]
    assert len(parties) == 9
    assert [value for _, value in parties] == expected
    return stamp


def half_accepted(night: Night) -> str:
    """Return the first time with half of the protocols accepted."""
    return next(t for t, rows in night.items() if float(rows["KZ"]["accepted_pct"]) >= 50)


def test_it_opens_at_a_telling_moment(show: Show, night: Night) -> None:
    page = show("part")
    assert stamp_of(page) == check_frame(page, night) == half_accepted(night)
    assert f"opens at {half_accepted(night)[11:16]}" in page.locator("#replay-keys").inner_text()


def test_every_key_shows_the_frame_of_its_clock(show: Show, night: Night) -> None:
    page = show("part", time=True)
    times = list(night)
    last = len(times) - 1
    assert page.locator("#scrub").get_attribute("max") == str(last)
    page.locator("#replay").focus()
    for key, frame in (
        ("Home", 0),
        ("ArrowLeft", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 2),
        ("ArrowLeft", 1),
        ("End", last),
        ("ArrowRight", last),
        ("ArrowLeft", last - 1),
    ):
        page.keyboard.press(key)
        assert frame_of(page) == frame, key
        assert check_frame(page, night) == times[frame]


def test_the_slider_moves_by_mouse_and_by_its_keys(show: Show, night: Night) -> None:
    page = show("part", time=True)
    scrub = page.locator("#scrub")
    box = scrub.bounding_box()
    assert box is not None
    last = len(night) - 1
    for share in (0.25, 0.5, 0.6):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        assert frame_of(page) == pytest.approx(share * last, abs=0.02 * last)
        assert check_frame(page, night) == list(night)[frame_of(page)]
    page.mouse.down()
    page.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert frame_of(page) == pytest.approx(0.4 * last, abs=0.02 * last)
    before = frame_of(page)
    scrub.press("ArrowRight")
    assert frame_of(page) == before + 1
    check_frame(page, night)
    scrub.press("Home")
    assert frame_of(page) == 0


def test_it_plays_at_its_speed_pauses_and_stops_at_the_end(show: Show, night: Night) -> None:
    page = show("part", time=True)
    play = page.locator("#play")
    times = list(night)
    page.clock.run_for(10_000)
    assert stamp_of(page) == half_accepted(night)  # nothing moves before it is started
    assert (play.text_content(), play.get_attribute("aria-pressed")) == ("Play", "false")
    page.locator("#replay").press("End")
    play.click()
    assert frame_of(page) == 0
    assert (play.text_content(), play.get_attribute("aria-pressed")) == ("Pause", "true")
    page.clock.run_for(5_100)
    played = frame_of(page)
    assert played == 30  # half an hour a second
    page.locator("#speed").select_option(label="2 hours a second")
    page.clock.run_for(1_010)
    assert frame_of(page) == played + 24
    play.click()
    assert play.get_attribute("aria-pressed") == "false"
    page.clock.run_for(10_000)
    assert frame_of(page) == played + 24
    check_frame(page, night)
    page.locator("#replay").press("Space")
    page.clock.run_for(60_000)
    assert stamp_of(page) == times[-1]
    assert (play.text_content(), play.get_attribute("aria-pressed")) == ("Play", "false")


def test_it_really_plays(show: Show) -> None:
    """With the browser's clock."""
    page = show("part")
    page.locator("#speed").select_option(label="2 hours a second")
    page.locator("#play").click()
    start = page.locator("#clock").text_content() or ""
    expect(page.locator("#clock")).not_to_have_text(start)
    page.locator("#play").click()
    assert frame_of(page) > 0
    assert page.locator("#play").text_content() == "Play"


def test_the_last_frame_is_the_final_tables(show: Show, reference_rows: Rows) -> None:
    page = show("reference")
    page.locator("#replay").press("Home")
    page.locator("#replay").press("End")
    races, sites = reference_rows("races"), reference_rows("sites")
    votes: Counter[str] = Counter()
    for row in reference_rows("tallies"):
        votes[row["party"] or row["choice"]] += int(row["votes"])
    nation = shown(page.locator("#regions tr[data-code=KZ]"))
    assert nation["races_called"] == nation["races_declared"] == len(races)
    assert nation["sites_accepted"] == len(sites)
    assert nation["ballots_counted"] == sum(int(row["cast"]) for row in sites)
    for code, cells in shown_by_code(page.locator("#regions tr[data-code]:not(.total)")).items():
        in_region = [row for row in sites if row["code"] == code]
        assert cells["sites_accepted"] == len(in_region)
        assert cells["ballots_counted"] == sum(int(row["cast"]) for row in in_region)
        assert cells["races_declared"] == sum(row["code"] == code for row in races)
    seats = Counter(row["party"] for row in races)
    for line in page.locator("#seats tr[data-party]").all():
        party = line.get_attribute("data-party") or ""
        cells = shown(line)
        assert cells.pop("seats", None) == seats.get(party), party
        (total,) = cells.values()
        assert (
            total
            == votes[{"Invalid ballots": "invalid", "Against all": "against_all"}.get(party, party)]
        )
    latest = sorted(races, key=lambda row: (row["called"], row["race"]))[:-6:-1]
    calls = page.locator("#calls li").all_text_contents()
    for text, row in zip(calls, latest, strict=True):
        assert text.startswith(f"{clock_later(row['called'], DATE)} {row['race']} ")


def test_calls_and_seats_are_those_called_by_then(show: Show, rows: Rows) -> None:
    page = show("part")
    races = rows("races")
    page.locator("#replay").press("Home")
    assert page.locator("#calls li").all_text_contents() == ["None yet."]
    page.locator("#scrub").fill("36")
    stamp = stamp_of(page)
    called = [row for row in races if row["called"] <= stamp]
    assert 0 < len(called) < len(races)
    for party, n in Counter(row["party"] for row in called).items():
        cell = page.locator("#seats tr[data-party]").filter(has_text=party).first
        assert shown(cell)["seats"] == n, party
    newest = max(called, key=lambda row: (row["called"], row["race"]))
    assert newest["race"] in (page.locator("#calls li").first.text_content() or "")


def test_two_results_share_one_clock(show: Show, part: RunResults, more_desks: RunResults) -> None:
    page = show("two", time=True)
    for control in ("clock", "play", "scrub", "speed"):
        assert page.locator(f"#replay [id^={control}]").count() == 1, control
    page.locator("#scrub").fill("40")
    stamp = stamp_of(page)
    for side, results in enumerate((part, more_desks)):
        table = results.tables["night"]
        at = table["capital_time"].astype("datetime64[s]").astype(str) == stamp
        for code in ("KZ", "MAN", "KZY"):
            (k,) = (at & (table["code"] == code)).nonzero()[0]
            cells = shown(page.locator(f"[data-result='{side}'] tr[data-code={code}]"))
            assert cells == {name: float(table[name][k]) for name in FIELDS}, (side, code)
    page.get_by_role("link", name="Comparison", exact=True).click()
    assert page.url.endswith("#compare")
    section = page.locator("#compare")
    assert section.is_visible()
    assert "polling.desks_extra" in section.inner_text()


def test_a_link_may_name_a_time(show: Show) -> None:
    page = show("part")
    page.evaluate("location.hash = 't=22:30'")
    expect(page.locator("#clock")).to_have_text("22:30")
    assert stamp_of(page).endswith("T22:30:00")
