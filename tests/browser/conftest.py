"""A browser, pages of results, and a record of the requests and errors of a page."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.reporting import render
from sim.results import Results, RunResults, load_results
from tests.browser.chromium import HOW_TO_GET_IT, chromium, installed
from tests.support.results import with_scenario, with_summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

    from tests.browser.lab import Lab

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "results" / "baseline" / "reference"
HOSTILE = "</script><script>document.title='harmed'</script><img src=x onerror=alert(1)><b>&"
NOON = dt.datetime(2021, 7, 25, 12, tzinfo=dt.UTC)
PART = ["register.regions=['MAN','KZY']"]
"""Two regions of the baseline: 50 races."""
USUAL_MEDIA = {"color_scheme": "light", "reduced_motion": "no-preference"}
"""Of a new window; a page can emulate others."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here.

    Not for the session: while Playwright is on, its event loop counts as running in
    this thread, and later tests in this process start other loops.
    """
    path = installed()
    if path is None:
        pytest.skip(HOW_TO_GET_IT)
    with chromium(path) as running:
        yield running


@pytest.fixture(scope="package")
def part() -> RunResults:
    """Two regions, and an incident for the time line."""
    incident = {
        "name": "Lights out",
        "kind": "desks_closed",
        "from": "09:00:00",
        "to": "11:00:00",
        "where": {"regions": ["KZY"]},
    }
    results = sim.run(sim.load_scenario("baseline", PART), workers=1)
    return with_scenario(results, incident=[incident])


@pytest.fixture(scope="package")
def rows(tmp_path_factory: pytest.TempPathFactory, part: RunResults) -> Rows:
    """Rows of the saved tables of ``part``."""
    folder = tmp_path_factory.mktemp("saved") / "run"
    sim.save(part, folder)
    return Rows(folder)


@pytest.fixture(scope="package")
def reference_rows() -> Rows:
    """Rows of the tables of the committed run."""
    return Rows(REFERENCE)


@pytest.fixture(scope="package")
def more_desks() -> RunResults:
    """The same country with one more desk at every site."""
    return sim.run(sim.load_scenario("baseline", [*PART, "polling.desks_extra=1"]), workers=1)


@pytest.fixture(scope="package")
def ensemble() -> RunResults:
    """The same country, three times, with sampled turnout and winners."""
    changes = [*PART, "turnout.final='sampled'", "outcome.winners='sampled'"]
    return sim.run(sim.load_scenario("baseline", changes), replications=3, workers=1)


@pytest.fixture(scope="package")
def files(
    tmp_path_factory: pytest.TempPathFactory,
    part: RunResults,
    more_desks: RunResults,
    ensemble: RunResults,
) -> dict[str, Path]:
    """Pages by name; all but the reference, the committed run of the baseline, are small."""
    texts: dict[str, list[Results]] = {
        "reference": [load_results(REFERENCE)],
        "ensemble": [ensemble],
        "part": [part],
        "two": [part, more_desks],
        "hostile": [hostile(part)],
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, results in texts.items():
        (folder / f"{name}.html").write_text(render(results), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def hostile(results: RunResults) -> RunResults:
    """Return results whose scenario has markup wherever a user may write."""
    scenario: Any = results.manifest.scenario
    incident = {**scenario["incident"][0], "name": HOSTILE}
    harmful = with_scenario(
        results, name=HOSTILE, description=HOSTILE, notes=HOSTILE, incident=[incident]
    )
    harmful = with_summary(harmful, scenario=HOSTILE, description=HOSTILE)
    races = {**harmful.tables["races"]}
    races["winner"] = races["winner"].astype(object)
    races["winner"][:] = HOSTILE
    return replace(harmful, tables={**harmful.tables, "races": races})


@dataclass(frozen=True)
class Rows:
    """Reads tables of a result as text."""

    folder: Path

    def __call__(self, table: str) -> list[dict[str, str]]:
        """Return the rows of a table."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@dataclass
class Watch:
    """Errors and requests of a page."""

    complaints: list[str] = field(default_factory=list)
    """Errors and warnings on the console, and uncaught exceptions."""
    requests: list[str] = field(default_factory=list)
    """Addresses that it asked for."""

    def begin(self, page: Page) -> None:
        """Watch a page."""
        page.on("console", self._told)
        page.on("pageerror", self._failed)
        page.on("request", self._asked)

    def end(self, page: Page) -> None:
        """Watch it no more."""
        page.remove_listener("console", self._told)
        page.remove_listener("pageerror", self._failed)
        page.remove_listener("request", self._asked)

    def _told(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)


class Show:
    """Opens pages from their files, as if each were the first in its window."""

    def __init__(self, browser: Browser, usual: Page, files: dict[str, Path]) -> None:
        self._browser = browser
        self._usual = usual
        self._files = files
        self._watches: list[tuple[Watch, Page, str]] = []

    def __call__(
        self, name: str, *, width: int = 1280, height: int = 800, time: bool = False, **media: Any
    ) -> Page:
        """Open a page.

        Parameters
        ----------
        name
            Of the page in ``files``.
        width, height
            Of the window, pixels.
        time
            Stop the browser's clock, so that the test advances it.
        media
            Of the context, such as ``color_scheme``.
        """
        # A new window has a new process, which takes longer than to load the page.
        if time or self._watches or media.keys() - USUAL_MEDIA.keys():
            page = new_page(self._browser, width, height, **media)
        else:
            page = self._usual
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(media="screen", **(USUAL_MEDIA | media))
            page.mouse.move(0, 0)
        if time:
            page.clock.install(time=NOON)
        watch = Watch()
        watch.begin(page)
        address = self._files[name].as_uri()
        self._watches.append((watch, page, address))
        page.goto(address)
        if time:
            page.clock.pause_at(NOON + dt.timedelta(hours=1))
        return page

    def close(self) -> None:
        """Close all pages; none may have an error or a request other than for its file."""
        for watch, page, _ in self._watches:
            if page is self._usual:
                page.goto("about:blank")
            else:
                page.context.close()
            watch.end(page)
        for watch, _, address in self._watches:
            assert watch.complaints == []
            assert watch.requests == [address]


def new_page(browser: Browser, width: int, height: int, **media: Any) -> Page:
    context = browser.new_context(viewport={"width": width, "height": height}, **media)
    # A page that needs half a minute is broken; so is a test that waits longer.
    context.set_default_timeout(5000)
    return context.new_page()


@pytest.fixture(scope="package")
def usual(browser: Browser) -> Page:
    """A window that tests share, unless they stop its clock or need another kind."""
    return new_page(browser, 1280, 800)


@pytest.fixture
def show(browser: Browser, usual: Page, files: dict[str, Path]) -> Iterator[Show]:
    """Open pages; fail at the end on an error or a request other than for the file."""
    opener = Show(browser, usual, files)
    yield opener
    opener.close()


@pytest.fixture(scope="package")
def lab_window(browser: Browser) -> Page:
    """A window that tests of the lab share."""
    return new_page(browser, 1280, 800)


@pytest.fixture
def lab(browser: Browser, lab_window: Page, tmp_path: Path) -> Iterator[Lab]:
    """Serve the lab; fail at the end on an error or a request other than to the server."""
    from tests.browser.lab import Lab

    lab = Lab(browser, lab_window, tmp_path)
    yield lab
    lab.close()
    for watch, _ in lab.watches:
        assert watch.complaints == []
        assert all(address.startswith(lab.server.address) for address in watch.requests)
