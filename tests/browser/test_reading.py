"""Everybody can read it: contrast, names, keyboard, narrow windows, paper, still pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Show

PAINT = """
// Colours as numbers: whatever the style says, a canvas paints it.
const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const painted = new Map();
const rgba = (colour) => {
  if (!painted.has(colour)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    painted.set(colour, [r, g, b, a / 255]);
  }
  return painted.get(colour);
};
const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a)];
const linear = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (a, b) => {
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};
const ground = (element) => {
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
  const canvasColour = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  return layers.reverse().reduce((below, layer) => over(layer, below), canvasColour);
};
"""
"""Helpers of the scripts below. Contrast as WCAG 2.2 defines it."""

TEXTS = (
    "() => {"
    + PAINT
    + """
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
  if (element.closest("title, script, style, .hidden")) continue;
  const style = getComputedStyle(element), size = parseFloat(style.fontSize);
  const svg = element.closest("svg text");
  const ink = rgba(svg ? style.fill : style.color);
  let below = ground(element);
  const label = svg && svg.dataset.label;
  if (label) {
    const region = svg.ownerSVGElement.querySelector(`g[data-code="${label}"]`);
    const fill = getComputedStyle(region.querySelector(".fill")).fill;
    // A region without votes is hatched; the text has a halo there.
    below = fill === "none" ? rgba(style.stroke) : rgba(fill);
  }
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const ratio = contrast(over(ink, below), below);
  if (ratio < (large ? 3 : 4.5))
    found.push(`${ratio.toFixed(2)} ${element.tagName}.${element.getAttribute("class")} "${walker.currentNode.data.trim().slice(0, 30)}"`);
}
return found;
}"""
)
"""Texts with too little contrast."""

SIGNS = (
    "() => {"
    + PAINT
    + """
const signs = [...document.querySelectorAll(".chart-line, .cursor, .bar-fill, .mark, .lane rect, #play, #scrub")];
return signs.filter((e) => e.checkVisibility()).map((e) => {
  const style = getComputedStyle(e), html = !(e instanceof SVGElement);
  const own = html ? (e.id === "play" ? style.backgroundColor : style.accentColor)
    : e.matches(".chart-line, .cursor") ? style.stroke : style.fill;
  const below = ground(html ? e.parentElement : e);
  return [e.id || e.getAttribute("class"), contrast(over(rgba(own), below), below)];
}).filter(([, ratio]) => ratio < 3);
}"""
)
"""Lines, bars and controls with too little contrast."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["reference", "two", "ensemble"])
def test_contrast_is_enough_in_both_schemes(show: Show, name: str, scheme: str) -> None:
    # Colours fade in; without motion they are there at once.
    page = show(name, color_scheme=scheme, reduced_motion="reduce")
    open_all(page)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
    for frame in ("0", "24", "36", "48", "200"):
        page.locator("#scrub").fill(str(min(int(frame), int(last_of(page)))))
        assert page.evaluate(TEXTS) == [], frame
    assert page.evaluate(SIGNS) == []


def last_of(page: Page) -> str:
    return page.locator("#scrub").get_attribute("max") or ""


def open_all(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(d => { d.open = true })")


@pytest.mark.parametrize("name", ["reference", "two", "ensemble", "hostile"])
@pytest.mark.parametrize("width", [320, 360, 820, 1280])
def test_only_tables_scroll_sideways(show: Show, name: str, width: int) -> None:
    page = show(name, width=width)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => {
          if (e.closest(".scroll, pre, svg, .hidden, .skip") || !e.checkVisibility()) return false;
          const box = e.getBoundingClientRect();
          return box.right > innerWidth + 0.5 || box.left < -0.5;
        }).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert outside == []


def test_fingers_hit_the_controls(show: Show) -> None:
    page = show("reference", width=360, has_touch=True)
    for control in page.locator("button, input, select, summary, nav a").all():
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 24, control
        assert box["width"] >= 24, control


