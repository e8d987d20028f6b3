"""The endpoints of a feed: the reply to each request, without a network."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.exporting.ap import SIMULATED
from sim.exporting.openelections import file_name
from sim.feed import controls
from sim.feed.faults.replies import changes_body, disturbed, error_fault
from sim.feed.front_page import front_page
from sim.feed.previous import FILE_NAME as PREVIOUS
from sim.feed.queries import (
    AP_PARAMETERS,
    WITHOUT_RESULTS,
    ap_query,
    check_known,
    moment_of_request,
    parameters,
)
from sim.feed.reply import JSON, Body, FeedRequest, Reply, RequestError, json_reply, tagged
from sim.feed.snapshot import CSV, FORMATS, ap_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np

    from sim.feed.feed import Feed

VERSIONS = ("/v2/elections", "/v3/elections")
EVENT_STREAM = "text/event-stream"


def respond(feed: Feed, request: FeedRequest, address: str) -> Reply:
    """Return the reply to a request.

    Parameters
    ----------
    feed
        What is given out.
    request
        What is asked.
    address
        Host and port of the server, for links.
    """
    try:
        return _respond(feed, request, address)
    except RequestError as error:
        errors = {"simulated": SIMULATED, "errors": list(error.problems)}
        return json_reply(errors, error.status)


def _respond(feed: Feed, request: FeedRequest, address: str) -> Reply:
    path = request.path.rstrip("/") or "/"
    if path == "/clock":
        return controls.clock_reply(feed, request, address)
    if request.method not in {"GET", "HEAD"}:
        raise RequestError(405, [f"{request.method} is not allowed here; only GET and HEAD"])
    answer = _PATHS.get(path)
    if answer is not None:
        return answer(feed, request, address)
    version = next((version for version in VERSIONS if path.startswith(f"{version}/")), None)
    if version is not None:
        return _ap(feed, request, path.removeprefix(f"{version}/"), version, address)
    known = ", ".join((*_PATHS, "/clock"))
    raise RequestError(404, [f"no such endpoint: {path}; known: {known}"])


@dataclass(frozen=True)
class _Asked:
    """A request for data, and the time that it is about."""

    feed: Feed
    request: FeedRequest
    at: np.datetime64
    version: int
    """How many moments have passed in what it asks for."""

    def reply(
        self, key: tuple[object, ...], make: Callable[[], Body], *headers: tuple[str, str]
    ) -> Reply:
        """Return the reply with a body that is made once, as faults leave it."""
        feed, request = self.feed, self.request
        body = feed.bodies.get((key, self.version), make)
        if changes_body(feed.faults, self.at):
            plain = ("accept-encoding", "if-none-match")
            kept = {name: value for name, value in request.headers.items() if name not in plain}
            request = FeedRequest(request.method, request.path, request.query, kept)
        modified = feed.night.with_zone(feed.shown.updated(self.version)).astimezone(dt.UTC)
        return disturbed(feed.faults, self.at, tagged(request, body, modified, *headers))


def _page(feed: Feed, request: FeedRequest, _address: str) -> Reply:
    """Return the page for people."""
    check_known(request, ())
    page = front_page(feed).encode("utf-8")
    return Reply(200, "text/html; charset=utf-8", page, (("Cache-Control", "no-store"),))


def _format(feed: Feed, request: FeedRequest, _address: str) -> Reply:
    """Return a whole night in one of the formats of export."""
    path = request.path.rstrip("/")
    given = check_known(request, ("at",))
    at = moment_of_request(given, feed.shown, feed.clock.now(), travel=feed.settings.travel)
    if error := error_fault(feed.faults, at):
        return error
    content_type, pieces = FORMATS[path]
    asked = _Asked(feed, request, at, feed.shown.version(at))
    before = feed.shown.before(asked.version)

    def make() -> Body:
        return Body(content_type, "".join(pieces(feed.shown.known(before))))

    name = file_name(feed.night.results)
    named = (("Content-Disposition", f'inline; filename="{name}"'),) if path.endswith("csv") else ()
    return asked.reply((path,), make, *named)


def _previous(feed: Feed, request: FeedRequest, _address: str) -> Reply:
    """Return the votes of the election before, which do not depend on the clock."""
    check_known(request, ())
    previous = feed.previous
    if previous is None:
        raise RequestError(404, ["this feed was started without --previous RESULT"])
    if error := error_fault(feed.faults, feed.clock.now()):
        return error
    body = feed.bodies.get(("previous",), lambda: Body(CSV, previous.text))
    opened = feed.night.with_zone(feed.night.closes).astimezone(dt.UTC)
    return tagged(request, body, opened)


def _elections(feed: Feed, request: FeedRequest, address: str) -> Reply:
    """Return the list of elections: the one of the night."""
    check_known(request, AP_PARAMETERS.values())
    if error := error_fault(feed.faults, feed.clock.now()):
        return error
    date = feed.night.results.summary.date
    link = f"http://{address}{request.path.rstrip('/')}/{date}"
    election = {"electionDate": date, "testResults": True, "liveResults": False, "url": link}
    return json_reply({"simulated": SIMULATED, "elections": [election]})


def _ap(feed: Feed, request: FeedRequest, date: str, version: str, address: str) -> Reply:
    """Return races in the shape of AP."""
    if date != feed.night.results.summary.date:
        held = feed.night.results.summary.date
        raise RequestError(404, [f"no election on {date}; the one of this feed is on {held}"])
    given, problems = parameters(request, (*AP_PARAMETERS.values(), "at"))
    query = ap_query(given, problems, feed.shown)
    at = moment_of_request(given, feed.shown, feed.clock.now(), travel=feed.settings.travel)
    if error := error_fault(feed.faults, at):
        return error
    asked = _Asked(feed, request, at, 0 if query.without_results else feed.shown.version(at))
    link = _link(f"http://{address}{version}/{date}", given)

    def make() -> Body:
        return Body(JSON, ap_text(feed.shown, query, asked.version, link))

    return asked.reply(("ap", query, link), make)


def _link(base: str, given: Mapping[str, str]) -> str:
    """Return the address of the next request, up to its ``minDateTime``."""
    again = ("level", "statepostal", "raceid", "officeid", *WITHOUT_RESULTS)
    parts = [f"{AP_PARAMETERS[key]}={given[key]}" for key in again if key in given]
    return f"{base}?{'&'.join([*parts, 'format=json', 'minDateTime='])}"


def _events(feed: Feed, request: FeedRequest, _address: str) -> Reply:
    """Return the beginning of a stream of events, after the last one that the client has."""
    given = check_known(request, ("lastEventId",))
    if error := error_fault(feed.faults, feed.clock.now()):
        return error
    text = request.headers.get("last-event-id", given.get("lasteventid", "0"))
    most = len(feed.messages.events)
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= most):
        raise RequestError(400, [f"Last-Event-ID must be from 0 to {most}; got {text!r}"])
    headers = ("Cache-Control", "no-store"), ("Access-Control-Allow-Origin", "*")
    return Reply(200, EVENT_STREAM, b"", headers, events_after=int(text))


_PATHS: Mapping[str, Callable[[Feed, FeedRequest, str], Reply]] = {
    "/": _page,
    **dict.fromkeys(VERSIONS, _elections),
    **dict.fromkeys(FORMATS, _format),
    f"/{PREVIOUS}": _previous,
    "/events": _events,
    "/truth": controls.truth_reply,
}
"""What answers at each path besides ``/clock`` and those of elections by date."""
