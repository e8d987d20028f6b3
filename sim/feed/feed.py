"""A feed: a night, its faults, its clock, and what may be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.feed.cache import Cache
from sim.feed.events import Messages
from sim.feed.shown import Shown
from sim.feed.states import Postal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.feed.clock import FeedClock
    from sim.feed.faults.fault import FeedFault
    from sim.feed.night import FeedNight
    from sim.feed.previous import Previous
    from sim.feed.reply import Body

MOST_BODIES = 32
"""Bodies that are kept, of all endpoints and versions."""


@dataclass(frozen=True)
class FeedSettings:
    """What a feed allows."""

    control: bool = False
    """Whether the clock can be set and the truth be read."""
    travel: bool = True
    """Whether requests may be about another time than the clock's."""


class Feed:
    """What a server or a folder gives out."""

    def __init__(  # noqa: PLR0913, PLR0917  the parts of a feed
        self,
        night: FeedNight,
        clock: FeedClock,
        faults: Sequence[FeedFault] = (),
        settings: FeedSettings | None = None,
        postal: Postal | None = None,
        previous: Previous | None = None,
    ) -> None:
        self.night = night
        self.clock = clock
        self.faults = tuple(faults)
        self.previous = previous
        """The election before, if there is one."""
        self.settings = settings or FeedSettings()
        self._postal = postal or Postal()
        self.shown = Shown(night, faults, self._postal)
        self.bodies: Cache[tuple[object, ...], Body] = Cache(MOST_BODIES)
        """By endpoint, what is asked, and the number of moments that have passed."""

    @cached_property
    def truth(self) -> Shown:
        """Return the night without faults."""
        return Shown(self.night, (), self._postal)

    @cached_property
    def messages(self) -> Messages:
        """Return the server-sent events."""
        return Messages(self.shown)
