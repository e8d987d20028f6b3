"""The stream of events to one client, for as long as it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.feed.feed import Feed

_BEGINS = (
    ": SIMULATED: every number was computed by Saylau, a simulator of elections\nretry: 2000\n\n"
)
_STILL_HERE = ": SIMULATED\n\n"
_SECOND = np.timedelta64(1, "s")
QUIET_S = 15.0
"""Real time without an event after which a comment shows that the stream is alive."""


def stream_text(feed: Feed, after: int) -> Iterator[str]:
    """Yield the events of a feed as its clock reaches them, without an end.

    Parameters
    ----------
    feed
        Whose events and clock they are.
    after
        The id of the event that the client has last; 0 for none.
    """
    messages = feed.messages
    place = messages.place_after(after)
    yield _BEGINS
    while True:
        ready = messages.place_at(feed.clock.now())
        if place < ready:
            yield "".join(map(messages.text, range(place, ready)))
            place = ready
        elif place < len(messages):
            # What is stamped with a second is known once it has passed.
            feed.clock.wait_until(messages.time_of(place) + _SECOND, QUIET_S)
            if messages.place_at(feed.clock.now()) <= place:
                yield _STILL_HERE
        else:
            feed.clock.wait(QUIET_S)
            yield _STILL_HERE
