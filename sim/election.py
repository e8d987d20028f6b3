"""One election: the day, then the night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.core.interrupts import interrupts_held
from sim.day import DayInput, join_days, run_day, voter_records
from sim.day.announcements import announce, count_times
from sim.day.compiled.block import prepare
from sim.day.incident_effects import incident_effects, join_effects
from sim.day.reference import plan_sites
from sim.day.staffing import join_staffing, staffing
from sim.incidents.affected import check_incidents
from sim.night import NationalNight, Truth, join_nights
from sim.register import all_copies, build_register, copies_of
from sim.turnout import attendance
from sim.voting.ballots import support
from sim.voting.outcome import draw_lots, join_winners, settle_races

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.day import Day, Engine, VoterRecords
    from sim.day.announcements import Announcements
    from sim.day.incident_effects import Effect
    from sim.day.staffing import Staffing
    from sim.night import Night
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.voting.outcome import Outcome

    KeepVoters = Callable[[VoterRecords], None]


class Progress(Protocol):
    """Hears how far a run is."""

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage of so many steps, of which some are done already."""

    def advance(self, steps: int) -> None:
        """Finish so many more steps."""


class NoProgress:
    """Hears and says nothing."""

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage."""

    def advance(self, steps: int) -> None:
        """Finish some steps."""


@dataclass(frozen=True)
class Country:
    """What every replication of a scenario shares."""

    scenario: Scenario
    one: Register
    """The country once; ``register.scale`` copies of it are run one after the other."""
    register: Register
    """All copies as one country."""


@dataclass(frozen=True)
class Election:
    """One replication: what was assumed, and all that happened."""

    scenario: Scenario
    streams: Streams
    register: Register
    day: Day
    """Its tally is the one that was counted: see :func:`sim.voting.outcome.settle_races`."""
    announcements: Announcements
    night: Night
    staffing: Staffing
    """Members, desks and desk-hours as planned for the day that was run."""
    effects: tuple[Effect, ...]
    """What each incident did, in the order of the scenario."""

    @property
    def winner(self) -> Ints:
        """Candidate who won each race, shape ``(n_races,)``; NOBODY where nobody did."""
        return self.night.races.winner


@dataclass(frozen=True)
class Polled:
    """One replication when the last ballot is cast: its result is settled, but not known yet.

    Enough for whoever looks at turnout, votes and seats, and there in two thirds of the time.
    """

    scenario: Scenario
    register: Register
    day: Day
    """As in :class:`Election`."""
    winner: Ints
    """As in :class:`Election`."""


def build_country(scenario: Scenario) -> Country:
    """Build what every replication of a scenario shares.

    Raises
    ------
    InputError
        If the country of the scenario cannot exist, or an incident names what it has not.
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
) -> Election:
    """Run one election, from doors open to the last protocol accepted.

    Parameters
    ----------
    country
        As :func:`build_country` gives it.
    luck
        Seed and replication; with the country they fix every result.
    workers
        Threads or processes for the day; the result does not depend on it.
    engine
        ``auto`` (compiled) or ``simpy`` (the reference); neither does it on this.
    progress
        Told how far the run is.
    keep_voters
        Given what happened to the voters of each site, one site after the other; None
        saves the time to find out.

    Raises
    ------
    InputError
        If the scenario asks for what the country does not have.
    """
    days, nights, staff, effects = [], [], [], []
    for polls in _each_copy(
        country, streams, workers, engine, progress or NoProgress(), keep_voters
    ):
        days.append(polls.day)
        nights.append(polls.night())
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


def run_polling(
    country: Country, streams: Streams, *, workers: int = 1, engine: Engine = "auto"
) -> Polled:
    """Run one election as far as its result depends on it: without the night.

    Parameters
    ----------
    country, luck, workers, engine
        See :func:`run_election`, which has the same day and the same winners.

    Raises
    ------
    InputError
        If the scenario asks for what the country does not have.
    """
    copies = list(_each_copy(country, streams, workers, engine, NoProgress(), None))
    n_candidates = len(country.one.candidate_race)
    winner = join_winners([polls.outcome.winner for polls in copies], n_candidates)
    day = join_days([polls.day for polls in copies])
    return Polled(country.scenario, country.register, day, winner)


@dataclass(frozen=True)
class _Polls:
    """One copy of the country when its polls are closed."""

    input: DayInput
    named: Register
    """The copy under the ids of the country, which incidents name."""
    day: Day
    outcome: Outcome
    progress: Progress

    def night(self) -> Night:
        """Count, deliver and accept."""
        of, day = self.input, self.day
        self.progress.begin("Night, protocols accepted", of.register.n_sites)
        closes_at = np.array([plan.closes_at for plan in of.plans])
        truth = Truth(
            ends_at=np.maximum(closes_at, day.last_left_at),
            issued=day.issued,
            in_portable_box=day.in_portable_box,
            in_ballot_boxes=day.in_ballot_boxes,
            tally=day.tally,
            second_ballots=day.second_ballots,
        )
        accepted = self.progress.advance
        night = NationalNight(of.scenario, self.named, of.streams, truth, lambda _: accepted(1))
        return night.run(self.outcome)


def _each_copy(  # noqa: PLR0913, PLR0917  what run_election is given
    country: Country,
    streams: Streams,
    workers: int,
    engine: Engine,
    progress: Progress,
    keep_voters: KeepVoters | None,
) -> Iterator[_Polls]:
    """Run the day of each copy of the country, one after the other."""
    if engine == "auto":
        progress.begin("Kernel (first time: compile)", 1)
        with interrupts_held():
            prepare()
        progress.advance(1)
    scale = country.scenario.register_.scale
    if scale > 1:
        progress.begin("Copies of the country", scale)
    of_copy = NoProgress() if scale > 1 else progress
    for one in copies_of(country.one, scale):
        yield _poll(country, one, streams, workers, engine, of_copy, keep_voters)
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
) -> _Polls:
    """Run the day of one copy of the country."""
    scenario = country.scenario
    # Incidents name sites and races of the country: they befall them in every copy.
    named = replace(register, site_id=country.one.site_id, race_id=country.one.race_id)
    lean = support(scenario, register, streams)
    # The first time its compiled parts are loaded, too.
    with interrupts_held():
        coming = attendance(scenario, named, streams)
    day_input = DayInput(
        scenario=scenario,
        register=register,
        streams=streams,
        attendance=coming,
        support=lean,
        plans=plan_sites(scenario, named, streams),
        times=count_times(scenario),
        engine=engine,
    )
    progress.begin("Polling day, sites", register.n_sites)
    day = run_day(day_input, workers, progress.advance)
    if keep_voters is not None:
        progress.begin("Voters' records, sites", register.n_sites)
        for records in voter_records(day_input):
            keep_voters(records)
            progress.advance(1)
    rule, lots = scenario.outcome.against_all_rule, draw_lots(register, streams)
    outcome, settled = settle_races(register, day.tally, lots, rule, lean.assigned)
    return _Polls(day_input, named, replace(day, tally=settled), outcome, progress)
