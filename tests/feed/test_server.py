"""The server: sockets, streams and ports; everything else is tested without them."""

from __future__ import annotations

import http.client
import json
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from sim.core.errors import InputError
from sim.feed import server as server_module
from sim.feed.server import FeedServer
from tests.support.feeds import feed_of, region_night

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.feed.feed import Feed


@contextmanager
def running(feed: Feed) -> Iterator[FeedServer]:
    """Serve a feed on any free port."""
    with FeedServer(feed, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


@contextmanager
def asked(
    server: FeedServer, path: str, method: str = "GET", **headers: str
) -> Iterator[http.client.HTTPResponse]:
    """Ask for something on a connection, which ends after it."""
    with closing(http.client.HTTPConnection(server.address, timeout=10)) as connection:
        connection.request(method, path, headers=headers)
        with connection.getresponse() as response:
            yield response


def test_it_answers_on_kept_connections_with_links_to_itself() -> None:
    feed = feed_of(region_night(), start="22:00")
    with (
        running(feed) as server,
        closing(http.client.HTTPConnection(server.address, timeout=10)) as connection,
    ):
        target = "/v2/elections/2021-07-25"
        for _ in range(3):
            connection.request("GET", target)
            response = connection.getresponse()
            content = json.loads(response.read())
            target = content["nextrequest"].removeprefix(f"http://{server.address}")
            assert response.status == 200
            assert response.getheader("X-Simulated") == "yes"
            assert target.startswith("/v2/")
        assert "races" not in content
        connection.request("HEAD", "/")
        response = connection.getresponse()
        assert (response.read(), response.status) == (b"", 200)
        connection.request("OPTIONS", "/")
        response = connection.getresponse()
        response.read()
        assert response.status == 405
        assert len(response.headers.get_all("X-Simulated") or []) == 1


def test_what_is_no_request_is_refused() -> None:
    with running(feed_of(region_night())) as server:
        for headers, status in (
            ({"Content-Length": "9999999"}, 413),
            ({"Transfer-Encoding": "chunked"}, 411),
        ):
            with asked(server, "/clock", "POST", **headers) as refused:
                assert (refused.status, refused.getheader("X-Simulated")) == (status, "yes")
        with asked(server, "/v2/elections", Host='x"><script>') as spoofed:
            (election,) = json.loads(spoofed.read())["elections"]
        assert election["url"].startswith(f"http://{server.address}/")


def read_events(server: FeedServer, after: int, n: int) -> list[int]:
    """Return the ids of some events, then end the connection."""
    headers = {"Last-Event-ID": str(after)} if after else {}
    ids: list[int] = []
    with asked(server, "/events", **headers) as response:
        assert response.getheader("Content-Type") == "text/event-stream"
        assert response.getheader("X-Simulated") == "yes"
        while len(ids) < n:
            line = response.readline().decode()
            if line.startswith("id: "):
                ids.append(int(line[4:]))
    return ids


def test_events_come_as_the_clock_reaches_them() -> None:
    feed = feed_of(region_night(), start="21:30")
    with running(feed) as server:
        now = feed.messages.place_at(feed.clock.now())
        assert read_events(server, 0, now) == list(range(1, now + 1))
        threading.Timer(0.05, lambda: feed.clock.set(now=feed.night.ends)).start()
        later = read_events(server, now, 5)
        assert later == list(range(now + 1, now + 6))


def test_a_client_too_many_is_told_to_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MOST_STREAMS", 2)
    with (
        running(feed_of(region_night(), start="21:30")) as server,
        asked(server, "/events") as first,
        asked(server, "/events") as second,
        asked(server, "/events") as refused,
    ):
        assert [first.status, second.status, refused.status] == [200, 200, 503]
        assert refused.getheader("Retry-After") == "10"
        assert refused.getheader("X-Simulated") == "yes"


def test_a_taken_port_is_named_with_a_free_one() -> None:
    feed = feed_of(region_night())
    with FeedServer(feed, "127.0.0.1", 0) as server:
        port = server.server_address[1]
        with pytest.raises(InputError, match=rf"--port: {port} is taken; \d+ is free"):
            FeedServer(feed, "127.0.0.1", port)
    # The port is free again once the server is closed.
    FeedServer(feed, "127.0.0.1", port).server_close()
    with pytest.raises(InputError, match="--host"):
        FeedServer(feed, "192.0.2.1", 0)
