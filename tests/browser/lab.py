"""A server of the lab and the windows of its page, for tests."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

from sim.lab.opened import open_scenario
from sim.lab.server import LabServer
from sim.lab.session import Session
from tests.browser.conftest import Watch, new_page

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

CHECK_IN = "polling.check_in_mean_s"
TOKEN = "token-of-the-tests-of-the-lab"  # noqa: S105  of a server that lives for a test
WAITS_MS = 20_000


class _Server(LabServer):
    """A server with whose end its connections end, as with a process."""

    def __init__(self, session: Session, token: str, port: int) -> None:
        self.connections: list[socket.socket] = []
        super().__init__(session, token, port)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.connections.append(connection)
        return connection, address

    def server_close(self) -> None:
        super().server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Lab:
    """A server of the lab that can end and begin again at the same port, and its windows."""

    def __init__(self, browser: Browser, usual: Page, folder: Path) -> None:
        self.browser, self.usual, self.folder = browser, usual, folder
        self.port = 0
        self.watches: list[tuple[Watch, Page]] = []
        self.begin()

    def begin(self, reference: str = "tiny", *settings: str, change: str | None = None) -> None:
        """Serve a scenario or a result; ``change`` is a check-in time that it is changed to."""
        self.session = Session(open_scenario(reference, settings), 1, self.folder)
        if change is not None:
            self.session.change(CHECK_IN, change)
        self.server = _Server(self.session, TOKEN, self.port)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def end(self) -> None:
        self.session.end()
        self.server.shutdown()
        self.server.server_close()

    def again(self, *settings: str, change: str | None = None) -> None:
        """End the server and begin another; what a browser says of that is no fault of the page."""
        self.end()
        for _, page in self.watches:
            page.get_by_text("The server does not answer").wait_for()
        self.begin("tiny", *settings, change=change)
        for watch, page in self.watches:
            page.locator("#lost").wait_for(state="hidden")
            watch.complaints = [text for text in watch.complaints if "net::ERR_" not in text]

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
