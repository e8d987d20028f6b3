"""The nights of a plan: when the protocols of each commission are accepted, by its clerks.

The night of a commission is independent of others once its protocols are delivered. It is run with
1, 2, ... clerks, at most with one for each of its sites (or as many as it has), so that no protocol
waits. A returned protocol joins the queue again, so on rare nights a clerk more can make the last
protocol a little later; a number of clerks counts as enough on a night only if all higher ones are
enough, too.
"""

# No reference: the evidence is that of sim.planning.promise.

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.streams import Streams
from sim.election import Country, run_days
from sim.ensemble import with_drawn
from sim.night.intake import IntakeQueue
from sim.planning.rounds import kept, rounds
from sim.planning.search import Evidence, Found, found_of
from sim.register.area_sites import clerks_of
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Flags, Ints
    from sim.election import Polls
    from sim.night import NationalNight
    from sim.planning.days import Days
    from sim.planning.promise import Promise
    from sim.planning.staff import SiteStaff

PARTS = ("voting", "prepare", "reading", "piles", "recounts", "protocol", "slowed", "road", "queue",
         "intake", "corrections")  # fmt: skip
"""Parts of the time from closing until a protocol is accepted, in their order."""


class NightTimes(NamedTuple):
    """Some nights: arrays whose first axis is the night."""

    found: Ints
    """The first level of each commission from which on all protocols are in by the time; as many
    as there are levels if none is. Shape ``(n, n_commissions)``."""
    closes: Ints
    """When the doors of each site close, ms, shape ``(n, n_sites)``."""
    parts: Ints
    """PARTS with the clerks of now, ms, shape ``(n, n_sites, n_parts)``."""
    best: Ints
    """When the protocol is accepted with the most clerks, ms, shape ``(n, n_sites)``."""


class FreshNights(NamedTuple):
    """What fresh nights say of planned clerks; arrays of shape ``(n_commissions,)``."""

    nights: int
    bad: Ints
    """Nights on which a protocol was late with the planned clerks."""
    over: Flags
    """Whether these are clearly more than promised."""


class FoundClerks(NamedTuple):
    """What the nights of a plan say."""

    by: int
    """The time, ms since midnight, capital time."""
    now: Ints
    """Clerks of each commission, shape ``(n_commissions,)``."""
    most: Ints
    """The most that were tried."""
    found: Found
    """By commission; level 0 is one clerk."""
    nights: NightTimes
    """All that were run."""
    fresh: FreshNights | None = None
    """None without fresh nights, and where no commission is certified."""

    @property
    def clerks(self) -> Ints:
        """The planned clerks: those of now where nothing is certified."""
        return self.found.level + 1

    @property
    def accepted(self) -> Ints:
        """When protocols are accepted with the clerks of now, shape ``(n, n_sites)``."""
        found: Ints = self.nights.closes + self.nights.parts.sum(axis=2)
        return found


@dataclass(frozen=True)
class Nights:
    """Where the nights of a plan come from."""

    days: Days
    """Of the country with the planned staff."""
    by: int
    """The time by which all protocols are to be in, ms since midnight, capital time."""

    @property
    def now(self) -> Ints:
        """Clerks of each commission, shape ``(n_commissions,)``."""
        country = self.days.country
        return np.array(clerks_of(country.one, country.scenario.commission.clerks))

    @property
    def most(self) -> Ints:
        """The most clerks that are tried."""
        sites = np.bincount(self.days.country.one.site_commission, minlength=len(self.now))
        return np.maximum(sites, self.now)

    def run(self, numbers: Sequence[int]) -> NightTimes:
        """Return the nights of some days, in order."""

        def night(number: int) -> NightTimes:
            streams = Streams(self.days.seed, number)
            drawn = self.days.posterior.drawn(streams) if self.days.posterior else None
            (polls,) = run_days(with_drawn(self.days.country, drawn), streams, "auto")
            return self._of(polls)

        with ThreadPoolExecutor(self.days.workers) as pool:
            found = list(pool.map(night, numbers))
        return NightTimes(*(np.stack(column) for column in zip(*found, strict=True)))

    def _of(self, polls: Polls) -> NightTimes:
        """Return the night after a day."""
        register, model = self.days.country.one, polls.night_model()
        taken = np.zeros((register.n_sites, 3), dtype=np.int64)
        best = np.zeros(register.n_sites, dtype=np.int64)
        order = np.argsort(register.site_commission, kind="stable")
        ends = np.searchsorted(register.site_commission[order], np.arange(len(self.now)) + 1)
        n_levels, found = int(self.most.max()), []
        of_commissions = zip(np.split(order, ends[:-1]), self.now, self.most, strict=True)
        for sites, now, most in of_commissions:
            intake = IntakeQueue(model, sites.tolist())
            for site, row in intake.run(int(now)).items():
                taken[site] = row[1:]
            for site, row in intake.run(int(most)).items():
                best[site] = row.accepted_at
            enough = first_enough(intake, int(most), self.by)
            found.append(n_levels if enough == most else enough)
        parts = np.concatenate([_parts_until_delivery(polls, model), taken], axis=1)
        return NightTimes(np.array(found), polls.closes_at, parts, best)


def first_enough(intake: IntakeQueue, most: int, by: int) -> int:
    """Return the first level from which on all protocols are in by a time; ``most`` if none is.

    Level 0 is one clerk, and ``most - 1`` the last level.
    """
    enough = 0
    for clerks in range(1, most + 1):
        taken = intake.run(clerks).values()
        if max((row.accepted_at for row in taken), default=by) > by:
            enough = clerks
        if not any(row.queue for row in taken):
            # More clerks change nothing.
            return most if enough == clerks else enough
    return enough


def _parts_until_delivery(polls: Polls, model: NationalNight) -> Ints:
    """Return the parts of the time from closing until delivery, shape ``(n_sites, 8)``."""
    durations, log, closes = model.durations, model.log, polls.closes_at
    recounts = durations.pile * log["recounts"]
    work = (durations.prepare, durations.portable + durations.read, durations.pile, recounts,
            durations.write)  # fmt: skip
    slowed = log["signed_at"] - log["count_from"] - sum(work)
    road = log["delivered_at"] - log["signed_at"]
    return np.stack([log["count_from"] - closes, *work, slowed, road], axis=1)


def with_planned(country: Country, staff: SiteStaff) -> Country:
    """Return a country with planned staff."""
    scenario = with_values(country.scenario, {"polling.desks_extra": 0}, "the plan")
    columns = {f"site_{name}": column for name, column in staff._asdict().items()}
    register = replace(country.one, **columns)
    return Country(scenario, register, register)


def search_clerks(nights: Nights, promise: Promise) -> FoundClerks:
    """Return the fewest clerks of each commission with which its results are in by the time.

    Parameters
    ----------
    nights
        Where nights come from, and where they are kept.
    promise
        On how many of them, with which confidence.
    """
    now, most, days = nights.now, nights.most, nights.days
    evidence = Evidence(promise, len(now), int(most.max()))
    nights_run = []
    days.progress.begin("Nights, clerks (at most)", promise.most_days)
    for part, numbers in rounds("clerks", promise.most_days):
        commissions = evidence.undecided()
        if not len(commissions):
            break
        columns = kept(days.store, part, NightTimes._fields, partial(nights.run, numbers))
        nights_run.append(columns)
        for found in columns[0]:
            evidence.add_day(commissions, found[commissions])
        days.progress.advance(len(numbers))
    times = NightTimes(*(np.concatenate(column) for column in zip(*nights_run, strict=True)))
    return FoundClerks(nights.by, now, most, found_of(evidence, now - 1), times)
