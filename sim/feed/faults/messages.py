"""Faults of server-sent events: messages that come twice, and after the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.feed.faults.fault import FeedFault

T = TypeVar("T")

DOUBLED, DISORDERED = "messages_doubled", "messages_disordered"
MESSAGE_EFFECTS = frozenset({DOUBLED, DISORDERED})
"""Kinds that change messages."""


def disturbed_messages(
    faults: Sequence[FeedFault], messages: Sequence[tuple[np.datetime64, T]]
) -> list[tuple[np.datetime64, T]]:
    """Return messages in the order in which they are sent, with times that never fall.

    Parameters
    ----------
    faults
        All of a feed.
    messages
        Each with its time, in order.
    """
    found = list(messages)
    for fault in faults:
        if fault.kind.name not in MESSAGE_EFFECTS:
            continue
        chosen = fault.chosen(np.arange(len(found)))
        hit = [
            bool(chosen[i]) and bool(fault.begins <= at < fault.ends)
            for i, (at, _) in enumerate(found)
        ]
        change = _doubled if fault.kind.name == DOUBLED else _disordered
        found = change(found, hit)
    return found


def _doubled(
    messages: list[tuple[np.datetime64, T]], hit: list[bool]
) -> list[tuple[np.datetime64, T]]:
    return [message for message, twice in zip(messages, hit, strict=True) for _ in range(1 + twice)]


def _disordered(
    messages: list[tuple[np.datetime64, T]], hit: list[bool]
) -> list[tuple[np.datetime64, T]]:
    found = list(messages)
    i = 0
    while i < len(found) - 1:
        if hit[i]:
            at = found[i + 1][0]
            found[i], found[i + 1] = found[i + 1], (at, found[i][1])
            i += 1
        i += 1
    return found
