"""The clock and the truth of a feed: read by all or only with control, and set with control."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING

from sim.core.errors import InputError
from sim.core.text import shown
from sim.exporting.ap import SIMULATED, utc_text
from sim.feed.clock import FASTEST, SLOWEST
from sim.feed.queries import check_known, moment_of_request
from sim.feed.reply import JSON, FeedRequest, Reply, RequestError, json_reply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np

    from sim.exporting.nist_objects import Node
    from sim.feed.feed import Feed

_KEYS = ("at", "speed", "paused")


def clock_content(feed: Feed) -> Node:
    """Return what the clock shows, and how far the night is."""
    state = feed.clock.state()
    before = feed.shown.before(feed.shown.version(state.now))
    return {
        "simulated": SIMULATED,
        "now": feed.night.with_zone(state.now).isoformat(),
        "utc": utc_text(feed.night.final, state.now),
        "speed": state.speed,
        "paused": state.paused,
        "ends": feed.night.with_zone(feed.shown.moments[-1]).isoformat(),
        "sitesAccepted": int((feed.shown.visible < before).sum()),
        "sites": len(feed.shown.visible),
    }


def clock_reply(feed: Feed, request: FeedRequest, address: str) -> Reply:
    """Return what the clock shows, after setting it if that is asked and allowed."""
    check_known(request, ())
    if request.method == "POST":
        _check_control(feed, request, address)
        _set_clock(feed, request)
    elif request.method not in {"GET", "HEAD"}:
        raise RequestError(405, [f"{request.method} is not allowed here; GET, HEAD and POST are"])
    return json_reply(clock_content(feed))


def truth_reply(feed: Feed, request: FeedRequest, address: str) -> Reply:
    """Return what is right at a time, and which faults are in force."""
    _check_control(feed, request, address)
    given = check_known(request, ("at",))
    at = moment_of_request(given, feed.shown, feed.clock.now(), travel=feed.settings.travel)
    text = truth_text(feed, at)
    return Reply(200, JSON, text.encode("utf-8"), (("Cache-Control", "no-store"),))


def truth_text(feed: Feed, at: np.datetime64) -> str:
    """Return the JSON of what is right at a time, and of the faults that are in force."""
    truth = feed.truth
    head: Node = {
        "simulated": SIMULATED,
        "electionDate": feed.night.results.summary.date,
        "at": feed.night.with_zone(at).isoformat(),
        "faults": list(_in_force(feed, at)),
    }
    before = truth.before(truth.version(at))
    races = [truth.race_texts(race, before)[1] for race in range(len(feed.night.contests))]
    text = json.dumps(head, ensure_ascii=False)
    return f'{text[:-1]},"races":[' + ",\n".join(races) + "]}\n"


def _in_force(feed: Feed, at: np.datetime64) -> Iterator[Node]:
    """Yield the faults in force at a time, with the values that differ because of each."""
    sites = feed.night.results.tables["sites"]["site"]
    values: dict[int, dict[tuple[str, str, str], None]] = {}
    for named in feed.shown.named(at):
        site = "" if named.site is None else str(sites[named.site])
        key = (feed.night.contests[named.race].id, site, named.value)
        values.setdefault(named.fault.number, {})[key] = None
    for fault in feed.faults:
        differing = list(values.get(fault.number, {}))
        if not differing and not fault.begins <= at < fault.ends:
            continue
        yield {
            "name": fault.name,
            "kind": fault.kind.name,
            "does": fault.kind.does,
            "from": feed.night.with_zone(fault.begins).isoformat(),
            "to": feed.night.with_zone(fault.ends).isoformat(),
            "replies": fault.holds_at(at) if fault.kind.of == "replies" else False,
            "values": [
                {"raceID": race, "reportingunitID": site or None, "value": value}
                for race, site, value in differing
            ],
        }


def _check_control(feed: Feed, request: FeedRequest, address: str) -> None:
    """Refuse who may not control the feed: pages of other origins, and hosts that are not ours.

    A page that a person has open could else set the clock by a form, or by a name that points
    here.
    """
    if not feed.settings.control:
        raise RequestError(403, ["this feed was started without --control"])
    host = request.headers.get("host", "")
    if not _is_ours(host, address):
        raise RequestError(403, [f"Host {shown(host)} is not an address of this feed"])
    origin = request.headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        raise RequestError(403, [f"Origin {shown(origin)} is not this feed"])
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise RequestError(403, ["a page of another site asks"])


def _is_ours(host: str, address: str) -> bool:
    """Return whether a host is the address of a feed, or a loopback address with its port.

    >>> [_is_ours(host, "127.0.0.1:8000") for host in ("localhost:8000", "evil.org:8000", "")]
    [True, False, False]
    """
    name, _, port = host.rpartition(":")
    if host == address:
        return True
    if port != address.rpartition(":")[2]:
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _set_clock(feed: Feed, request: FeedRequest) -> None:
    """Set the clock as the body of a request says, after checking all of it."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise RequestError(415, [f"Content-Type must be {JSON}"])
    try:
        asked = json.loads(request.body)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise RequestError(400, ["the body must be a JSON object with at, speed or paused"])
    problems = [
        f"unknown key {shown(key)}; known: {', '.join(_KEYS)}"
        for key in sorted(asked.keys() - set(_KEYS))
    ]
    now = _moment(feed, asked, problems)
    speed, paused = asked.get("speed"), asked.get("paused")
    if speed is not None and not is_speed(speed):
        range_ = f"{SLOWEST:g} to {FASTEST:g}"
        problems.append(f"speed must be a number from {range_}; got {shown(speed)}")
    if paused is not None and not isinstance(paused, bool):
        problems.append(f"paused must be true or false; got {shown(paused)}")
    if problems:
        raise RequestError(400, problems)
    feed.clock.set(now=now, speed=None if speed is None else float(speed), paused=paused)


def is_speed(value: object) -> bool:
    """Return whether a value is a speed that a clock can have."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and SLOWEST <= float(str(value)) <= FASTEST


def _moment(feed: Feed, asked: Mapping[str, object], problems: list[str]) -> np.datetime64 | None:
    """Return the time that the clock is to show; note what is wrong with it."""
    if asked.get("at") is None:
        return None
    try:
        return feed.night.moment(str(asked["at"]), "at")
    except InputError as error:
        problems += map(str, error.problems)
        return None
