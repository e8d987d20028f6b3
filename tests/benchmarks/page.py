"""How long the report takes to open in a browser."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sim.reporting import write_report
from tests.browser.chromium import HOW_TO_GET_IT, chromium, installed

RESULTS = Path(__file__).parents[2] / "results" / "baseline"


class Opened(NamedTuple):
    """A page that was opened."""

    what: str
    megabytes: float
    first_paint_s: float
    """Until something is seen, since the address was entered."""
    ready_s: float
    """Until all is laid out and rendered, and the replay can be played."""


def open_pages(repeats: int) -> list[Opened]:
    """Open the pages of committed results, each time in a new browser; medians.

    Parameters
    ----------
    repeats
        How often each is opened.

    Raises
    ------
    RuntimeError
        If there is no browser.
    """
    path = installed()
    if path is None:
        raise RuntimeError(HOW_TO_GET_IT)
    pages = {
        "one run": ["reference"],
        "100 replications": ["ensemble"],
        "both side by side": ["reference", "ensemble"],
    }
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for number, (what, names) in enumerate(pages.items()):
            page = Path(folder) / f"{number}.html"
            write_report([RESULTS / name for name in names], page)
            paints, readies = zip(*(_opened(path, page) for _ in range(repeats)), strict=True)
            size = page.stat().st_size / 1e6
            found.append(Opened(what, size, median(paints), median(readies)))
    return found


def _opened(browser_path: str, file: Path) -> tuple[float, float]:
    with chromium(browser_path) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(file.as_uri())
        # Two frames later the changes of the scripts are on the screen.
        ready: float = page.evaluate(
            """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
              done(performance.now()))))"""
        )
        paint: float = page.evaluate(
            "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
        )
    return paint / 1000, ready / 1000
