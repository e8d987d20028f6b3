"""The search for the least staff of each site that keeps a promise.

Day after day, each site that is not decided is run with its lowest level that can still be
certified, and with higher ones until one is enough. Waits fall with each level, as a voter's
random words do not depend on the staff; so that day is good with all levels above, and bad with
all below. A level is certified by its e-value, and with it all levels above. It is given up once
it has more bad days than any level may have that is certified in time. A site is decided when its
lowest level that is not given up is certified.

A site of which no level is certified gets the lowest level that was bad on no more days than
promised until it was given up. Where there is none, it gets the one beyond which more staff makes
bad days hardly rarer: it may wait for a booth, or at the door. It never gets less than it has.
So does a site with a level certified by a few days without a bad one, if later days show that a
much lower one is nearly as good.

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


_AS_GOOD = 0.8
"""A level is nearly as good as a higher one if that has this share of its bad days, or more."""
_MUCH = 2
"""A level is much lower than another if it is as many levels lower."""


@dataclass(frozen=True)
class Found:
    """The levels that a search has found; arrays of shape ``(n_sites,)``."""

    level: Ints
    """The lowest certified level; where none is, see :func:`chosen` and :func:`found_of`."""
    certified: Flags
    days: Ints
    """Days after which it was certified or given up, or all that were run."""
    bad: Ints
    """Bad days among them."""
    below: Ints
    """Bad days of the level below it, until that was given up; -1 if there is none."""
    days_run: Ints
    """All days that were run."""
    n_chosen: Ints
    """Numbers among which was chosen on the same days before."""
    sums: Ints
    """Of the level below it, or of the last level where none is certified: see LEVEL_VOTERS, shape
    ``(n_sites, N_LEVEL_SUMS)``."""

    def too_few_days(self, promise: Promise) -> Flags:
        """Return which are not certified though their level was bad no more than promised."""
        found: Flags = ~self.certified & promise.allows(self.days, self.bad)
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
        """Bad days until it was given up, or of all days."""
        self.given_up_at = np.zeros((n_sites, n_levels), dtype=np.int64)
        """Days after which it was given up; 0 if not."""
        self.certified_at = np.zeros((n_sites, n_levels), dtype=np.int64)
        """Days after which it was certified; 0 if not."""
        self.certified_bad = np.zeros((n_sites, n_levels), dtype=np.int64)
        self.sums = np.zeros((n_sites, n_levels, N_LEVEL_SUMS), dtype=np.int64)

    def lowest(self) -> Ints:
        """Return the lowest level of each site that is not given up, n_levels if all are."""
        given_up = self.given_up_at > 0
        first: Ints = given_up.argmin(axis=1)
        return np.where(given_up.all(axis=1), given_up.shape[1], first)

    def held(self) -> Ints:
        """Return the days on which each level was run: until it was given up, or all."""
        held: Ints = np.where(self.given_up_at > 0, self.given_up_at, self.days[:, None])
        return held

    def first_certified(self) -> tuple[Ints, Flags]:
        """Return the lowest certified level of each site, 0 if none is, and whether one is."""
        certified = self.certified_at > 0
        level: Ints = certified.argmax(axis=1)
        return level, certified.any(axis=1)  # type: ignore[return-value]

    def within_promise(self) -> Ints:
        """Return the lowest level of each site that is bad no more than promised, by its days.

        Where there is none, the lowest that is nearly as good as the last one.
        """
        kept = self.promise.allows(self.held(), self.bad)
        last = np.full(len(kept), kept.shape[1] - 1)
        return np.where(kept.any(axis=1), kept.argmax(axis=1), self.nearly_as_good(last))

    def nearly_as_good(self, level: Ints) -> Ints:
        """Return the lowest level of each site that is nearly as good as another one."""
        share = self.bad / np.maximum(self.held(), 1)
        of_level = share[np.arange(len(level)), level]
        nearly: Flags = _AS_GOOD * share <= of_level[:, None]
        found: Ints = nearly.argmax(axis=1)
        return found

    def undecided(self) -> Ints:
        """Return the sites that are not decided."""
        lowest = self.lowest()
        last = self.bad.shape[1] - 1
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
        given_up = self.given_up_at[sites] > 0
        # A level that is given up is not run any more.
        self.bad[sites] += (found[:, None] > levels) & ~given_up
        days, bad = self.days[sites, None], self.bad[sites]
        n_chosen = self.n_chosen[sites, None]
        certified = self.promise.is_certified(days, bad, n_chosen) & ~given_up
        new = certified & (self.certified_at[sites] == 0)
        self.certified_at[sites] = np.where(new, days, self.certified_at[sites])
        self.certified_bad[sites] = np.where(new, bad, self.certified_bad[sites])
        hopeless = (bad > self.bad_most[sites, None]) & (self.certified_at[sites] == 0) & ~given_up
        self.given_up_at[sites] = np.where(hopeless, days, self.given_up_at[sites])


def search(  # noqa: PLR0913  all but the first three say what the search is of
    days: Days,
    levels: StaffLevels,
    promise: Promise,
    now: Ints,
    n_chosen: Ints,
    *,
    name: str,
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
        Index of the level of each site now; where none is certified, it gets no less.
    n_chosen
        Of each site, see :meth:`sim.planning.promise.Promise.is_certified`.
    name
        Of what is searched, for the store and the progress.
    """
    evidence = Evidence(promise, n_chosen, levels.desks.shape[1])
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
    return _found(evidence, *chosen(evidence, now))


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


def chosen(evidence: Evidence, now: Ints) -> tuple[Ints, Flags]:
    """Return the level that each site gets, and whether it is certified."""
    level, certified = evidence.first_certified()
    lower = evidence.nearly_as_good(level)
    by_luck = certified & (level - lower >= _MUCH)
    otherwise = np.maximum(np.where(by_luck, lower, evidence.within_promise()), now)
    certified = certified & ~by_luck
    return np.where(certified, level, otherwise), certified


def found_of(evidence: Evidence, now: Ints) -> Found:
    """Return what days say: the lowest certified level of each, else that of now."""
    level, certified = evidence.first_certified()
    return _found(evidence, np.where(certified, level, now), certified)


def _found(evidence: Evidence, level: Ints, certified: Flags) -> Found:
    """Return what is known of a level of each site."""
    sites = np.arange(len(level))
    below = np.maximum(level - 1, 0)
    held = evidence.held()[sites, level]
    return Found(
        level=level,
        certified=certified,
        days=np.where(certified, evidence.certified_at[sites, level], held),
        bad=np.where(certified, evidence.certified_bad[sites, level], evidence.bad[sites, level]),
        below=np.where(level > 0, evidence.bad[sites, below], -1),
        days_run=evidence.days,
        n_chosen=evidence.n_chosen,
        sums=evidence.sums[sites, np.where(certified, below, evidence.bad.shape[1] - 1)],
    )
