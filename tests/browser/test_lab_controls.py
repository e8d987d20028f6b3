"""The controls of the lab: keys, pauses, values that are not allowed, the search."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from tests.browser.lab import CHECK_IN, knob, shown, turn

if TYPE_CHECKING:
    import pytest

    from tests.browser.lab import Lab


def test_a_slider_is_turned_by_keys(lab: Lab) -> None:
    page = lab.window()
    slider = knob(page, CHECK_IN).get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.locator("#changes .text", has_text="60 → 120 s").wait_for()
    page.locator("#state-list li[aria-current]", has_text="60 → 120 s").wait_for()
    slider.press("Home")
    page.locator("#changes .text", has_text="60 → 15 s").wait_for()


def test_what_keys_pass_is_one_state(lab: Lab) -> None:
    page = lab.window()
    slider = knob(page, CHECK_IN).get_by_role("slider")
    slider.focus()
    for _ in range(14):
        slider.press("ArrowRight")
    page.locator("#changes .text", has_text="60 → 74 s").wait_for()
    page.locator("#search").focus()
    opens = knob(page, "polling.opens").locator("input.value")
    opens.focus()
    opens.press_sequentially("0630")
    opens.press("Enter")
    page.locator("#state-list li[aria-current]", has_text="06:30").wait_for()
    shown_states = page.locator("#state-list li").all_inner_texts()
    assert len(shown_states) == 3, shown_states


def test_a_pause_makes_a_state_of_what_keys_passed(lab: Lab) -> None:
    page = lab.window()
    slider = knob(page, CHECK_IN).get_by_role("slider")
    slider.focus()
    with page.expect_request(lambda asked: '"draft":false' in str(asked.post_data)):
        slider.press("End")
    slider.press("Home")
    page.locator("#changes .text", has_text="60 → 15 s").wait_for()
    assert page.locator("#state-list li").count() == 3


def test_a_change_does_not_overtake_an_older_one(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    page = lab.window()
    change, newer = lab.session.change, threading.Event()
    done: list[str | None] = []

    def slow(key: str, value: str | None, *, draft: bool = False) -> None:
        if value == "120":
            newer.wait(0.5)
        if value == "15":
            newer.set()
        change(key, value, draft=draft)
        done.append(value)

    monkeypatch.setattr(lab.session, "change", slow)
    turn(page, CHECK_IN, "120")
    turn(page, CHECK_IN, "15")
    page.locator("#state-list li[aria-current]", has_text="60 → 15 s").wait_for()
    assert done == ["120", "15"]


def test_a_wrong_value_says_beside_the_knob_what_is_allowed(lab: Lab) -> None:
    page = lab.window()
    found = turn(page, CHECK_IN, "9000")
    error = found.get_by_role("alert")
    error.wait_for()
    assert error.inner_text().endswith("must be a number between 1 and 900 s; got 9000")
    assert found.locator("input.value").get_attribute("aria-invalid") == "true"
    turn(page, CHECK_IN, "90")
    shown(page, 1)
    assert error.is_hidden()


def test_a_wrong_value_goes_with_the_state_in_which_it_was_typed(lab: Lab) -> None:
    page = lab.window()
    found = turn(page, CHECK_IN, "9000")
    found.get_by_role("alert").wait_for()
    back = found.get_by_role("button", name="Back to 60")
    back.click()
    field = found.locator("input.value")
    assert (field.input_value(), found.get_by_role("alert").count()) == ("60", 0)
    assert back.is_hidden()
    turn(page, CHECK_IN, "9000")
    found.get_by_role("alert").wait_for()
    turn(page, "polling.booth_mean_s", "80")
    shown(page, 1)
    found = knob(page, CHECK_IN)
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("60", "false")
    turn(page, CHECK_IN, "9000")
    found.get_by_role("alert").wait_for()
    page.get_by_role("button", name="Go to state 0").click()
    shown(page, 0)
    assert (field.input_value(), found.get_by_role("alert").count()) == ("60", 0)


def test_an_empty_field_of_a_region_is_the_value_of_the_nation(lab: Lab) -> None:
    page = lab.window()
    turn(page, "arrivals.a", "4.5")
    shown(page, 1)
    east = turn(page, "arrivals.regions.EAST.a", "3")
    shown(page, 2)
    slider = east.get_by_role("slider")
    assert slider.input_value() == "3"
    turn(page, "arrivals.regions.EAST.a", "")
    shown(page, 3)
    assert page.locator("#changes li").count() == 1
    assert slider.input_value() == "4.5"
    assert east.locator("input.value").get_attribute("placeholder") == "nation"
    staff = knob(page, "register.staff").locator("input.value")
    assert staff.get_attribute("placeholder") == "none"


def test_search_offers_what_has_an_effect_first(lab: Lab) -> None:
    page = lab.window()
    page.locator("#search").fill("balk")
    idle = page.locator(
        "details.group", has=page.locator("summary b:text-is('Without effect here')")
    )
    assert idle.locator(".knob:visible").count() >= 3
    assert "polling.balk_share is 0" in idle.inner_text()
    turn(page, "polling.balk_share", "0.5")
    shown(page, 1)
    page.locator("#search").fill("balk_line")
    polling = page.locator("details.group", has=page.locator("summary b:text-is('polling')"))
    assert polling.locator(".knob:visible").count() == 2
