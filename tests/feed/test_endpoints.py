"""Each endpoint answers what is asked, says what is wrong, and that it is simulated."""

from __future__ import annotations

import gzip
import json
from email.utils import parsedate_to_datetime

import numpy as np
import pytest

from sim.feed.endpoints import VERSIONS, respond
from sim.feed.reply import FeedRequest
from sim.feed.snapshot import FORMATS
from tests.support.feeds import (
    ADDRESS,
    Wall,
    ask,
    clock_text,
    feed_of,
    get_json,
    races_path,
    region_night,
)

PATHS = ("/", *VERSIONS, "/v2/elections/2021-07-25", *FORMATS, "/events", "/clock", "/truth")


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/previous.csv", "/v2/elections/1999-01-01"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_every_reply_says_that_it_is_simulated(path: str, method: str) -> None:
    feed = feed_of(region_night(), start="22:00")
    reply = ask(feed, path, method)

    assert ("X-Simulated", "yes") in reply.all_headers
    if method in {"GET", "HEAD"}:
        refused = {"/truth": 403} | dict.fromkeys(
            ("/nothing", "/previous.csv", "/v2/elections/1999-01-01"), 404
        )
        assert reply.status == refused.get(path, 200)
        content = reply.body.decode("utf-8").lower()
        assert path in {"/openelections.csv", "/events"} or "simulat" in content
    else:
        assert reply.status == (405 if path != "/clock" or method == "DELETE" else 403)


def test_the_list_of_elections_leads_to_the_races() -> None:
    feed = feed_of(region_night())
    for version in VERSIONS:
        (election,) = get_json(feed, version)["elections"]
        assert (election["testResults"], election["liveResults"]) == (True, False)
        path = election["url"].removeprefix(f"http://{ADDRESS}")
        reply = get_json(feed, path)
        assert reply["nextrequest"].startswith(f"http://{ADDRESS}{path}?")
        assert reply["test"] is True


def test_nothing_new_is_the_next_link_alone() -> None:
    feed = feed_of(region_night(), start="22:00")
    first = get_json(feed, f"{races_path(feed)}?raceID=ATY-003&level=ru")
    target = first["nextrequest"].removeprefix(f"http://{ADDRESS}")
    again = get_json(feed, target)

    assert first["nextrequest"] == again["nextrequest"]
    assert "level=ru&raceID=ATY-003&format=json&minDateTime=2021-07-25T" in target
    assert again.keys() == {"simulated", "nextrequest", "isTruncated"}
    assert again["isTruncated"] is False
    assert "isTruncated" not in first


def test_tags_spare_what_the_client_has() -> None:
    wall = Wall()
    feed = feed_of(region_night(), start="22:00", wall=wall)
    feed.clock.set(speed=1.0)
    path = races_path(feed)
    first = ask(feed, path)
    tag = dict(first.headers)["ETag"]

    assert tag.startswith('"')
    unchanged = ask(feed, path, if_none_match=f'"x", {tag}')
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert dict(unchanged.headers)["ETag"] == tag
    assert ask(feed, path, if_none_match='"x"').status == 200
    # A new time without an event is no change.
    at = feed.shown.moments[feed.shown.version(feed.clock.now())]
    wall.seconds = float((at - feed.clock.now()) / np.timedelta64(1, "s"))
    assert ask(feed, path, if_none_match=tag).status == 304
    wall.seconds += 1
    changed = ask(feed, path, if_none_match=tag)
    assert changed.status == 200
    assert dict(changed.headers)["ETag"] != tag
    modified = parsedate_to_datetime(dict(changed.headers)["Last-Modified"])
    assert feed.night.from_utc(modified) == at


def test_replies_are_compressed_for_who_can_read_it() -> None:
    feed = feed_of(region_night(), start="22:00")
    path = races_path(feed)
    plain, zipped = ask(feed, path), ask(feed, path, accept_encoding="br, gzip")

    assert gzip.decompress(zipped.body) == plain.body
    assert dict(zipped.headers)["Content-Encoding"] == "gzip"
    # A strong tag is of the bytes.
    tags = [dict(reply.headers)["ETag"] for reply in (plain, zipped)]
    assert len(set(tags)) == 2
    assert ask(feed, path, accept_encoding="gzip", if_none_match=tags[0]).status == 200
    assert ask(feed, path, accept_encoding="gzip", if_none_match=tags[1]).status == 304
    assert ask(feed, path, accept_encoding="gzip;q=0").body == plain.body


