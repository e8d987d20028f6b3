"""The nights of a plan: when the protocols of each commission are accepted, by what it has.

The night of a commission is independent of others. The day before it is run once, whatever is
changed by night.

A returned protocol joins the queue again, so on rare nights a clerk more can make the last
protocol a little later; a number counts as enough on a night only if all higher ones are enough,
too.
"""

# No reference: the evidence is that of sim.planning.promise.

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from sim.core.streams import Streams
from sim.election import Country, run_days
from sim.ensemble import with_drawn
from sim.night import NationalNight
from sim.night.intake import IntakeQueue, Taken
from sim.planning.night_staff import (
    first_enough,
    is_late,
    late_by_number,
    most_night_staff,
    night_staff_now,
    with_tables,
)
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sim.core.types import Ints
    from sim.night import Truth
    from sim.planning.days import Days
    from sim.planning.night_staff import NightChange, NightStaff, Wait
    from sim.planning.staff import SiteStaff
    from sim.register import Register
    from sim.scenario import Scenario

T = TypeVar("T")

PARTS = ("voting", "prepare", "reading", "piles", "recounts", "protocol", "slowed", "vehicle",
         "road", "queue", "intake", "corrections")  # fmt: skip
"""Parts of the time from closing until a protocol is accepted, in their order."""
_WAITS: dict[NightChange, Wait | None] = {"tables": None, "vehicles": "vehicle", "clerks": "queue"}
"""The wait that more of what is searched can shorten."""


class NightTimes(NamedTuple):
    """Some nights: arrays whose first axis is the night."""

    closes: Ints
    """When the doors of each site close, ms, shape ``(n, n_sites)``."""
    parts: Ints
    """PARTS with what commissions have now, ms, shape ``(n, n_sites, n_parts)``; of 32 bits, as
    there are many, and none takes three weeks."""
    best: Ints
    """When the protocol is accepted with the most of all that is searched, ms, shape
    ``(n, n_sites)``."""

    @property
    def accepted(self) -> Ints:
        """When protocols are accepted with what commissions have now, shape ``(n, n_sites)``."""
        found: Ints = self.closes + self.parts.sum(axis=2, dtype=np.int64)
        return found


class Evening(NamedTuple):
    """A day when its polls are closed."""

    scenario: Scenario
    streams: Streams
    truth: Truth
    closes: Ints
    """When the doors of each site close, ms, shape ``(n_sites,)``."""

    def night(self, register: Register) -> NationalNight:
        """Return the model of its night, before it is run."""
        return NationalNight(self.scenario, register, self.streams, self.truth)


