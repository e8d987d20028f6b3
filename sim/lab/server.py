"""The server of the lab: the page, its events and its requests, for this machine alone."""

from __future__ import annotations

import hmac
import json
from contextlib import suppress
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from queue import Empty
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sim.lab.requests import LARGEST, answer

if TYPE_CHECKING:
    from sim.core.types import Json
    from sim.lab.session import Session

HOST = "127.0.0.1"
USUAL_PORT = 8723
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ALIVE_S = 5.0
"""A window that gets no event for longer is sent an empty one, so that it knows of the server."""


class LabServer(ThreadingHTTPServer):
    """Serves one session under an address with a token."""

    daemon_threads = True

    def __init__(self, session: Session, token: str, port: int) -> None:
        self.session, self.token = session, token
        super().__init__((HOST, port), _LabRequest)

    @property
    def address(self) -> str:
        """The address of the page."""
        return f"http://{HOST}:{self.server_port}/{self.token}/"

    def handle_error(self, *_: object) -> None:
        """Say nothing: a window that was closed is no error."""


def open_server(session: Session, token: str, port: int | None) -> LabServer:
    """Return a server that listens, and serves once ``serve_forever`` is called.

    Parameters
    ----------
    session
        What it serves.
    token
        In its address.
    port
        None for the usual one, or any other where that is taken.

    Raises
    ------
    OSError
        If the port is taken.
    """
    if port is not None:
        try:
            return LabServer(session, token, port)
        except OSError as error:
            error.filename = f"port {port}"
            raise
    try:
        return LabServer(session, token, USUAL_PORT)
    except OSError:
        return LabServer(session, token, 0)


class _LabRequest(BaseHTTPRequestHandler):
    server: LabServer
    protocol_version = "HTTP/1.1"
    # Small answers are sent at once.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the base
        """Say nothing: the terminal is for the address."""

    def do_GET(self) -> None:
        """Send a file of the page, or its events."""
        name = self._asked()
        if name == "events":
            self._send_events()
        elif name == "" and not urlsplit(self.path).path.endswith("/"):
            self._send(HTTPStatus.PERMANENT_REDIRECT, "text/plain", b"")
        elif name is not None and (found := _file(name or "lab.html")) is not None:
            self._send(HTTPStatus.OK, *found)
        else:
            self._refuse()

    def do_POST(self) -> None:
        """Do what the page asks."""
        name = self._asked()
        length = self.headers.get("Content-Length", "")
        if name is None or not length.isdecimal() or int(length) > LARGEST:
            self.close_connection = True
            self._refuse()
            return
        status, found = answer(self.server.session, name, self.rfile.read(int(length)))
        self._send(HTTPStatus(status), "application/json", _json(found))

    def _asked(self) -> str | None:
        """Return what is asked for after the token; None if the token or the host is wrong."""
        port = self.server.server_port
        if self.headers.get("Host") not in {f"{HOST}:{port}", f"localhost:{port}"}:
            return None
        _, token, *rest = [*urlsplit(self.path).path.split("/", 2), ""]
        right = hmac.compare_digest(token.encode(), self.server.token.encode())
        return rest[0] if right else None

    def _refuse(self) -> None:
        text = b"Not found: the address that saylau lab printed is complete with its token."
        self._send(HTTPStatus.NOT_FOUND, "text/plain", text)

    def _send(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self._send_headers(kind)
        self.send_header("Content-Length", str(len(content)))
        if status == HTTPStatus.PERMANENT_REDIRECT:
            self.send_header("Location", f"/{self.server.token}/")
        self.end_headers()
        self.wfile.write(content)

    def _send_headers(self, kind: str) -> None:
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self._send_headers("text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        windows = self.server.session.windows
        queue = windows.open()
        try:
            with suppress(OSError):
                self.wfile.write(b"retry: 500\n\n")
                while True:
                    try:
                        text = queue.get(timeout=_ALIVE_S)
                    except Empty:
                        text = ": alive\n\n"
                    if text is None:
                        return
                    self.wfile.write(text.encode())
        finally:
            windows.close(queue)


def _json(found: Json) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


@lru_cache(maxsize=32)
def _file(name: str) -> tuple[str, bytes] | None:
    """Return kind and content of a file of the page; None if there is none of this name."""
    kind = _KINDS.get(name[name.rfind(".") :])
    if kind is None or "/" in name or "\\" in name:
        return None
    for package, folder in (("sim.lab", "page"), ("sim.reporting", "assets")):
        file = files(package).joinpath(folder, name)
        if file.is_file():
            return kind, file.read_bytes()
    return None
