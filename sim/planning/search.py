"""The search for the least staff of each site that keeps a promise.

Day after day, each site that is not decided is run with its lowest level that can still be
certified, and with higher ones until one is enough. Waits fall with each level, as a voter's
random words do not depend on the staff; so that day is good with all levels above, and bad with
all below. A level is certified by its e-value, and with it all levels above. It is given up once
it has more bad days than any level may have that is certified in time. A site is decided when its
lowest level that is not given up is certified.

All levels of a site see the same days, so a plan does not depend on the order of the search, and
is that of running every level on every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.day.levels import Asked
from sim.day.wait_counts import N_LEVEL_SUMS
from sim.planning.rounds import packed, unpacked

if TYPE_CHECKING:
    from sim.core.progress_protocol import Progress
    from sim.core.types import Flags, Ints
    from sim.day.levels import LevelCounts, StaffLevels
    from sim.planning.days import Days
    from sim.planning.promise import Promise

ROUND = 8
"""Days that are run together; a site that is decided meanwhile is run until their end, and the
plan does not depend on it."""
_ROUND = ("found", "sums")
"""What is kept of a round."""


class Store(Protocol):
    """Where finished rounds of days are kept."""

    def read(self, name: str) -> bytes | None:
        """Return a round; None if it is missing or damaged."""

    def add(self, name: str, content: bytes) -> None:
        """Keep a round."""


@dataclass(frozen=True)
class Found:
    """The levels that a search has found; arrays of shape ``(n_sites,)``."""

    level: Ints
    """The lowest certified level; where none is, that of now."""
    certified: Flags
    days: Ints
    """Days after which it was certified, or all that were run."""
    bad: Ints
    """Bad days among them."""
    below: Ints
    """Bad days of the level below it, of all that were run; -1 if there is none."""
    days_run: Ints
    """All days that were run."""
    sums: Ints
    """Of the level below it, or of the last level where none is certified: see LEVEL_VOTERS, shape
    ``(n_sites, N_LEVEL_SUMS)``."""


class Evidence:
    """What is known of every level; arrays of shape ``(n_sites, n_levels)`` unless said."""

    def __init__(self, promise: Promise, n_sites: int, n_levels: int) -> None:
        self.promise = promise
        self.days = np.zeros(n_sites, dtype=np.int64)
        self.bad = np.zeros((n_sites, n_levels), dtype=np.int64)
        self.given_up = np.zeros((n_sites, n_levels), dtype=bool)
        self.certified_at = np.zeros((n_sites, n_levels), dtype=np.int64)
        """Days after which it was certified; 0 if not."""
        self.certified_bad = np.zeros((n_sites, n_levels), dtype=np.int64)
        self.sums = np.zeros((n_sites, n_levels, N_LEVEL_SUMS), dtype=np.int64)

    def lowest(self) -> Ints:
        """Return the lowest level of each site that is not given up, n_levels if all are."""
        n_levels = self.given_up.shape[1]
        return np.where(self.given_up.all(axis=1), n_levels, self.given_up.argmin(axis=1))

    def undecided(self) -> Ints:
        """Return the sites that are not decided."""
        lowest = self.lowest()
        last = self.given_up.shape[1] - 1
        sites = np.arange(len(lowest))
        certified = self.certified_at[sites, np.minimum(lowest, last)] > 0
        open_sites = (lowest <= last) & ~certified & (self.days < self.promise.most_days)
        return np.flatnonzero(open_sites)

    def add_day(self, sites: Ints, found: Ints) -> None:
        """Add a day: the first level that was enough at each of some sites."""
        still = np.isin(sites, self.undecided())
        sites, found = sites[still], found[still]
        levels = np.arange(self.bad.shape[1])
        self.days[sites] += 1
        self.bad[sites] += found[:, None] > levels
        days, bad = self.days[sites], self.bad[sites]
        certified = self.promise.is_certified(days[:, None], bad) & ~self.given_up[sites]
        new = certified & (self.certified_at[sites] == 0)
        self.certified_at[sites] = np.where(new, days[:, None], self.certified_at[sites])
        self.certified_bad[sites] = np.where(new, bad, self.certified_bad[sites])
        hopeless = (bad > self.promise.bad_most) & (self.certified_at[sites] == 0)
        self.given_up[sites] |= hopeless


def search(  # noqa: PLR0913  what to search, and where it is kept
    days: Days,
    levels: StaffLevels,
    promise: Promise,
    now: Ints,
    *,
    store: Store,
    name: str,
    progress: Progress,
) -> Found:
    """Return the least level of each site that keeps a promise.

    Parameters
    ----------
    days
        Where days come from.
    levels
        Among which is searched.
    promise
        What is promised.
    now
        Index of the level of each site now, which is kept where none is certified.
    store
        Keeps the counts of finished days; those that it has are not run again.
    name
        Of what is searched, for the store and the progress.
    progress
        Receives the number of days.
    """
    evidence = Evidence(promise, *levels.desks.shape)
    asked = Asked(np.array([promise.max_wait_ms]), promise.share)
    staffed = days.with_levels(levels)
    progress.begin(f"Days, {name} (at most)", promise.most_days)
    for begin in range(0, promise.most_days, ROUND):
        sites = evidence.undecided()
        if not len(sites):
            break
        part = f"{name}-{begin:06d}"
        numbers = range(begin, min(begin + ROUND, promise.most_days))
        counts = unpacked(_ROUND, store.read(part))
        if counts is None:
            lowest = evidence.lowest()[sites]
            last = np.full(len(sites), levels.n_levels - 1)
            ranges = np.stack([lowest, last, np.zeros_like(lowest)], axis=1)
            counts = _joined(list(staffed.run(numbers, sites, ranges, asked)))
            store.add(part, packed(_ROUND, counts))
        evidence.sums[sites] += counts[1]
        for found in counts[0]:
            evidence.add_day(sites, found)
        progress.advance(len(numbers))
    return found_of(evidence, now)


def _joined(counts: list[LevelCounts]) -> tuple[Ints, Ints]:
    """Return the levels found on each day, shape ``(n_days, n_sites)``, and sums over days."""
    found = np.stack([each.found[:, 0] for each in counts])
    return found, np.sum([each.sums for each in counts], axis=0)


def found_of(evidence: Evidence, now: Ints) -> Found:
    """Return what days say: the lowest certified level of each site, else that of now."""
    n_sites, n_levels = evidence.bad.shape
    sites = np.arange(n_sites)
    is_certified = evidence.certified_at > 0
    certified: Flags = is_certified.any(axis=1)  # type: ignore[assignment]
    level = np.where(certified, is_certified.argmax(axis=1), now)
    below = np.maximum(level - 1, 0)
    return Found(
        level=level,
        certified=certified,
        days=np.where(certified, evidence.certified_at[sites, level], evidence.days),
        bad=np.where(certified, evidence.certified_bad[sites, level], evidence.bad[sites, level]),
        below=np.where(level > 0, evidence.bad[sites, below], -1),
        days_run=evidence.days,
        sums=evidence.sums[sites, np.where(certified, below, n_levels - 1)],
    )
