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

from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.day.levels import Asked
from sim.day.wait_counts import N_LEVEL_SUMS
from sim.planning.rounds import COUNTED, joined, kept, rounds

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.day.levels import StaffLevels
    from sim.planning.days import Days, StaffedDays
    from sim.planning.promise import Promise


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
    bad_with_most: Ints
    """Bad days of the last level, of all that were run."""
    days_run: Ints
    """All days that were run."""
    n_chosen: Ints
    """Numbers among which was chosen on the same days before."""
    sums: Ints
    """Of the level below it, or of the last level where none is certified: see LEVEL_VOTERS, shape
    ``(n_sites, N_LEVEL_SUMS)``."""

    def too_few_days(self, promise: Promise) -> Flags:
        """Return which are not certified though the last level was bad no more than promised."""
        found: Flags = ~self.certified & promise.allows(self.days_run, self.bad_with_most)
        return found

    def where(self, chosen: Flags, other: Found) -> Found:
        """Return what this search has found at the chosen sites, and another one elsewhere."""
        columns = {}
        for field in fields(Found):
            column = getattr(self, field.name)
            flags = chosen[:, None] if column.ndim > 1 else chosen
            columns[field.name] = np.where(flags, column, getattr(other, field.name))
        return Found(**columns)


class Evidence:
    """What is known of every level; arrays of shape ``(n_sites, n_levels)`` unless noted."""

    def __init__(self, promise: Promise, n_chosen: Ints, n_levels: int) -> None:
        """Begin without a day.

        Parameters
        ----------
        promise
            What is promised.
        n_chosen
            Of each site, see :meth:`sim.planning.promise.Promise.is_certified`.
        n_levels
            Number of levels.
        """
        n_sites = len(n_chosen)
        self.promise, self.n_chosen, self.bad_most = promise, n_chosen, promise.bad_most(n_chosen)
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
        n_chosen = self.n_chosen[sites, None]
        certified = self.promise.is_certified(days[:, None], bad, n_chosen) & ~self.given_up[sites]
        new = certified & (self.certified_at[sites] == 0)
        self.certified_at[sites] = np.where(new, days[:, None], self.certified_at[sites])
        self.certified_bad[sites] = np.where(new, bad, self.certified_bad[sites])
        hopeless = (bad > self.bad_most[sites, None]) & (self.certified_at[sites] == 0)
        self.given_up[sites] |= hopeless


def search(  # noqa: PLR0913  all but the first three say what the search is of
    days: Days,
    levels: StaffLevels,
    promise: Promise,
    now: Ints,
    n_chosen: Ints,
    *,
    name: str,
    among: Flags | None = None,
) -> Found:
    """Return the least level of each site that keeps a promise.

    Parameters
    ----------
    days
        Where days come from, and where they are kept.
    levels
        Among which is searched.
    promise
        What is promised.
    now
        Index of the level of each site now, which is kept where none is certified.
    n_chosen
        Of each site, see :meth:`sim.planning.promise.Promise.is_certified`.
    name
        Of what is searched, for the store and the progress.
    among
        The sites for which it is searched; None for all. At others no day is run.
    """
    evidence = Evidence(promise, n_chosen, levels.desks.shape[1])
    if among is not None:
        evidence.given_up[~among] = True
    asked = Asked(np.array([promise.max_wait_ms]), promise.share)
    staffed = days.with_levels(levels)
    days.progress.begin(f"Days, {name} (at most)", promise.most_days)
    for part, numbers in rounds(name, promise.most_days):
        sites = evidence.undecided()
        if not len(sites):
            break
        ranges = _still_possible(evidence, sites)
        run = partial(_round, staffed, numbers, sites, ranges, asked)
        found, sums = kept(days.store, part, COUNTED, run)
        evidence.sums[sites] += sums
        for first_enough in found[:, :, 0]:
            evidence.add_day(sites, first_enough)
        days.progress.advance(len(numbers))
    return found_of(evidence, now)


def _still_possible(evidence: Evidence, sites: Ints) -> Ints:
    """Return the levels of some sites that are not given up, as ranges to run."""
    lowest = evidence.lowest()[sites]
    last = np.full(len(sites), evidence.bad.shape[1] - 1)
    return np.stack([lowest, last, np.zeros_like(lowest)], axis=1)


def _round(
    staffed: StaffedDays, numbers: range, sites: Ints, ranges: Ints, asked: Asked
) -> tuple[Ints, Ints]:
    """Return what is counted in a round of days."""
    return joined(staffed.run(numbers, sites, ranges, asked))


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
        bad_with_most=evidence.bad[:, -1],
        days_run=evidence.days,
        n_chosen=evidence.n_chosen,
        sums=evidence.sums[sites, np.where(certified, below, n_levels - 1)],
    )
