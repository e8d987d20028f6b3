"""Accessibility: contrast, names, keyboard, narrow windows, print and reduced motion."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Show

CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")


def faint(page: Page, what: str, where: str) -> list[str]:
    """Return elements with too little contrast, ``texts`` or ``signs``, within an element."""
    found: list[str] = page.evaluate(f"(where) => {{ {CONTRAST}\nreturn {what}(where); }}", where)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["two", "ensemble"])
def test_contrast_is_enough_in_both_schemes(show: Show, name: str, scheme: str) -> None:
    # Colours fade in; with reduced motion they appear immediately.
    page = show(name, color_scheme=scheme, reduced_motion="reduce")
    open_all(page)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
    page.locator("#play").focus()
    assert faint(page, "texts", "body") == []
    assert faint(page, "signs", "body") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_all_night(show: Show, scheme: str) -> None:
    page = show("reference", color_scheme=scheme, reduced_motion="reduce")
    levels = set()
    for frame in range(0, int(page.locator("#scrub").get_attribute("max") or ""), 12):
        page.locator("#scrub").fill(str(frame))
        levels |= set(
            page.locator("#map g[data-code]").evaluate_all("all => all.map(g => g.classList[0])")
        )
        assert faint(page, "texts", "#replay") == [], frame
    assert len(levels) == 7  # every colour of the map was seen


def test_too_little_contrast_would_be_found(show: Show) -> None:
    page = show("part", reduced_motion="reduce")
    page.locator("#replay").press("End")
    page.locator("#day").evaluate("e => { e.style.color = '#999' }")
    page.locator("#map .fill").first.evaluate("e => { e.style.fill = '#777' }")
    page.locator("#play").evaluate("e => { e.style.opacity = '0.4' }")
    texts = " ".join(faint(page, "texts", "#replay"))
    assert "#day" in texts
    assert "text.l6" in texts
    assert "#play" in texts


def open_all(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true })")


@pytest.mark.parametrize("name", ["reference", "two", "ensemble", "hostile"])
def test_only_tables_scroll_sideways(show: Show, name: str) -> None:
    page = show(name)
    open_all(page)
    for width in (320, 360, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        outside = page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((e) => {
              if (e.closest(".scroll, pre, svg, .hidden, .skip")) return false;
              const box = e.getBoundingClientRect();
              return box.width && (box.right > innerWidth + 0.5 || box.left < -0.5);
            }).map((e) => e.outerHTML.slice(0, 80))"""
        )
        assert outside == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_controls_are_large_enough_for_touch(show: Show) -> None:
    page = show("reference", width=360, has_touch=True)
    page.get_by_role("button", name="Leading").click()
    small = page.locator("button, input, select, summary, nav a").evaluate_all(
        """all => all.filter(e => e.checkVisibility()).map(e => [e, e.getBoundingClientRect()])
          .filter(([, box]) => box.height < 24 || box.width < 24).map(([e]) => e.outerHTML)"""
    )
    assert small == []


@pytest.mark.parametrize("name", ["two", "ensemble"])
def test_what_a_screen_reader_finds(show: Show, name: str) -> None:
    page = show(name)
    open_all(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels
    for landmark in ("banner", "main", "contentinfo", "navigation"):
        assert page.get_by_role(landmark).count() == 1, landmark
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))
    nodes = tree_of(page)
    nameless = [n for n in nodes if n["role"] in NAMED and not n["name"].strip()]
    assert nameless == []
    found = {node["role"] for node in nodes}
    assert {"button", "slider", "combobox", "searchbox", "link", "image", "table"} <= found
    # Arrows of sorted columns are announced by aria-sort, not by the button.
    names = [node["name"] for node in nodes if node["role"] == "button"]
    assert not [name for name in names if "↑" in name or "↓" in name]
    assert page.locator("table").count() == page.locator("table > caption").count()
    assert page.locator("th:not([scope])").count() == 0


NAMED = {"button", "link", "slider", "combobox", "searchbox", "region", "image", "img", "table",
         "textbox", "article"}  # fmt: skip
