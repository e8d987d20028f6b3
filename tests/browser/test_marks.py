"""Marks of parties: colours of the pack, shapes, nobody, ensembles, and codes on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.reporting import render
from sim.reporting.marks import legible
from sim.results.contest_votes import REST
from tests.browser.conftest import Show
from tests.browser.test_leading import LEGEND, leading
from tests.browser.test_reading import faint
from tests.support.kinds_of_nights import nine_contests

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from sim.results import RunResults

RGB = """all => all.map(e => [e.getAttribute("data-open") ?? e.parentElement.textContent,
  (getComputedStyle(e).color.match(/\\d+/g) ?? []).map(n => Number(n).toString(16).padStart(2, "0"))
    .join("")])"""
"""Names and colours of elements."""
COVERED = """map => {
  const codes = [...map.querySelectorAll("text")].filter((text) => text.checkVisibility())
    .map((text) => text.getBoundingClientRect());
  return [...map.querySelectorAll(".marks use")].map((use) => use.getBoundingClientRect())
    .filter((mark) => codes.some((code) => {
      const middle = (mark.top + mark.bottom) / 2;
      return mark.right > code.left && mark.left < code.right
        && middle > code.top && middle < code.bottom;
    })).length;
}"""
"""Number of marks of a map that a code covers."""


@pytest.fixture(scope="module")
def shores() -> RunResults:
    """A pack whose two parties have colours."""
    return sim.run("two-shores")


@pytest.fixture(scope="module")
def many_shores() -> RunResults:
    """The same, several times."""
    return sim.run("two-shores", replications=5, workers=1)


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory,
    shores: RunResults,
    many_shores: RunResults,
    files: dict[str, Path],
) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("marks")
    results = {"shores": shores, "many": many_shores, "nine": nine_contests(folder)}
    for name, result in results.items():
        (folder / f"{name}.html").write_text(render([result]), encoding="utf-8")
    return files | {name: folder / f"{name}.html" for name in results}


@pytest.fixture
def show_marks(browser: Browser, usual: Page, pages: dict[str, Path]) -> Iterator[Show]:
    """Open pages; fail at the end on an error or a request other than for the file."""
    opener = Show(browser, usual, pages)
    yield opener
    opener.close()


def colours(page: Page, selector: str) -> dict[str, str]:
    """Return the colours of elements by what they stand for."""
    pairs: list[list[str]] = page.locator(selector).evaluate_all(RGB)
    return {name.strip(): colour for name, colour in pairs}


def test_marks_and_bars_have_the_colours_of_the_pack(show_marks: Show) -> None:
    page = show_marks("shores")
    leading(page)
    page.locator("#replay").press("End")
    wanted = {"Tide Party": legible("#0f766e")[1:], "Hill List": legible("#b45309")[1:]}
    legend = colours(page, f"{LEGEND} .sign")
    table = colours(page, "#seats tbody th .sign")
    assert {name: table[name] for name in wanted} == wanted
    assert legend.items() >= {name: wanted[name] for name in wanted if name in legend}.items()
    assert legend.keys() & wanted.keys()
    on_map = page.locator("#map .marks use:not(.none)").evaluate_all(RGB)
    assert on_map
    assert {colour for _, colour in on_map} <= set(wanted.values())
    # A bar has the colour of the mark before it, also of a party without one in the pack.
    for table_of in ("#seats", "table.contest"):
        for row in page.locator(f"{table_of} tbody tr:has(.sign):has(.bar-fill)").all():
            sign, bar = (
                row.locator(part).evaluate(f"e => getComputedStyle(e).{style}")
                for part, style in ((".sign", "color"), (".bar-fill", "fill"))
            )
            assert sign == bar, row.inner_text()
    assert faint(page, "signs", "#replay") == []


def test_no_hollow_mark_of_a_party_is_like_that_of_nobody(show_marks: Show) -> None:
    page = show_marks("part")
    leading(page)
    shapes: set[tuple[str, bool]] = set()
    for frame in (0, 30, 40):
        page.locator("#scrub").fill(str(frame))
        shapes |= {
            (str(shape), bool(nobody))
            for shape, nobody in page.locator("#map .marks use").evaluate_all(
                "all => all.map(u => [u.getAttribute('href'), u.classList.contains('none')])"
            )
        }
    assert {nobody for _, nobody in shapes} == {True, False}
    of_nobody = {shape for shape, nobody in shapes if nobody}
    assert not of_nobody & {shape for shape, nobody in shapes if not nobody}


@pytest.mark.parametrize(("name", "width"), [("reference", 375), ("part", 1280), ("two", 1280)])
def test_no_code_covers_a_mark(show_marks: Show, name: str, width: int) -> None:
    page = show_marks(name, width=width)
    leading(page)
    for side in page.locator("svg.map").all():
        assert side.locator(".marks use").count() > 0
        assert side.evaluate(COVERED) == 0


def test_areas_of_an_ensemble_have_the_leader_by_median_votes(
    show_marks: Show, many_shores: RunResults
) -> None:
    page = show_marks("many")
    leading(page)
    page.locator("#contest").select_option(label="Mayor")
    table = many_shores.tables["votes"]
    seen = set()
    for frame in (0, 20, 30, 40, int(page.locator("#scrub").get_attribute("max") or "")):
        page.locator("#scrub").fill(str(frame))
        stamp = np.datetime64(page.locator("#clock").get_attribute("datetime") or "")
        wanted: set[str] = set()
        for code in ("East", "West"):
            rows = (table["code"] == code) & (table["contest"] == "mayor")
            rows &= (table["capital_time"] == stamp) & ~np.isin(table["choice"], list(REST))
            votes = dict(
                zip(table["party"][rows].tolist(), table["votes"][rows].tolist(), strict=True)
            )
            best = [party for party, n in votes.items() if n == max(votes.values()) and n]
            wanted.add(best[0] if len(best) == 1 else "no votes yet, a tie, or nobody elected")
        legend = page.locator(LEGEND).all_text_contents()
        assert {text.strip() for text in legend} == wanted
        seen |= wanted
    assert page.locator("#map .marks use").count() == 2
    assert seen & {"Tide Party", "Hill List"}
    assert "by median votes" in page.locator("span.of-leading").inner_text()


def test_no_count_of_an_ensemble_contradicts_another(show_marks: Show) -> None:
    """Races called in the median run are fewer than those called in half of the runs."""
    page = show_marks("ensemble")
    leading(page)
    for frame in (20, 40, int(page.locator("#scrub").get_attribute("max") or "")):
        page.locator("#scrub").fill(str(frame))
        for text in page.locator(LEGEND).all_text_contents():
            assert not any(letter.isdigit() for letter in text), text
    assert "median of the runs" in page.locator(".headline").inner_text()
    assert "median time" in page.locator("#calls + p").inner_text()


def test_a_party_has_its_name_in_the_lead_and_in_the_legend(show_marks: Show) -> None:
    page = show_marks("nine")
    assert "River League nominated 6 of 9 winners" in page.locator(".lead").first.inner_text()
    leading(page)
    page.locator("#replay").press("End")
    legend = {text.strip() for text in page.locator(LEGEND).all_inner_texts()}
    assert legend
    assert legend <= {"River League", "Hill Union"}
    tiles = page.locator(".tiles .names").inner_text()
    assert "West West Bank" in " ".join(tiles.split())
