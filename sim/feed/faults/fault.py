"""One fault of a feed: its kind, its window, and what it affects by its random words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Stream, share_limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.streams import Streams
    from sim.core.types import Flags, Ints
    from sim.feed.faults.declared import FaultKind


@dataclass(frozen=True, eq=False)
class FeedFault:
    """A fault that is in force during a window."""

    name: str
    kind: FaultKind
    number: int
    """Of the fault among all of the feed, from 0: its random words."""
    begins: np.datetime64
    ends: np.datetime64
    """The window on the capital's clock; what is stamped with its end is after it."""
    sites: Flags
    """Sites that meet the conditions, apart from the share, shape ``(n_sites,)``."""
    races: Flags
    """Races that do, shape ``(n_races,)``."""
    share: float
    """Of what it can affect, in [0, 1]."""
    values: Mapping[str, float | str]
    """Of the keys of its kind."""
    streams: Streams

    def number_of(self, key: str) -> float:
        """Return the value of a key that is a number."""
        return float(self.values[key])

    def chosen(self, entities: Ints) -> Flags:
        """Return which sites, races, seconds or messages its random words choose.

        Parameters
        ----------
        entities
            Their numbers, in [0, 2**32).
        """
        words = self.streams.words(Stream.FEED, self.number, entities)[0].astype(np.int64)
        found: Flags = words < share_limit(self.share)
        return found

    def chosen_sites(self) -> Flags:
        """Return the sites that it affects, shape ``(n_sites,)``."""
        return self.sites & self.chosen(np.arange(len(self.sites)))

    def chosen_races(self) -> Ints:
        """Return the indices of the races that it affects."""
        found: Ints = np.flatnonzero(self.races & self.chosen(np.arange(len(self.races))))
        return found

    def holds_at(self, at: np.datetime64) -> bool:
        """Return whether it is in force in a second: within the window, and chosen."""
        if not self.begins <= at < self.ends:
            return False
        second = (at - self.begins) // np.timedelta64(1, "s")
        return bool(self.chosen(np.array([second]))[0])
