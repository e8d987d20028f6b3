"""How long it takes in a browser from a knob of the lab to the curve on the screen."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sim.core.memory import return_large_arrays
from sim.core.processes import default_workers
from sim.lab.opened import open_scenario
from sim.lab.server import LabServer
from sim.lab.session import Session
from tests.browser.chromium import HOW_TO_GET_IT, chromium, installed

if TYPE_CHECKING:
    from playwright.sync_api import Page

KNOBS = {
    "of the day": ("polling.check_in_mean_s", 41.0),
    "of arrivals": ("arrivals.regions.ALM.a", 1.51),
    "of votes": ("choice.incumbency", 1.01),
    "of the register": ("register.registered_per_desk", 401.0),
    "of the night": ("counting.setup_mean_s", 601.0),
    "of roads": ("commission.speed_kmh", 41.0),
}
"""A parameter of each kind, and a value from which it is turned."""
_TURN = """([id, value]) => new Promise((done) => {
  const field = document.getElementById(id), began = performance.now();
  const before = document.body.dataset.shown, day = document.body.dataset.day;
  const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
  let curve = null;
  new MutationObserver((_, seen) => {
    if (curve === null && document.body.dataset.day !== day) {
      curve = 0;
      painted(() => { curve = performance.now() - began; });
    }
    if (document.body.dataset.shown === before) return;
    seen.disconnect();
    painted(() => { const all = performance.now() - began; done([curve || all, all]); });
  }).observe(document.body, { attributes: true });
  field.value = value;
  field.dispatchEvent(new Event("change"));
})"""


class Turned(NamedTuple):
    """A knob that was turned several times."""

    what: str
    curves_s: tuple[float, ...]
    """Until the curves of turnout were on the screen, each time."""
    all_s: tuple[float, ...]
    """Until the night was, too."""


_VALUES = 5
"""To which a knob is turned, in turns; after longer waits tables of them are longer."""


class Measured(NamedTuple):
    """A session of the lab in a browser."""

    starts_s: float
    """Of the command, until the page has an address."""
    ready_s: float
    """Until the scenario as opened is shown, with a warm cache of compiled code."""
    knobs: tuple[Turned, ...]
    grown_mib: float
    """By how much memory grew over all changes but the first to each value of each knob."""


def turn_knobs(scenario: str, repeats: int) -> Measured:
    """Turn knobs of a scenario in a browser, in turns.

    Parameters
    ----------
    scenario
        Its name; knobs that it does not have are left out.
    repeats
        How often each is turned, more than ``_VALUES``.

    Raises
    ------
    RuntimeError
        If there is no browser.
    """
    path = installed()
    if path is None:
        raise RuntimeError(HOW_TO_GET_IT)
    starts_s = _start(scenario)
    began = time.perf_counter()
    return_large_arrays()
    session = Session(open_scenario(scenario), default_workers(), Path.cwd())
    with LabServer(session, "token-of-a-benchmark", 0) as server, chromium(path) as browser:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.address)
        page.locator("body[data-shown]").wait_for()
        ready_s = time.perf_counter() - began
        found: dict[str, list[tuple[float, float]]] = {}
        before = 0.0
        for number in range(repeats):
            for what, (key, first) in KNOBS.items():
                if field := _field(page, key):
                    turned = number % _VALUES
                    value = f"{first + turned:g}" if first > 10 else f"{first + turned / 100:g}"
                    curves_ms, all_ms = page.evaluate(_TURN, [field, value])
                    found.setdefault(what, []).append((curves_ms / 1000, all_ms / 1000))
            if number == _VALUES - 1:
                before = _resident_mib()
        grown = _resident_mib() - before
        session.end()
        server.shutdown()
    knobs = tuple(Turned(what, *zip(*times, strict=True)) for what, times in found.items())
    return Measured(starts_s, ready_s, knobs, grown)


def _start(scenario: str) -> float:
    """Return the seconds from the start of the command to the address of its page."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "sim", "lab", scenario]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as lab:
        assert lab.stdout is not None
        lab.stdout.readline()
        seconds = time.perf_counter() - began
        lab.send_signal(signal.SIGINT)
    return seconds


def _field(page: Page, key: str) -> str | None:
    """Return the id of the field of a parameter; None if there is none."""
    knob = page.locator(".knob", has=page.locator(f"code:text-is('{key}')"))
    return knob.locator("input.value").get_attribute("id") if knob.count() else None


def _resident_mib() -> float:
    """Return the memory of this process, without what waits for garbage collection."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20