def test_bodies_are_made_once_for_each_number_of_events() -> None:
    wall = Wall()
    feed = feed_of(region_night(), start="22:00", wall=wall)
    made = set()
    for _ in range(200):
        wall.seconds += 0.05
        made.add((feed.shown.version(feed.clock.now()), ask(feed, "/openelections.csv").body))
    assert len(made) == len({version for version, _ in made}) == len(feed.bodies)


def test_other_times_are_shown_unless_that_is_off() -> None:
    feed = feed_of(region_night(), start="21:00")
    path = races_path(feed)
    later = ask(feed, f"{path}?at=04:00")

    assert later.status == 200
    assert later.body != ask(feed, path).body
    assert later.body == ask(feed, f"{path}?at=2021-07-26T04:00").body
    off = feed_of(region_night(), start="21:00", travel=False)
    refused = ask(off, f"{path}?at=04:00")
    assert (refused.status, b"--no-travel" in refused.body) == (403, True)


def test_what_is_wrong_is_said_at_once() -> None:
    feed = feed_of(region_night())
    path = races_path(feed)
    target = f"{path}?level=fipscode&foo=1&raceID=ATY-1,ATY-001&minDateTime=soon&format=xml"
    reply = ask(feed, target)
    problems = json.loads(reply.body)["errors"]

    assert reply.status == 400
    assert [problem.split(" ")[0] for problem in problems] == [
        "unknown", "level", "format", "raceID:", "minDateTime",
    ]  # fmt: skip
    early = ask(feed, f"{path}?at=10:00")
    assert early.status == 400
    assert "when the first doors close" in json.loads(early.body)["errors"][0]
    for wrong in ("?at=noon", "?at=2021-07-25T23:00Z", "?level=ru&LEVEL=ru"):
        assert ask(feed, path + wrong).status == 400
    assert ask(feed, "/events", last_event_id="99999").status == 400
    assert ask(feed, "/nist.json?level=ru").status == 400


@pytest.mark.parametrize("name", ["omitResults", "setzerocounts"])
def test_races_can_be_asked_for_without_results(name: str) -> None:
    """`elex` asks so for candidates and units, and writes True and False as Python does."""
    feed = feed_of(region_night(), start="23:00")
    elex = f"{races_path(feed)}?apiKey=x&format=json&level=ru&test=True"
    without = get_json(feed, f"{elex}&{name}=True")
    empty = get_json(feed, f"{elex}&at={clock_text(feed.night.closes)}")
    whole = get_json(feed, f"{elex}&{name}=False")

    assert without["races"] == empty["races"] != whole["races"]
    assert whole["races"] == get_json(feed, elex)["races"]
    votes = [c for r in without["races"] for u in r["reportingUnits"] for c in u["candidates"]]
    assert {c["voteCount"] for c in votes} == {0}
    follow = without["nextrequest"].removeprefix(f"http://{ADDRESS}")
    assert f"&{name}=True&" in follow
    assert "races" not in get_json(feed, follow)
    assert ask(feed, f"{elex}&{name}=perhaps").status == 400


@pytest.mark.parametrize(
    "ends",
    ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z"],
)
def test_times_at_the_ends_of_the_calendar_are_no_times_of_a_feed(ends: str) -> None:
    feed = feed_of(region_night())
    reply = ask(feed, f"{races_path(feed)}?minDateTime={ends}")

    assert reply.status == 400
    (problem,) = json.loads(reply.body)["errors"]
    assert problem.startswith("minDateTime must be a time in UTC such as 2021-07-25T17:00:00Z; got")


def test_the_page_has_the_clock_and_links_that_answer() -> None:
    feed = feed_of(region_night(), start="23:00", control=True)
    page = ask(feed, "/").body.decode("utf-8")

    assert "SIMULATED" in page
    assert "23:00:00" in page
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert len(links) == len(PATHS) - 2
    for link in links:
        assert ask(feed, link, host=ADDRESS).status == 200, link


def test_the_address_of_links_is_that_by_which_a_client_came() -> None:
    feed = feed_of(region_night())
    reply = respond(feed, FeedRequest.of("GET", races_path(feed), {}), "feed.example:80")
    link = json.loads(reply.body)["nextrequest"]

    assert link.startswith("http://feed.example:80/v2/elections/2021-07-25?")
