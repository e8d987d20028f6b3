"""The server of a feed: a thread for each connection, on one address, until it is interrupted."""

from __future__ import annotations

import errno
import re
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from sim.core.errors import InputError
from sim.feed.endpoints import EVENT_STREAM, respond
from sim.feed.reply import SIMULATED_HEADER, FeedRequest, Reply, RequestError, json_reply
from sim.feed.stream import stream_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.feed.feed import Feed

MOST_STREAMS = 100
"""Clients that can listen to events at the same time; one more gets 503."""
_LARGEST_BODY = 64 * 1024
_PORTS_TRIED = 200
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")


class FeedServer(ThreadingHTTPServer):
    """Serves one feed.

    Parameters
    ----------
    feed
        What is served.
    host, port
        Where; port 0 takes any free one.

    Raises
    ------
    InputError
        If the port is taken, with the next free one, or the host is not an address of this
        machine.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, feed: Feed, host: str, port: int) -> None:
        self.feed = feed
        self.streams = threading.BoundedSemaphore(MOST_STREAMS)
        self.is_closing = False
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise _refused(host, port, error) from None
        shown = f"[{host}]" if ":" in host else host
        self.address = f"{shown}:{self.server_address[1]}"

    def server_bind(self) -> None:
        """Bind the socket; the name of the host is not looked up, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def server_close(self) -> None:
        """Close the socket, and wake the streams so that they end."""
        self.is_closing = True
        self.feed.clock.set()
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that went away; raise nothing in the thread of a connection."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Turns one connection into requests, and replies into bytes."""

    server: FeedServer
    protocol_version = "HTTP/1.1"
    server_version = "saylau"
    sys_version = ""
    timeout = 75
    disable_nagle_algorithm = True
    wbufsize = -1

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Answer every method, as endpoints say which are allowed."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def end_headers(self) -> None:
        """End the headers, after the one that every reply has."""
        self.send_header(*SIMULATED_HEADER)
        super().end_headers()

    def _answer(self) -> None:
        try:
            request = FeedRequest.of(
                self.command, self.path, dict(self.headers.items()), self._body()
            )
        except RequestError as error:
            self.close_connection = True
            self._send(json_reply({"errors": error.problems}, error.status))
            return
        host = request.headers.get("host", "")
        address = host if _HOST.fullmatch(host) else self.server.address
        reply = respond(self.server.feed, request, self._own_or(request, address))
        if reply.delay_s:
            time.sleep(reply.delay_s)
        if reply.events_after is not None and self.command == "GET":
            self._stream(reply, reply.events_after)
        else:
            self._send(reply)

    def _own_or(self, request: FeedRequest, address: str) -> str:
        """Return the address for links; control compares with that of the server itself."""
        return self.server.address if request.path.rstrip("/") in {"/clock", "/truth"} else address

    def _body(self) -> bytes:
        """Return the body of the request.

        Raises
        ------
        RequestError
            If it is too long, or its length is not given.
        """
        if "transfer-encoding" in self.headers:
            raise RequestError(411, ["give the length of the body"])
        length = self.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > _LARGEST_BODY:
            raise RequestError(413, [f"a body must have at most {_LARGEST_BODY:,} bytes"])
        return self.rfile.read(int(length))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for header in reply.all_headers:
            if header != SIMULATED_HEADER:
                self.send_header(*header)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def _stream(self, reply: Reply, after: int) -> None:
        """Send events until the client goes away."""
        if not self.server.streams.acquire(blocking=False):
            message = f"{MOST_STREAMS} clients listen already"
            self._send(json_reply({"errors": [message]}, 503).with_headers(("Retry-After", "10")))
            return
        try:
            self.close_connection = True
            self.send_response(200)
            for name, value in (("Content-Type", EVENT_STREAM), *reply.headers):
                self.send_header(name, value)
            self.send_header("Connection", "close")
            self.end_headers()
            for text in stream_text(self.server.feed, after):
                self.wfile.write(text.encode("utf-8"))
                self.wfile.flush()
                if self.server.is_closing:
                    break
        finally:
            self.server.streams.release()


def _refused(host: str, port: int, error: OSError) -> InputError:
    """Return the error for an address that cannot be served."""
    if error.errno == errno.EADDRINUSE:
        free = next((n for n in range(port + 1, port + _PORTS_TRIED) if _is_free(host, n)), None)
        hint = f"; {free} is free" if free else ""
        return InputError.single("--port", "", f"{port} is taken{hint}")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return InputError.single("--port", "", f"{port} may not be used: {error.strerror}")
    message = f"{host} is not an address of this machine: {error.strerror}"
    return InputError.single("--host", "", message)


def _is_free(host: str, port: int) -> bool:
    if port > 65_535:
        return False
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
