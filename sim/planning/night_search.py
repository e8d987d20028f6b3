"""The search for what each commission needs to have all protocols by a time.

What may be changed is searched in turn, each with the most of what follows: counting tables, then
vehicles, then clerks. All searches see the same nights, so what is enough with the most of the
rest is enough in the next search, too. Numbers of tables and of vehicles among which was chosen on
these nights share the probability of an error.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.planning.nights import NightTimes
from sim.planning.rounds import kept, rounds
from sim.planning.search import Evidence, found_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Flags, Ints
    from sim.planning.night_staff import NightChange, NightStaff
    from sim.planning.nights import Nights
    from sim.planning.promise import Promise
    from sim.planning.search import Found


class FreshNights(NamedTuple):
    """What fresh nights say of what was planned; arrays of shape ``(n_commissions,)``."""

    nights: int
    bad: Ints
    """Nights on which a protocol was late with what was planned."""
    over: Flags
    """Whether these are clearly more than promised."""


class FoundNight(NamedTuple):
    """What the nights of a plan say."""

    by: int
    """The time, ms since midnight, capital time."""
    promise: Promise
    """At each commission."""
    change: tuple[NightChange, ...]
    """What was searched, in this order."""
    now: NightStaff
    most: NightStaff
    """The most that was tried."""
    staff: NightStaff
    """Planned: that of now where nothing is certified."""
    found: Found
    """By commission, of the last search in which it was."""
    nights: NightTimes
    """Those of the first search."""
    n_seen: int
    """Nights 0 to n_seen - 1 were seen."""
    fresh: FreshNights | None = None
    """None without fresh nights, and where no commission is certified."""


def n_chosen(most: NightStaff, change: Sequence[NightChange]) -> Ints:
    """Return among how many numbers of tables and vehicles each commission chooses first.

    Parameters
    ----------
    most
        The most of each that is tried.
    change
        What may be changed, in the order of the search.
    """
    found = np.ones_like(most.clerks)
    for what in change[:-1]:
        found *= getattr(most, what)
    return found


def search_night(
    nights: Nights, promise: Promise, change: Sequence[NightChange], chosen: Ints
) -> FoundNight:
    """Return the least of what may be changed with which all protocols are in by the time.

    Parameters
    ----------
    nights
        Where nights come from, and where they are kept.
    promise
        On how many of them, with which confidence.
    change
        What may be changed, in the order of the search.
    chosen
        See :func:`n_chosen`.
    """
    search = _Search(nights, promise, change, chosen)
    found, certified, staff = None, np.ones(len(search.now.clerks), dtype=bool), search.ample
    for what in change:
        last = search.run(what, staff, certified)
        found = last if found is None else last.where(certified, found)
        certified = found.certified
        planned = np.where(certified, last.level + 1, getattr(search.now, what))
        staff = staff._replace(**{what: planned})
    assert found is not None
    # A certified plan takes no members away.
    staff = staff._replace(tables=np.maximum(staff.tables, search.now.tables))
    return FoundNight(
        by=nights.by,
        promise=promise,
        change=tuple(change),
        now=search.now,
        most=search.ample,
        staff=staff.where(certified, search.now),
        found=found,
        nights=NightTimes(*(np.concatenate(rows) for rows in zip(*search.times, strict=True))),
        n_seen=search.n_seen,
    )


class _Search:
    """The searches of a plan, which see the same nights."""

    def __init__(
        self, nights: Nights, promise: Promise, change: Sequence[NightChange], chosen: Ints
    ) -> None:
        self.nights, self.promise, self.chosen = nights, promise, chosen
        self.now, self.most = nights.now, nights.most
        self.ample = self.now.with_most(self.most, change)
        """The most of what is searched, and of all else what commissions have."""
        self.first = change[0]
        self.times: list[tuple[Ints, ...]] = []
        """NightTimes of each round of the first search."""
        self.n_seen = 0

    def run(self, what: NightChange, staff: NightStaff, among: Flags) -> Found:
        """Return what one search has found.

        Parameters
        ----------
        what
            What is searched.
        staff
            The most of it, and how much commissions have of all else.
        among
            The commissions for which it is searched.
        """
        progress, most_days = self.nights.days.progress, self.promise.most_days
        evidence = Evidence(self.promise, self.chosen, int(getattr(self.most, what).max()))
        progress.begin(f"Nights, {what} (at most)", most_days)
        for part, numbers in rounds(what, most_days):
            commissions = np.intersect1d(evidence.undecided(), np.flatnonzero(among))
            if not len(commissions):
                break
            for levels in self._levels(part, numbers, what, staff, commissions):
                evidence.add_day(commissions, levels)
            self.n_seen = max(self.n_seen, numbers.stop)
            progress.advance(len(numbers))
        return found_of(evidence, getattr(self.now, what) - 1)

    def _levels(
        self, part: str, numbers: range, what: NightChange, staff: NightStaff, among: Ints
    ) -> Ints:
        """Return the first level that is enough, of some commissions on each night of a round."""
        nights, store = self.nights, self.nights.days.store
        if what != self.first:
            run = partial(nights.enough, numbers, what, staff, among)
            (levels,) = kept(store, part, ("found",), run)
            return levels
        run = partial(nights.enough_and_times, numbers, what, staff, among, self.now)
        levels, *times = kept(store, part, ("found", *NightTimes._fields), run)
        self.times.append(tuple(times))
        return levels
