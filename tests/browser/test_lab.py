"""The page of the lab: knob and curve, back, save, two states, a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

import sim
from tests.browser.lab import CHECK_IN, curve, knob, shown, turn

if TYPE_CHECKING:
    from tests.browser.lab import Lab

CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


def test_a_knob_moves_the_curve_and_there_is_a_way_back(lab: Lab) -> None:
    page = lab.window()
    before = curve(page)
    found = turn(page, CHECK_IN, "600")
    shown(page, 1)
    assert curve(page) != before
    assert curve(page, ".ghost") == before
    assert page.locator("#changes .text").inner_text() == "check-in: 60 → 600 s"
    assert page.locator("#command").inner_text() == f"saylau run tiny --set {CHECK_IN}=600"
    assert re.search(r"in 100 [\d.]+ min was [\d.]+ min", page.locator("#headline").inner_text())
    found.get_by_role("button", name="Back to 60").press("Enter")
    shown(page, 2)
    assert curve(page) == before
    page.get_by_role("button", name="Go to state 1").click()
    shown(page, 1)
    assert found.locator("input.value").input_value() == "600"


def test_what_is_asked_for_at_once_follows_the_change(lab: Lab) -> None:
    page = lab.window()
    knob(page, CHECK_IN).locator("input.value").fill("90")
    page.get_by_role("button", name="Intervals of 20 replications").click()
    shown(page, 1)
    page.locator("#bands-note", has_text="20 replications of this state").wait_for()
    page.locator("#status", has_text="The replications are done.").wait_for()
    assert page.locator("#progress").is_hidden()


@pytest.mark.parametrize("width", [375, 1280])
def test_a_country_that_cannot_exist_leaves_the_page_usable(lab: Lab, width: int) -> None:
    page = lab.window(width)
    staff = lab.folder / "staff.csv"
    staff.write_text("site,members\n" + "".join(f"none-{k},3\n" for k in range(20)))
    turn(page, "register.staff", str(staff))
    page.locator("#failed li").nth(19).wait_for()
    assert page.locator("#failed li").first.inner_text().startswith(f"{staff}:2: site: ")
    page.locator("#status", has_text="(20 problems)").wait_for()
    bar = page.locator("#bar").bounding_box()
    assert bar is not None
    assert bar["height"] < 260
    page.get_by_label("File").fill("failed.toml")
    page.get_by_role("button", name="Save as scenario").click()
    page.locator("#saved", has_text="state 1 cannot be run, and is not saved").wait_for()
    assert not (lab.folder / "failed.toml").exists()
    if width == 1280:
        page.mouse.wheel(0, 700)
        page.wait_for_function(
            "() => document.getElementById('bar').getBoundingClientRect().top === 0"
        )
        bar, knobs = page.locator("#bar").bounding_box(), page.locator("#knobs").bounding_box()
        assert bar is not None
        assert knobs is not None
        assert knobs["y"] >= bar["y"] + bar["height"]
    page.get_by_role("button", name="All as opened").click()
    shown(page, 2)
    assert page.locator("#failed").is_hidden()


def test_what_is_saved_runs(lab: Lab) -> None:
    page = lab.window()
    turn(page, CHECK_IN, "90")
    shown(page, 1)
    page.get_by_label("Why: check-in").fill("timed at three sites")
    page.get_by_label("File").fill("slower.toml")
    page.get_by_label("Why it was made").fill("queues were long")
    page.get_by_role("button", name="Save as scenario").click()
    page.locator("#saved", has_text="Saved as").wait_for()
    assert "90  # was 60: timed at three sites" in (lab.folder / "slower.toml").read_text()
    assert sim.load_scenario(lab.folder / "slower.toml").polling.check_in_mean_s == 90
    page.get_by_role("button", name="Save as scenario").click()
    page.locator("#saved", has_text="exists already").wait_for()


def test_two_states_are_compared_as_replications_come_in(lab: Lab) -> None:
    page = lab.window()
    turn(page, "polling.booth_mean_s", "400")
    shown(page, 1)
    page.get_by_role("button", name="Compare").click()
    page.locator("#pairs caption", has_text=re.compile("After (5|20|100) replications")).wait_for()
    row = page.locator("#pairs tr", has=page.locator("th:text-is('Mean whole wait, min')"))
    assert "worse" in row.inner_text()
    assert " to " in row.locator("td").nth(3).inner_text()
    # The replications may have ended, and the button with them, before a click would reach it.
    page.locator("#pair-stop").dispatch_event("click")
    page.locator("#pair-stop").wait_for(state="hidden")


def test_replications_give_intervals_of_the_state_that_is_shown(lab: Lab) -> None:
    page = lab.window()
    turn(page, "turnout.final", "sampled")
    shown(page, 1)
    assert page.locator("#curves .band").count() == 0
    page.get_by_role("button", name="Intervals of 20 replications").click()
    page.locator("#bands-note", has_text="20 replications of this state").wait_for()
    assert page.locator("#curves .band").count() == page.locator("#curves .graph").count()
    turn(page, CHECK_IN, "90")
    shown(page, 2)
    assert page.locator("#curves .band").count() == 0


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_a_phone_needs_no_sideways_scrolling_and_all_can_be_read(
    lab: Lab, color_scheme: Literal["dark", "light"]
) -> None:
    page = lab.window(375, color_scheme)
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert dark == (color_scheme == "dark")
    turn(page, CHECK_IN, "9000")
    turn(page, CHECK_IN, "600")
    shown(page, 1)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert page.evaluate(f"() => {{ {CONTRAST}; return texts('body'); }}") == []
    unnamed = page.locator("input:not([aria-label]):visible, select:visible").evaluate_all(
        "all => all.filter((each) => !each.labels.length).map((each) => each.id)"
    )
    assert unnamed == []
