"""The page of the lab: knob and curve, back, save, two states, two windows, a server that ends."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

import sim
from sim.lab.opened import open_scenario
from sim.lab.server import LabServer
from sim.lab.session import Session
from tests.browser.conftest import Watch, new_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

CHECK_IN = "polling.check_in_mean_s"
TOKEN = "token-of-the-tests-of-the-lab"  # noqa: S105  of a server that lives for a test
CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
WAITS_MS = 20_000


class Lab:
    """A server of the lab that can end and begin again at the same port, and its windows."""

    def __init__(self, browser: Browser, usual: Page, folder: Path) -> None:
        self.browser, self.usual, self.folder = browser, usual, folder
        self.port = 0
        self.watches: list[tuple[Watch, Page]] = []
        self.begin()

    def begin(self) -> None:
        self.session = Session(open_scenario("tiny"), 1, self.folder)
        self.server = LabServer(self.session, TOKEN, self.port)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def end(self) -> None:
        self.session.end()
        self.server.shutdown()
        self.server.server_close()

    def window(self, width: int = 1280, color_scheme: Literal["dark", "light"] = "light") -> Page:
        # A new window has a new process, which takes longer than to load the page.
        page = new_page(self.browser, width, 800) if self.watches else self.usual
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=color_scheme)
        page.set_default_timeout(WAITS_MS)
        watch = Watch()
        watch.begin(page)
        self.watches.append((watch, page))
        page.goto(self.server.address)
        shown(page, 0)
        return page

    def close(self) -> None:
        """Close all windows, the usual one but for its page; then end."""
        for watch, page in self.watches:
            if page is self.usual:
                page.goto("about:blank")
            else:
                page.context.close()
            watch.end(page)
        self.end()


def shown(page: Page, number: int) -> None:
    """Wait until a state is shown."""
    page.locator(f"body[data-shown='{number}']").wait_for()


def knob(page: Page, key: str) -> Locator:
    """Return the control of a parameter, found by the search."""
    page.locator("#search").fill(key)
    return page.locator(".knob", has=page.locator(f"code:text-is('{key}')"))


def turn(page: Page, key: str, value: str) -> Locator:
    """Type a value of a parameter."""
    found = knob(page, key)
    if found.get_by_role("combobox").count():
        found.get_by_role("combobox").select_option(value)
        return found
    field = found.locator("input.value")
    field.fill(value)
    field.press("Enter")
    return found


def curve(page: Page, kind: str = ".line") -> str:
    return str(page.locator(f"#curves .graph[data-code=KZ] path{kind}").get_attribute("d"))


@pytest.fixture(scope="module")
def usual(browser: Browser) -> Iterator[Page]:
    """A window that all tests here share."""
    page = new_page(browser, 1280, 800)
    yield page
    page.context.close()


@pytest.fixture
def lab(browser: Browser, usual: Page, tmp_path: Path) -> Iterator[Lab]:
    lab = Lab(browser, usual, tmp_path)
    yield lab
    lab.close()
    for watch, _ in lab.watches:
        assert watch.complaints == []
        assert all(address.startswith(lab.server.address) for address in watch.requests)


def test_a_knob_moves_the_curve_and_there_is_a_way_back(lab: Lab) -> None:
    page = lab.window()
    before = curve(page)
    found = turn(page, CHECK_IN, "600")
    shown(page, 1)
    assert curve(page) != before
    assert curve(page, ".ghost") == before
    assert page.locator("#changes .text").inner_text() == "check-in: 60 → 600 s"
    assert page.locator("#command").inner_text() == f"saylau run tiny --set {CHECK_IN}=600"
    assert "was" in page.locator("#headline").inner_text()
    found.get_by_role("button", name="Back to 60").press("Enter")
    shown(page, 2)
    assert curve(page) == before
    page.get_by_role("button", name="Go to state 1").click()
    shown(page, 1)
    assert found.locator("input.value").input_value() == "600"


def test_a_slider_is_turned_by_keys(lab: Lab) -> None:
    page = lab.window()
    slider = knob(page, CHECK_IN).get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.locator("#changes .text", has_text="60 → 120 s").wait_for()
    page.locator("#state-list li[aria-current]", has_text="60 → 120 s").wait_for()
    slider.press("Home")
    page.locator("#changes .text", has_text="60 → 15 s").wait_for()


def test_a_change_does_not_overtake_an_older_one(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    page = lab.window()
    change, home = lab.session.change, threading.Event()
    done: list[str | None] = []

    def slow(key: str, value: str | None, *, draft: bool = False) -> None:
        if value == "120" and not draft:
            home.wait(0.5)
        if value == "15":
            home.set()
        change(key, value, draft=draft)
        done.append(value)

    monkeypatch.setattr(lab.session, "change", slow)
    slider = knob(page, CHECK_IN).get_by_role("slider")
    slider.focus()
    slider.press("End")
    slider.press("Home")
    page.locator("#state-list li[aria-current]", has_text="60 → 15 s").wait_for()
    assert done[:2] == ["120", "120"]


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
    row = page.locator("#pairs tr", has=page.locator("th:text-is('Mean whole wait, s')"))
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
    lab.end()
    page.get_by_text("The server does not answer").wait_for()
    lab.begin()
    page.locator("#lost").wait_for(state="hidden")
    page.locator("#command", has_text=f"{CHECK_IN}=90").wait_for()
    shown(page, 1)
    # What a browser says of a server that is gone is no fault of the page.
    watch, _ = lab.watches[0]
    watch.complaints = [text for text in watch.complaints if "net::ERR_" not in text]


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
