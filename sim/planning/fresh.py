"""The validation of a plan: fresh days and nights, which its search has not seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.day.levels import Asked
from sim.day.wait_counts import LEVEL_OVER, LEVEL_VOTERS, N_LEVEL_SUMS
from sim.planning.night_search import FreshNights
from sim.planning.promise import bad_days_limit
from sim.planning.rounds import kept, kept_days, rounds
from sim.planning.staff import one_level

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.planning.days import Days
    from sim.planning.night_search import FoundNight
    from sim.planning.night_staff import NightStaff
    from sim.planning.nights import Nights
    from sim.planning.promise import Promise
    from sim.planning.staff import SiteStaff

COMPARED = 10
"""Fresh days that are run with the staff of now, too."""


class FreshDays(NamedTuple):
    """What fresh days say of a plan; arrays of shape ``(n_sites,)``."""

    days: int
    draws_seen: int
    """Days among them with a posterior draw that the search had, too."""
    bad: Ints
    """Bad days."""
    over: Flags
    """Whether these are clearly more than promised."""
    compared_days: int
    voters: Ints
    """Who came on the days compared."""
    too_long_now: Ints
    """Of them, who waited too long with the staff of now."""
    too_long: Ints
    """The same with the plan."""


def validate(
    days: Days, staff: tuple[SiteStaff, SiteStaff], promise: Promise, n_days: int, n_seen: int
) -> FreshDays:
    """Return what fresh days say of a plan, and of the staff of now on the first of them.

    Parameters
    ----------
    days
        Where days come from.
    staff
        That of now, and that of the plan.
    promise
        What is promised.
    n_days, n_seen
        Number of fresh days, 1 or more, and of days that the plan was made from.
    """
    now, planned = staff
    every, changed = np.arange(len(now.desks)), np.flatnonzero(~planned.same(now))
    asked = Asked(np.array([promise.max_wait_ms]), promise.share)
    compared = min(COMPARED, n_days)
    days.progress.begin("Fresh days", n_days + compared)
    numbers, draws_seen = days.fresh(n_days, n_seen)

    def counted(name: str, of: range, staff: SiteStaff, sites: Ints) -> tuple[Ints, Ints]:
        """Return bad days and sums of some sites on some days."""
        ranges = np.zeros((len(sites), 3), dtype=np.int64)
        staffed = days.with_levels(one_level(staff))
        bad, sums = np.zeros(len(sites), dtype=np.int64), np.zeros((len(sites), N_LEVEL_SUMS))
        run = partial(staffed.run, sites=sites, ranges=ranges, asked=asked)
        for found, some in kept_days(days.store, name, of, run):
            bad += (found[:, :, 0] > 0).sum(axis=0)
            sums += some[:, 0]
            days.progress.advance(len(found))
        return bad, sums.astype(np.int64)

    bad, sums = counted("fresh", numbers[:compared], planned, every)
    bad += counted("fresh-more", numbers[compared:], planned, every)[0]
    # Where nothing is changed, nothing differs.
    too_long_now = sums[:, LEVEL_OVER].copy()
    before = counted("fresh-now", numbers[:compared], now, changed)[1]
    too_long_now[changed] = before[:, LEVEL_OVER]
    over = bad >= bad_days_limit(n_days, 1 - promise.days)
    voters, too_long = sums[:, LEVEL_VOTERS], sums[:, LEVEL_OVER]
    return FreshDays(n_days, draws_seen, bad, over, compared, voters, too_long_now, too_long)


def validate_night(
    nights: Nights, found: FoundNight, promise: Promise, n_nights: int
) -> FreshNights | None:
    """Return what fresh nights say of what was planned; None if no commission is certified.

    Parameters
    ----------
    nights
        Where nights come from: of the country with all planned members.
    found
        What was planned.
    promise
        What is promised.
    n_nights
        Number of fresh nights, 1 or more.
    """
    if not found.found.certified.any():
        return None
    days = nights.days
    numbers, _ = days.fresh(n_nights, found.n_seen)
    days.progress.begin("Fresh nights", n_nights)
    bad = np.zeros(len(found.found.certified), dtype=np.int64)
    for part, positions in rounds("night-fresh", n_nights):
        some = [numbers[position] for position in positions]
        (late,) = kept(days.store, part, ("late",), partial(_late, nights, some, found.staff))
        bad += late.sum(axis=0)
        days.progress.advance(len(some))
    return FreshNights(n_nights, bad, bad >= bad_days_limit(n_nights, 1 - promise.days))


def _late(nights: Nights, numbers: list[int], staff: NightStaff) -> tuple[Ints]:
    """Return whether a protocol of each commission is late on each night."""
    return (nights.late(numbers, staff),)
