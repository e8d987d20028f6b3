"""A night of several days: every time names its day, in the race, the calls, tables and files."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.reporting import render
from sim.reporting.assumptions import by_key
from sim.reporting.words import clock_later
from tests.browser.conftest import Show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sim.results import RunResults

LATER = {
    "night": ["capital_time"],
    "votes": ["capital_time"],
    "sites": ["accepted"],
    "races": ["called", "declared"],
}
"""Columns of times of the night."""


@pytest.fixture(scope="module")
def days() -> RunResults:
    """A night whose second half is three days later."""
    tiny = sim.run("tiny")
    night = tiny.tables["night"]["capital_time"]
    middle = night.min() + (night.max() - night.min()) / 2
    tables: dict[str, Any] = dict(tiny.tables)
    for table, columns in LATER.items():
        tables[table] = dict(tables[table])
        for column in columns:
            at = tables[table][column]
            tables[table][column] = np.where(at > middle, at + np.timedelta64(3, "D"), at)
    return replace(tiny, tables=tables)


@pytest.fixture
def show_days(browser: Browser, usual: Page, days: RunResults, tmp_path: Path) -> Iterator[Show]:
    """Open its page; fail at the end on an error or a request other than for the file."""
    path = tmp_path / "days.html"
    path.write_text(render([days]), encoding="utf-8")
    opener = Show(browser, usual, {"days": path})
    yield opener
    opener.close()


def rows_of(page: Page, button: str, folder: Path) -> tuple[str, list[dict[str, str]]]:
    """Return name and rows of the file of a table."""
    with page.expect_download() as started:
        page.locator(button).click()
    path = folder / "table.csv"
    started.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        return started.value.suggested_filename, list(csv.DictReader(file))


def test_every_time_names_its_day(show_days: Show, days: RunResults) -> None:
    page = show_days("days")
    page.locator("#replay").press("End")
    date = days.summary.date
    races = days.tables["races"]
    last = int(races["called"].argmax())
    called, race = str(races["called"][last]), str(races["race"][last])
    assert called[:10] > "2021-07-26"
    text = clock_later(called, date)
    assert text.endswith((" +3 d", " +4 d"))
    assert (page.locator("#calls li").first.text_content() or "").startswith(text)
    row = page.locator(f"#races tbody tr:has(a[href='#race={race}'])")
    assert text in row.inner_text()
    page.locator("#race-open").fill(race)
    page.locator("#race-open").press("Enter")
    panel = page.locator("#race").inner_text()
    assert f"alled at {text}: " in panel
    now = clock_later(page.locator("#clock").get_attribute("datetime"), date)
    assert f"Votes at {now}" in panel
    assert page.locator("#regions caption").inner_text().endswith(f" at {now}")
    assert page.locator("#scrub").get_attribute("aria-valuetext") == now
    sites = days.tables["sites"]
    for k in (sites["race"] == race).nonzero()[0].tolist():
        line = page.locator("#race tr", has_text=str(sites["site"][k])).inner_text()
        assert line.endswith(clock_later(sites["accepted"][k], date))
    ticks = page.locator("svg.axis text").all_text_contents()
    assert len(set(ticks)) == len(ticks) > 2
    assert "28 July" in ticks


def test_files_of_a_race_are_data(show_days: Show, days: RunResults, tmp_path: Path) -> None:
    page = show_days("days")
    page.locator("[data-language=ru]").click()
    page.locator("#replay").press("End")
    stamp = page.locator("#clock").get_attribute("datetime") or ""
    races, sites = days.tables["races"], days.tables["sites"]
    race = str(races["race"][races["registered"].argmax()])
    page.locator("#race-open").fill(race)
    page.locator("#race-open").press("Enter")
    name, found = rows_of(page, "#race .csv button >> nth=1", tmp_path)
    assert name.startswith(f"simulated-{race.lower()}-")
    wanted = (sites["race"] == race).nonzero()[0].tolist()
    assert [list(row.values()) for row in found] == [
        ["simulated", stamp, race, str(sites["site"][k]), str(sites["registered"][k]),
         str(sites["cast"][k]), str(sites["accepted"][k])]
        for k in wanted
    ]  # fmt: skip
    _, votes = rows_of(page, "#race .csv button >> nth=0", tmp_path)
    assert {(row["time"], row["race"]) for row in votes} == {(stamp, race)}
    tallies = days.tables["tallies"]
    columns = list(zip(*(row.values() for row in votes), strict=True))
    assert sum(map(int, columns[4])) == int(tallies["votes"][tallies["race"] == race].sum())
    assert 99 < sum(map(float, columns[5])) < 101


def test_files_of_parameters_and_of_the_end_are_data(
    show_days: Show, days: RunResults, tmp_path: Path
) -> None:
    page = show_days("days")
    page.locator("[data-language=ru]").click()
    page.locator("#assumed details summary").click()
    _, found = rows_of(page, "#assumed details .csv button", tmp_path)
    values = {key: value for _, key, value in (row.values() for row in found)}
    scenario: Any = days.manifest.scenario
    assert values["register.seed"] == str(scenario["register"]["seed"])
    fractions = {
        key: str(value) for key, value in by_key(scenario).items() if isinstance(value, float)
    }
    assert len(fractions) > 20
    assert {key: values[key] for key in fractions} == fractions
    _, regions = rows_of(page, "#results .csv button >> nth=0", tmp_path)
    last = [row["Последний протокол"] for row in regions]
    assert last == [
        days.summary.night.all_accepted,
        *(region.last_accepted for region in days.summary.regions.values()),
    ]


def test_files_of_the_night_say_when_and_have_no_bars(
    show_days: Show, days: RunResults, tmp_path: Path
) -> None:
    page = show_days("days")
    page.locator("#replay").press("End")
    stamp = page.locator("#clock").get_attribute("datetime") or ""
    _, regions = rows_of(
        page, "#regions + .csv button, .scroll:has(#regions) + .csv button", tmp_path
    )
    assert {row["time"] for row in regions} == {stamp}
    _, seats = rows_of(page, "#seats + .csv button", tmp_path)
    assert list(seats[0]) == ["origin", "time", "Party", "Seats", "Votes"]
