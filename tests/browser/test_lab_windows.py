"""The windows of the lab: several, a server that ends, another one, a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim
from tests.browser.lab import CHECK_IN, curve, shown, turn

if TYPE_CHECKING:
    from tests.browser.lab import Lab


def test_two_windows_show_the_same(lab: Lab) -> None:
    first, second = lab.window(), lab.window()
    turn(first, CHECK_IN, "90")
    shown(second, 1)
    assert second.locator("#changes .text").inner_text() == "check-in: 60 → 90 s"
    turn(second, "polling.booth_mean_s", "80")
    shown(first, 2)
    assert first.locator("#changes li").count() == 2
    assert curve(first) == curve(second)


def test_a_server_that_ends_is_said_and_what_was_changed_comes_back(lab: Lab) -> None:
    page = lab.window()
    turn(page, CHECK_IN, "90")
    shown(page, 1)
    lab.again()
    page.locator("#command", has_text=f"{CHECK_IN}=90").wait_for()
    shown(page, 1)


def test_a_request_that_failed_once_is_not_said_for_ever(lab: Lab) -> None:
    page = lab.window()
    page.route("**/change", lambda route: route.abort("internetdisconnected"), times=1)
    turn(page, CHECK_IN, "90")
    page.locator("#lost", has_text="The server does not answer").wait_for()
    turn(page, CHECK_IN, "80")
    shown(page, 1)
    assert page.locator("#lost").is_hidden()
    watch, _ = lab.watches[0]
    watch.complaints.clear()


def test_a_window_gives_nothing_back_to_a_session_that_was_changed(lab: Lab) -> None:
    page = lab.window()
    turn(page, CHECK_IN, "90")
    shown(page, 1)
    lab.again(change="300")
    page.locator("#command", has_text=f"{CHECK_IN}=300").wait_for()
    page.locator("#copy").click(trial=True)
    turn(page, "polling.booth_mean_s", "80")
    shown(page, 2)
    assert page.locator("#changes .text").first.inner_text() == "check-in: 60 → 300 s"


def test_a_window_gives_nothing_back_to_another_scenario(lab: Lab) -> None:
    page = lab.window()
    turn(page, CHECK_IN, "90")
    shown(page, 1)
    page.get_by_label("File").fill("mine.toml")
    lab.again("polling.booth_mean_s=81")
    shown(page, 0)
    page.get_by_text("What was changed in tiny is not taken over.").wait_for()
    assert page.get_by_label("File").input_value() == "tiny-changed.toml"
    turn(page, "polling.booth_cv", "0.2")
    shown(page, 1)
    assert page.locator("#changes li").count() == 1


def test_a_browser_may_have_many_windows(lab: Lab) -> None:
    first = lab.window()
    others = [first.context.new_page() for _ in range(5)]
    for page in others:
        page.goto(lab.server.address)
        shown(page, 0)
    turn(others[-1], CHECK_IN, "90")
    for page in (first, *others):
        shown(page, 1)
    for page in others:
        page.close()
    turn(first, CHECK_IN, "70")
    shown(first, 2)


def test_a_result_of_a_file_says_how_it_is_run_again(lab: Lab) -> None:
    (lab.folder / "mine.toml").write_text('extends = "tiny"\n[polling]\nbooth_mean_s = 50\n')
    sim.save(sim.run(lab.folder / "mine.toml"), lab.folder / "run")
    lab.end()
    lab.begin(str(lab.folder / "run"))
    page = lab.window()
    assert "keeps its scenario, not the file" in page.locator("#command").inner_text()
    page.get_by_role("button", name="Save as scenario").click()
    page.locator("#saved", has_text="saylau run").wait_for()