@pytest.mark.parametrize("name", ["part", "two", "ensemble"])
def test_what_a_screen_reader_finds(show: Show, name: str) -> None:
    page = show(name)
    open_all(page)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in zip(levels, levels[1:], strict=False)), levels
    for landmark in ("banner", "main", "contentinfo", "navigation"):
        assert page.get_by_role(landmark).count() == 1, landmark  # type: ignore[arg-type]
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))
    nodes = tree_of(page)
    nameless = [n for n in nodes if n["role"] in NAMED and not n["name"].strip()]
    assert nameless == []
    found = {node["role"] for node in nodes}
    assert {"button", "slider", "combobox", "searchbox", "link", "image", "table"} <= found
    # Arrows of sorted columns are said by aria-sort, not by the button.
    names = [node["name"] for node in nodes if node["role"] == "button"]
    assert not [name for name in names if "↑" in name or "↓" in name]
    assert page.locator("table").count() == page.locator("table > caption").count()
    assert page.locator("th:not([scope])").count() == 0


NAMED = {"button", "link", "slider", "combobox", "searchbox", "region", "image", "img", "table",
         "textbox", "article"}  # fmt: skip
"""Roles that need a name."""


def tree_of(page: Page) -> list[dict[str, str]]:
    """Return role and name of all that Chromium gives to a screen reader."""
    session = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        {"role": node["role"]["value"], "name": str(node.get("name", {}).get("value", ""))}
        for node in nodes
        if not node["ignored"]
    ]


def focused(page: Page) -> str:
    """Return the id of what has the focus, its label, or its text."""
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
    page.keyboard.press("Space")
    page.clock.run_for(2_050)
    page.keyboard.press("Space")
    assert page.locator("#scrub").input_value() == "12"
    page.keyboard.press("Tab")
    assert focused(page) == "scrub"
    page.keyboard.press("ArrowRight")
    assert page.locator("#scrub").input_value() == "13"
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
    assert focused(page) == "Race"
    page.keyboard.press("Enter")
    assert page.locator("#races th").first.get_attribute("aria-sort") == "descending"


def test_a_screen_reader_hears_the_night_now_and_then(show: Show) -> None:
    page = show("part", time=True)
    announce = page.locator("#announce")
    assert announce.get_attribute("aria-live") == "polite"
    page.locator("#play").click()
    said = set()
    for _ in range(60):
        page.clock.run_for(170)
        said.add(announce.text_content())
    assert 2 <= len(said - {""}) <= 5
    assert all("races called" in (text or "") for text in said - {""})


def test_nothing_moves_for_those_who_ask(show: Show) -> None:
    moving = """() => [document.documentElement, ...document.querySelectorAll("*")].filter((e) => {
      const s = getComputedStyle(e);
      return s.scrollBehavior === "smooth" || s.animationName !== "none"
        || s.transitionDuration.split(", ").some((d) => parseFloat(d) > 0);
    }).length"""
    page = show("part", reduced_motion="no-preference")
    assert page.evaluate(moving) > 0  # the map's colours fade
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0


def test_on_paper_all_is_there_and_no_controls(show: Show) -> None:
    page = show("part", color_scheme="dark")
    page.locator("#race-search").fill("mangystau")
    page.emulate_media(media="print", color_scheme="light")
    for control in ("#play", "#scrub", "#speed", "#race-search", "nav", ".skip"):
        assert not page.locator(control).is_visible(), control
    clipped = page.evaluate(
        """() => [...document.querySelectorAll(".scroll, pre")].filter((e) =>
          e.checkVisibility() && getComputedStyle(e).overflowY !== "visible"
          && e.scrollHeight > e.clientHeight + 1).map((e) => e.getAttribute("aria-label"))"""
    )
    assert clipped == []
    assert page.locator("#races tbody tr").count() == 50
    unseen = page.locator("#races tbody tr").evaluate_all(
        "rows => rows.filter(r => !r.checkVisibility()).length"
    )
    assert unseen == 0
    folded = page.locator("details > :not(summary)").evaluate_all(
        "all => all.filter(e => !e.checkVisibility({ contentVisibilityAuto: true })).length"
    )
    assert folded == 0
