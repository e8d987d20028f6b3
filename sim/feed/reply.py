"""Requests and replies of a feed, without a network."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from dataclasses import dataclass, replace
from email.utils import format_datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SIMULATED_HEADER = ("X-Simulated", "yes")
JSON = "application/json"
_GZIP_LEVEL = 1
_SMALLEST_GZIP = 500
"""Bytes below which nothing is compressed."""


@dataclass(frozen=True)
class FeedRequest:
    """A request."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes = b""

    @classmethod
    def of(
        cls, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> FeedRequest:
        """Return the request for a target such as ``/v2/elections?at=23:00``."""
        parts = urlsplit(target)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        lower = {name.lower(): value for name, value in headers.items()}
        return cls(method, unquote(parts.path), query, lower, body)


class RequestError(Exception):
    """A request that cannot be answered: its status and everything that is wrong."""

    def __init__(self, status: int, problems: Sequence[str]) -> None:
        self.status = status
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


class Body:
    """What is sent, as it is and compressed, with the tag of its content."""

    def __init__(self, content_type: str, text: str) -> None:
        self.content_type = content_type
        self.content = text.encode("utf-8")
        self.tag = hashlib.blake2b(self.content, digest_size=16).hexdigest()

    @cached_property
    def compressed(self) -> bytes:
        """Return the content as gzip, without a time in it; empty where it is not worth it."""
        if len(self.content) < _SMALLEST_GZIP:
            return b""
        return gzip.compress(self.content, _GZIP_LEVEL, mtime=0)


@dataclass(frozen=True)
class Reply:
    """A reply."""

    status: int
    content_type: str = JSON
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    delay_s: float = 0.0
    """Real time to wait before it is sent."""
    events_after: int | None = None
    """Of a stream of events, the id of the last one that the client has; None for others."""

    @property
    def all_headers(self) -> tuple[tuple[str, str], ...]:
        """Return its headers; every reply says that it is simulated."""
        return ("Content-Type", self.content_type), SIMULATED_HEADER, *self.headers

    def with_headers(self, *headers: tuple[str, str]) -> Reply:
        """Return it with more headers."""
        return replace(self, headers=(*self.headers, *headers))


def json_reply(content: object, status: int = 200) -> Reply:
    """Return a reply with JSON that is not stored."""
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Reply(status, JSON, text.encode("utf-8"), (("Cache-Control", "no-store"),))


def tagged(
    request: FeedRequest, body: Body, modified: dt.datetime, *headers: tuple[str, str]
) -> Reply:
    """Return a reply with a strong tag; 304 if the client has this body already.

    Parameters
    ----------
    request
        Its ``Accept-Encoding`` and ``If-None-Match`` are obeyed.
    body
        What is sent.
    modified
        The simulated time of its last change.
    headers
        Further headers.
    """
    accepts = _accepts_gzip(request.headers.get("accept-encoding", ""))
    zipped = accepts and bool(body.compressed)
    tag = f'"{body.tag}-gzip"' if zipped else f'"{body.tag}"'
    common = (
        ("ETag", tag),
        ("Last-Modified", format_datetime(modified.astimezone(dt.UTC), usegmt=True)),
        ("Cache-Control", "no-cache"),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
        *headers,
    )
    asked = request.headers.get("if-none-match", "")
    if asked and _matches(tag, asked):
        return Reply(304, body.content_type, b"", common)
    encoding = (("Content-Encoding", "gzip"),) if zipped else ()
    content = body.compressed if zipped else body.content
    return Reply(200, body.content_type, content, (*common, *encoding))


def _matches(tag: str, asked: str) -> bool:
    """Return whether a list of tags, weak ones included, has a tag."""
    tags = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return "*" in tags or tag in tags


def _accepts_gzip(header: str) -> bool:
    """Return whether a header allows gzip.

    >>> _accepts_gzip("br, gzip;q=0.5"), _accepts_gzip("gzip;q=0"), _accepts_gzip("")
    (True, False, False)
    """
    for part in header.lower().split(","):
        name, _, rest = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            quality = rest.strip().removeprefix("q=").strip()
            return not (quality and quality.strip("0.") == "")
    return False
