"""One election: the polling day, then the night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core.garbage import collection_held
from sim.core.interrupts import interrupts_held
from sim.core.progress_protocol import NoProgress
from sim.day import DayInput, join_days, run_day, voter_records, with_early_ballots
from sim.day.announcements import announce, count_times
from sim.day.area_counts import area_counts
from sim.day.compiled.block import prepare
from sim.day.incident_effects import incident_effects, join_effects
from sim.day.reused import attendance_like, plans_like, support_like
from sim.day.staffing import join_staffing, staffing
from sim.incidents.affected import check_incidents
from sim.night import AcceptedProtocol, NationalNight, Truth, join_nights
from sim.register import all_copies, build_register, copies_of
from sim.voting.outcome import decide_races, draw_lots, rules_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sim.core.progress_protocol import Progress
    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.day import Day, Engine, VoterRecords
    from sim.day.announcements import Announcements
    from sim.day.incident_effects import Effect
    from sim.day.staffing import Staffing
    from sim.night import Night
    from sim.night.model import OnAccepted
    from sim.night.protocol import Protocol
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.voting.outcome import Outcome

    KeepVoters = Callable[[VoterRecords], None]
    OnProtocol = Callable[[AcceptedProtocol], None]


@dataclass(frozen=True)
class Country:
    """The scenario and register that all replications share."""

    scenario: Scenario
    one: Register
    """The country once; ``register.scale`` copies of it are run in turn."""
    register: Register
    """All copies as one country."""


@dataclass(frozen=True)
class Election:
    """One replication: its scenario, its register, and the record of its day and night."""

    scenario: Scenario
    streams: Streams
    register: Register
    day: Day
    """Its tally is the one that was counted: see :func:`sim.voting.outcome.decide_races`."""
    announcements: Announcements
    night: Night
    staffing: Staffing
    """Planned members, desks and desk-hours."""
    effects: tuple[Effect, ...]
    """Effect of each incident, in the order of the scenario."""

    @property
    def winner(self) -> Ints:
        """Elected candidate of each race, shape ``(n_races,)``; NOBODY if there is none."""
        return self.night.races.winner

    @property
    def seats(self) -> Ints:
        """Seats of each candidate, or list, shape ``(n_candidates,)``."""
        return self.night.races.seats


def build_country(scenario: Scenario) -> Country:
    """Build the country that all replications of a scenario share.

    Raises
    ------
    InputError
        If the country of the scenario cannot exist, or an incident names a site or race that
        it does not have.
    """
    one = build_register(scenario)
    check_incidents(scenario, one)
    return Country(scenario, one, all_copies(one, scenario.register_.scale))


def run_election(  # noqa: PLR0913  all but two by keyword
    country: Country,
    streams: Streams,
    *,
    workers: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
    keep_voters: KeepVoters | None = None,
    on_protocol: OnProtocol | None = None,
    site_queues: bool = False,
) -> Election:
    """Run one election, from doors open to the last protocol accepted.

    Parameters
    ----------
    country
        As :func:`build_country` gives it.
    streams
        Random words; with the country they determine every result.
    workers
        Threads or processes for the day; the result does not depend on it.
    engine
        ``auto`` (compiled) or ``simpy`` (the reference); the result does not depend on it. Or a
        function that runs the day of a site.
    progress
        Receives the progress of the run.
    keep_voters
        Called with the records of the voters of each site in turn; None skips them.
    on_protocol
        Called with each protocol when it is accepted.
    site_queues
        Whether waits and queues are counted by hour of each site, too.

    Raises
    ------
    InputError
        If the scenario names a region, site or race that the country does not have.
    """
    polls = each_copy(
        country, streams, workers, engine, progress or NoProgress(), keep_voters, site_queues
    )
    return finish_election(country, streams, polls, on_protocol)


def run_days(  # noqa: PLR0913  all but three by keyword
    country: Country,
    streams: Streams,
    engine: Engine,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    like: Sequence[Polls] = (),
) -> tuple[Polls, ...]:
    """Run the day alone: the polls of each copy, for :func:`finish_election`.

    Parameters
    ----------
    country, streams, engine, workers, progress
        See :func:`run_election`.
    like
        Polls of another scenario of the same register and random streams, of which votes and
        attendance are taken where the scenarios agree in what these depend on.
    """
    shown = progress or NoProgress()
    return tuple(each_copy(country, streams, workers, engine, shown, None, like=like))


def finish_election(
    country: Country,
    streams: Streams,
    copies: Iterable[Polls],
    on_protocol: OnProtocol | None = None,
) -> Election:
    """Run the night after a day of the same streams and of the same country.

    The scenario of the day may differ in ``counting`` and ``commission``.
    """
    days, nights, staff, effects = [], [], [], []
    for of_day in copies:
        polls = replace(of_day, input=replace(of_day.input, scenario=country.scenario))
        days.append(polls.day)
        nights.append(polls.night(on_protocol))
        staff.append(staffing(polls.input.plans))
        effects.append(incident_effects(polls.input, polls.named, polls.day, nights[-1]))
    day = join_days(days)
    issued_by = dict(zip(count_times(country.scenario), day.issued_by_time.T, strict=True))
    announcements = announce(country.scenario, country.register, streams, issued_by)
    night = join_nights(nights, len(country.one.candidate_race))
    return Election(
        country.scenario, streams, country.register, day, announcements, night,
        join_staffing(staff), join_effects(effects),
    )  # fmt: skip


@dataclass(frozen=True)
class Polls:
    """One copy of the country when its polls are closed."""

    input: DayInput
    named: Register
    """The copy, with the ids of the country: incidents refer to those."""
    day: Day
    outcome: Outcome
    progress: Progress

    def night(self, on_protocol: OnProtocol | None) -> Night:
        """Run the night: counting, delivery and acceptance of protocols."""
        day_input = self.input
        site_id, midnight = day_input.register.site_id, np.datetime64(day_input.scenario.date, "ms")
        self.progress.begin("Night, protocols accepted", day_input.register.n_sites)

        # It does not know the night, so that what the night takes is freed at its end.
        def accepted(site: int, at_ms: int, protocol: Protocol) -> None:
            self.progress.advance(1)
            if on_protocol is not None:
                at: dt.datetime = (midnight + at_ms).tolist()
                on_protocol(AcceptedProtocol(str(site_id[site]), at, protocol))

        with collection_held():
            return self.night_model(accepted).run(self.outcome)

    @property
    def closes_at(self) -> Ints:
        """When the doors of each site close, ms, capital time."""
        return np.array([plan.closes_at for plan in self.input.plans])

    def night_model(self, accepted: OnAccepted | None = None) -> NationalNight:
        """Return the model of the night, before it is run.

        Parameters
        ----------
        accepted
            Called with each protocol when it is accepted: site, time and protocol.
        """
        of_day = self.input
        return NationalNight(of_day.scenario, self.named, of_day.streams, self.truth, accepted)

    @property
    def truth(self) -> Truth:
        """The true counts of ballots, and when counting begins."""
        day = self.day
        return Truth(
            ends_at=np.maximum(self.closes_at, day.last_left_at),
            issued=day.issued,
            in_portable_box=day.in_portable_box,
            in_ballot_boxes=day.in_ballot_boxes,
            tally=day.tally,
            second_ballots=day.second_ballots,
        )


def each_copy(  # noqa: PLR0913, PLR0917  the arguments of run_election
    country: Country,
    streams: Streams,
    workers: int,
    engine: Engine,
    progress: Progress,
    keep_voters: KeepVoters | None,
    site_queues: bool = False,
    like: Sequence[Polls] = (),
) -> Iterator[Polls]:
    """Run the day of each copy of the country in turn."""
    if engine == "auto":
        progress.begin("Kernel (first time: compile)", 1)
        with interrupts_held():
            prepare(voted_before=bool(country.one.site_voted_before.any()))
        progress.advance(1)
    scale = country.scenario.register_.scale
    if scale > 1:
        progress.begin("Copies of the country", scale)
    of_copy = NoProgress() if scale > 1 else progress
    for number, one in enumerate(copies_of(country.one, scale)):
        before = like[number].input if number < len(like) else None
        yield _poll(
            country, one, streams, workers, engine, of_copy, keep_voters, site_queues, before
        )
        if scale > 1:
            progress.advance(1)


def _poll(  # noqa: PLR0913, PLR0917  one part of what run_election does
    country: Country,
    register: Register,
    streams: Streams,
    workers: int,
    engine: Engine,
    progress: Progress,
    keep_voters: KeepVoters | None,
    site_queues: bool,
    like: DayInput | None,
) -> Polls:
    """Run the day of one copy of the country."""
    scenario = country.scenario
    # Incidents name sites and races of the country, and affect them in every copy.
    named = replace(register, site_id=country.one.site_id, race_id=country.one.race_id)
    vote_support = support_like(like, scenario, register, streams)
    # The first call loads compiled code.
    with interrupts_held():
        attending = attendance_like(like, scenario, named, streams)
    areas = area_counts(scenario, register)
    day_input = DayInput(
        scenario=scenario,
        register=register,
        streams=streams,
        attendance=attending,
        support=vote_support,
        plans=plans_like(like, scenario, named, streams),
        times=count_times(scenario),
        engine=engine,
        areas=areas,
        site_queues=site_queues,
    )
    progress.begin("Polling day, sites", register.n_sites)
    day = run_day(day_input, workers, progress.advance)
    day = with_early_ballots(register, day, areas)
    if keep_voters is not None:
        progress.begin("Voters' records, sites", register.n_sites)
        for records in voter_records(day_input):
            keep_voters(records)
            progress.advance(1)
    rules, lots = rules_of(scenario), draw_lots(register, streams)
    outcome, settled = decide_races(register, day.tally, lots, rules, vote_support.assigned)
    return Polls(day_input, named, replace(day, tally=settled), outcome, progress)
