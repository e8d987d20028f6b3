"""The clock is read by all; it is set, and the truth is read, only with control and from here."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.feeds import ADDRESS, ask, feed_of, get_json, region_night

JSON = "application/json"


def post(body: object, **headers: Any) -> tuple[int, dict[str, object]]:
    feed = feed_of(region_night(), start="21:00", control=True)
    given = {"host": ADDRESS, "content_type": JSON, **headers}
    reply = ask(feed, "/clock", "POST", json.dumps(body).encode(), **given)
    return reply.status, json.loads(reply.body)


def test_the_clock_says_what_it_shows() -> None:
    feed = feed_of(region_night(), start="21:00")
    content = get_json(feed, "/clock")

    assert content["now"] == "2021-07-25T21:00:00+06:00"
    assert content["utc"] == "2021-07-25T15:00:00Z"
    assert (content["speed"], content["paused"], content["sites"]) == (60.0, True, 87)


def test_control_sets_the_clock() -> None:
    status, content = post({"at": "01:30", "speed": 5, "paused": True})

    assert status == 200
    assert content["now"] == "2021-07-26T01:30:00+06:00"
    assert (content["speed"], content["paused"]) == (5.0, True)


def test_everything_wrong_is_said_and_nothing_is_set() -> None:
    status, content = post({"at": "10:00", "speed": "fast", "paused": 1, "foo": 2})
    problems = content["errors"]

    assert status == 400
    assert isinstance(problems, list)
    assert len(problems) == 4
    assert [post(body)[0] for body in ([1], "x", None)] == [400, 400, 400]
    for speed in (0, -1, 1e9, True):
        assert post({"speed": speed})[0] == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8000"}, 200),
        ({"host": "[::1]:8000", "origin": "http://[::1]:8000"}, 200),
        ({"origin": f"http://{ADDRESS}"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        # A name of another site that was made to point here.
        ({"host": "evil.example:8000"}, 403),
        ({"host": "evil.example:8000", "origin": "http://evil.example:8000"}, 403),
        ({"host": "127.0.0.1:9000"}, 403),
        ({"host": ""}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        # What a form can send without asking.
        ({"content_type": "text/plain"}, 415),
    ],
)
def test_only_this_feed_controls_it(headers: dict[str, Any], status: int) -> None:
    assert post({"paused": True}, **headers)[0] == status
    if status != 415:
        feed = feed_of(region_night(), control=True)
        assert ask(feed, "/truth", **{"host": ADDRESS, **headers}).status == status


def test_without_control_neither_is_allowed() -> None:
    feed = feed_of(region_night(), start="21:00")
    reply = ask(feed, "/clock", "POST", b"{}", host=ADDRESS, content_type=JSON)

    assert reply.status == ask(feed, "/truth", host=ADDRESS).status == 403
    assert b"--control" in reply.body