"""Roles that need a name."""


def tree_of(page: Page) -> list[dict[str, str]]:
    """Return role and name of everything that Chromium exposes to a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        {"role": node["role"]["value"], "name": str(node.get("name", {}).get("value", ""))}
        for node in nodes
        if not node["ignored"]
    ]


def focused(page: Page) -> str:
    """Return the id of the focused element, its label, or its text."""
    return str(
        page.evaluate(
            """() => { const e = document.activeElement;
            return e.id || e.getAttribute("aria-label") || e.textContent.trim().slice(0, 40); }"""
        )
    )


def test_everything_is_done_by_keyboard(show: Show) -> None:
    page = show("part", time=True)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the replay"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "play"
    outline = page.locator("#play").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline != "none"
    start = int(page.locator("#scrub").input_value())
    page.keyboard.press("Space")
    page.clock.run_for(2_050)
    page.keyboard.press("Space")
    assert page.locator("#scrub").input_value() == str(start + 12)
    page.keyboard.press("Tab")
    assert focused(page) == "scrub"
    page.keyboard.press("ArrowRight")
    assert page.locator("#scrub").input_value() == str(start + 13)
    page.keyboard.press("Tab")
    assert focused(page) == "speed"
    page.keyboard.press("ArrowDown")
    assert page.locator("#speed").input_value() == "12"
    seen = []
    while (now := focused(page)) != "race-search":
        page.keyboard.press("Tab")
        seen.append(now)
        assert len(seen) < 60, seen
    page.keyboard.type("mangystau")
    assert page.locator("#race-count").text_content() == "10 of 50 races"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    while focused(page) != "Race":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("#races th").first.get_attribute("aria-sort") == "descending"


def test_a_screen_reader_hears_the_night_now_and_then(show: Show) -> None:
    page = show("part", time=True)
    announce = page.locator("#announce")
    assert announce.get_attribute("aria-live") == "polite"
    page.locator("#play").click()
    announced = set()
    for _ in range(60):
        page.clock.run_for(170)
        announced.add(announce.text_content())
    assert 2 <= len(announced - {""}) <= 5
    assert all("races called" in (text or "") for text in announced - {""})


def test_reduced_motion_has_no_animation(show: Show) -> None:
    moving = """() => [document.documentElement, ...document.querySelectorAll("*")].filter((e) => {
      const s = getComputedStyle(e);
      return s.scrollBehavior === "smooth" || s.animationName !== "none"
        || s.transitionDuration.split(", ").some((d) => parseFloat(d) > 0);
    }).length"""
    page = show("part", reduced_motion="no-preference")
    assert page.evaluate(moving) > 0  # the map's colours fade
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0


def test_a_printed_page_has_everything_but_the_controls(show: Show) -> None:
    # As wide as A4 with margins of 1 cm, at 96 pixels to the inch.
    page = show("two", width=718, color_scheme="dark")
    page.locator("#race-search").fill("mangystau")
    page.emulate_media(media="print", color_scheme="light")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for control in ("#play", "#scrub", "#speed", "#race-search", "nav", ".skip"):
        assert not page.locator(control).is_visible(), control
    rows = page.locator("#races tbody tr")
    assert rows.count() == 50
    assert rows.evaluate_all("rows => rows.filter(r => !r.checkVisibility()).length") == 0
    folded = page.locator("details > :not(summary, .csv)").evaluate_all(
        "all => all.filter(e => !e.checkVisibility({ contentVisibilityAuto: true })).length"
    )
    assert folded == 0
    cut = page.locator(".scroll, pre").evaluate_all(
        """all => all.filter((e) => e.scrollWidth > e.clientWidth + 1
          || (e.scrollHeight > e.clientHeight + 1 && getComputedStyle(e).overflowY !== "visible"))
          .map((e) => e.getAttribute("aria-label") || e.textContent.slice(0, 40))"""
    )
    assert cut == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("#races tbody tr:visible").count() == 10
    assert page.locator("details[open]").count() == 0
