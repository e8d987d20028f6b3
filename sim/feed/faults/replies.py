"""Faults of whole replies: errors, delays, cut and malformed bodies."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.exporting.ap import SIMULATED
from sim.feed.reply import JSON, Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

    from sim.feed.faults.fault import FeedFault

_COUNT = re.compile(rb'"(voteCount|Count|precinctsReporting)":(-?[0-9]+)')
_PAGE = b"<!DOCTYPE html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><p>SIMULATED fault\n"
_RETRY = ("Retry-After", "5")


def error_fault(faults: Sequence[FeedFault], at: np.datetime64) -> Reply | None:
    """Return the error that replies to every request at a time; None if none is in force."""
    for fault in faults:
        error = _ERRORS.get(fault.kind.name)
        if error is not None and fault.holds_at(at):
            return error
    return None


def disturbed(faults: Sequence[FeedFault], at: np.datetime64, reply: Reply) -> Reply:
    """Return a reply as the faults that are in force at a time make it."""
    for fault in faults:
        change = _CHANGES.get(fault.kind.name)
        if change is not None and fault.holds_at(at):
            reply = change(fault, reply)
    return reply


def changes_body(faults: Sequence[FeedFault], at: np.datetime64) -> bool:
    """Return whether a fault that changes bodies is in force: then nothing is compressed."""
    kinds = {"truncated", "malformed"}
    return any(fault.kind.name in kinds and fault.holds_at(at) for fault in faults)


def _error(status: int, message: str, *headers: tuple[str, str]) -> Reply:
    body = json.dumps({"simulated": SIMULATED, "errorCode": status, "errorMessage": message})
    return Reply(status, JSON, body.encode(), (("Cache-Control", "no-store"), *headers))


_ERRORS: Mapping[str, Reply] = {
    "outage": _error(503, "simulated fault: service unavailable", _RETRY),
    "quota": _error(403, "simulated fault: over the quota limit of this key", _RETRY),
    "errors": _error(500, "simulated fault: internal server error"),
}


def _slow(fault: FeedFault, reply: Reply) -> Reply:
    return replace(reply, delay_s=reply.delay_s + fault.number_of("delay_s"))


def _truncated(fault: FeedFault, reply: Reply) -> Reply:
    cut = int(len(reply.body) * fault.number_of("part"))
    return _without_tag(reply, reply.body[:cut])


def _malformed(fault: FeedFault, reply: Reply) -> Reply:
    if fault.values["what"] == "page":
        return replace(_without_tag(reply, _PAGE), content_type="text/html; charset=utf-8")
    if fault.values["what"] == "types":
        return _without_tag(reply, _COUNT.sub(rb'"\1":"\2"', reply.body))
    return _without_tag(reply, b"," + reply.body)


def _without_tag(reply: Reply, body: bytes) -> Reply:
    """Return a reply with another body, and without the tag of the right one."""
    headers = tuple(header for header in reply.headers if header[0] != "ETag")
    return replace(reply, body=body, headers=headers)


_CHANGES: Mapping[str, Callable[[FeedFault, Reply], Reply]] = {
    "slow": _slow,
    "truncated": _truncated,
    "malformed": _malformed,
}
REPLY_EFFECTS = frozenset({*_ERRORS, *_CHANGES})
"""Kinds that change replies."""