@dataclass(frozen=True)
class Nights:
    """Where the nights of a plan come from."""

    days: Days
    """Of the country with the planned staff."""
    by: int
    """The time by which all protocols are to be in, ms since midnight, capital time."""
    closed: dict[int, tuple[Truth, Ints]] = field(default_factory=dict)
    """Ballots, and closing times, of the days that were run, by number."""

    @property
    def now(self) -> NightStaff:
        """What commissions have now, with the planned staff of their sites."""
        return night_staff_now(self.days.country)

    @property
    def most(self) -> NightStaff:
        """The most of each that is tried."""
        return most_night_staff(self.days.country, self.now)

    def enough(
        self, numbers: Sequence[int], what: NightChange, staff: NightStaff, among: Ints
    ) -> tuple[Ints, ...]:
        """Return the first level of what is searched that is enough on some nights.

        From it on all protocols of a commission are in by the time; it is the number of levels of
        all commissions if none is. Level 0 is one table, vehicle or clerk. Shape
        ``(n, len(among))``.

        Parameters
        ----------
        numbers
            Of the days: replications.
        what
            That is searched.
        staff
            The most of it, and how much commissions have of all else.
        among
            Indexes of the commissions for which it is searched.
        """
        found = self._each(numbers, partial(self._enough, what, staff, among))
        return (np.stack([*found]),)

    def enough_and_times(
        self,
        numbers: Sequence[int],
        what: NightChange,
        most: NightStaff,
        among: Ints,
        now: NightStaff,
    ) -> tuple[Ints, ...]:
        """Return the same with the most of all that is searched, then NightTimes with it and now.

        Times are those of all commissions.
        """

        def night(evening: Evening) -> tuple[Ints, ...]:
            return self._enough(what, most, among, evening), *self._times(now, most, evening)

        return tuple(np.stack(column) for column in zip(*self._each(numbers, night), strict=True))

    def late(self, numbers: Sequence[int], staff: NightStaff) -> Ints:
        """Return whether a protocol of each commission is late, 0 or 1, ``(n, n_commissions)``."""

        def night(evening: Evening) -> list[bool]:
            model, of_each = self._model(evening, staff), zip(*staff[1:], strict=True)
            return [
                is_late(IntakeQueue(model, sites), int(clerks), int(vehicles), self.by)
                for sites, (vehicles, clerks) in zip(self._sites(), of_each, strict=True)
            ]

        return np.array([*self._each(numbers, night)], dtype=np.int64)

    def _each(self, numbers: Sequence[int], found: Callable[[Evening], T]) -> Iterator[T]:
        """Yield what is found of some days when their polls are closed, in order."""

        def day(number: int) -> T:
            streams = Streams(self.days.seed, number)
            drawn = self.days.posterior.drawn(streams) if self.days.posterior else None
            country = with_drawn(self.days.country, drawn)
            if number not in self.closed:
                self.closed[number] = _closed(country, streams)
            return found(Evening(country.scenario, streams, *self.closed[number]))

        with ThreadPoolExecutor(self.days.workers) as pool:
            yield from pool.map(day, numbers)

    def _enough(self, what: NightChange, staff: NightStaff, among: Ints, evening: Evening) -> Ints:
        """Return the first level that is enough, of some commissions on one night."""
        most, n_levels = getattr(staff, what)[among], int(getattr(self.most, what).max())
        runs, wait = self._runs(what, staff, evening), _WAITS[what]
        found = np.array([
            first_enough(late_by_number(runs(commission), n, self.by, wait))
            for commission, n in zip(among.tolist(), most.tolist(), strict=True)
        ])  # fmt: skip
        return np.where(found == most, n_levels, found)

    def _runs(
        self, what: NightChange, staff: NightStaff, evening: Evening
    ) -> Callable[[int], Callable[[int], Mapping[int, Taken]]]:
        """Return what runs a commission with a number of what is searched, on one night."""
        sites, vehicles, clerks = self._sites(), staff.vehicles.tolist(), staff.clerks.tolist()
        if what == "tables":
            models = [
                self._model(evening, staff._replace(tables=np.minimum(staff.tables, tables)))
                for tables in range(1, int(staff.tables.max()) + 1)
            ]
            return lambda one: (
                lambda number: IntakeQueue(models[number - 1], sites[one]).run(
                    clerks[one], vehicles[one]
                )
            )
        model = self._model(evening, staff)

        def run_of(one: int) -> Callable[[int], Mapping[int, Taken]]:
            intake = IntakeQueue(model, sites[one])
            if what == "vehicles":
                return lambda number: intake.run(clerks[one], number)
            return lambda number: intake.run(number, vehicles[one])

        return run_of

    def _times(self, now: NightStaff, most: NightStaff, evening: Evening) -> NightTimes:
        """Return the times of one night."""
        register = self.days.country.one
        model, ample = evening.night(register), self._model(evening, most)
        taken = np.zeros((register.n_sites, len(Taken._fields)), dtype=np.int64)
        best = np.zeros(register.n_sites, dtype=np.int64)
        for one, sites in enumerate(self._sites()):
            of_now = IntakeQueue(model, sites).run(int(now.clerks[one]), int(now.vehicles[one]))
            for site, row in of_now.items():
                taken[site] = row
            of_most = IntakeQueue(ample, sites).run(int(most.clerks[one]), int(most.vehicles[one]))
            for site, row in of_most.items():
                best[site] = row.accepted_at
        parts = np.concatenate([_parts_until_signed(evening, model), taken[:, 1:]], axis=1)
        narrow: Any = parts.astype(np.int32)
        return NightTimes(evening.closes, narrow, best)

    def _model(self, evening: Evening, staff: NightStaff) -> NationalNight:
        """Return the model of a night on which sites have the members that their tables need.

        They were not there on the day, at which further members can change a little; fresh nights
        have them.
        """
        return evening.night(with_tables(self.days.country.one, evening.scenario, staff.tables))

    def _sites(self) -> list[list[int]]:
        """Return the sites of each commission."""
        commission = self.days.country.one.site_commission
        order = np.argsort(commission, kind="stable")
        ends = np.searchsorted(commission[order], np.arange(len(self.now.clerks)) + 1)
        return [sites.tolist() for sites in np.split(order, ends[:-1])]


def _closed(country: Country, streams: Streams) -> tuple[Truth, Ints]:
    """Run a day, and return its ballots, and when the doors of each site close."""
    (polls,) = run_days(country, streams, "auto")
    return polls.truth, polls.closes_at


def _parts_until_signed(evening: Evening, model: NationalNight) -> Ints:
    """Return the parts of the time from closing until the protocol is signed, ``(n_sites, 7)``."""
    durations, log, closes = model.durations, model.log, evening.closes
    recounts = durations.pile * log["recounts"]
    work = (durations.prepare, durations.portable + durations.read, durations.pile, recounts,
            durations.write)  # fmt: skip
    slowed = log["signed_at"] - log["count_from"] - sum(work)
    return np.stack([log["count_from"] - closes, *work, slowed], axis=1)


def with_planned(country: Country, staff: SiteStaff) -> Country:
    """Return a country with planned staff."""
    scenario = with_values(country.scenario, {"polling.desks_extra": 0}, "the plan")
    columns = {f"site_{name}": column for name, column in staff._asdict().items()}
    register = replace(country.one, **columns)
    return Country(scenario, register, register)
