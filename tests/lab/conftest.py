"""A session of the lab on a small scenario, and its last events."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from sim.lab.opened import open_scenario
from sim.lab.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from queue import Queue

LONGEST_S = 60.0


class Window:
    """What a window of the page is told."""

    def __init__(self, queue: Queue[str | None]) -> None:
        self.queue = queue
        self.last: dict[str, Any] = {}
        self.told: list[str] = []

    def wait(self, kind: str, found: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return the data of the first event of a kind that holds, from now on."""
        ends = time.monotonic() + LONGEST_S
        while time.monotonic() < ends:
            text = self.queue.get(timeout=LONGEST_S)
            assert text is not None
            head, _, rest = text.partition("\n")
            name, data = head.removeprefix("event: "), json.loads(rest.removeprefix("data: "))
            self.last[name] = data
            self.told.append(name)
            if name == kind and found(data):
                return data
        raise AssertionError(f"no {kind} in {LONGEST_S} s")

    def view(self, number: int) -> Any:
        """Return what is shown of a state, once it is."""
        return self.wait("view", lambda view: view["number"] == number)


class Opener:
    """Opens sessions; ends them with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sessions: list[Session] = []

    def __call__(self, reference: str, *settings: str, seed: int = 2021) -> Session:
        """Open a scenario or a result."""
        opened = open_scenario(reference, settings, seed)
        self.sessions.append(Session(opened, 1, self.folder))
        return self.sessions[-1]


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Opener]:
    opener = Opener(tmp_path)
    yield opener
    for session in opener.sessions:
        session.end()


@pytest.fixture
def session(opener: Opener) -> Session:
    return opener("tiny")


@pytest.fixture
def window(session: Session) -> Window:
    return Window(session.windows.open())
