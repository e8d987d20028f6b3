"""One election: the day, then the night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.announcing import announce, count_times
from sim.choice import settle_winners, support
from sim.counting import NationalNight, Truth, join_nights
from sim.day import DayInput, join_days, run_day, voter_records
from sim.incidents import check_incidents
from sim.interrupts import interrupts_held
from sim.kernel.block import prepare
from sim.polling import plan_sites
from sim.register import all_copies, build_register, copies_of
from sim.turnout import attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.announcing import Announcements
    from sim.counting import Night
    from sim.day import Day, Engine, VoterRecords
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.streams import Luck

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
    luck: Luck
    register: Register
    day: Day
    """Its tally is the one that was counted: see :func:`sim.choice.settle_winners`."""
    announcements: Announcements
    night: Night


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
    luck: Luck,
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
    progress = progress or NoProgress()
    if engine == "auto":
        progress.begin("Kernel (first time: compile)", 1)
        with interrupts_held():
            prepare()
        progress.advance(1)
    scale = country.scenario.register_.scale
    if scale > 1:
        progress.begin("Copies of the country", scale)
    of_copy = NoProgress() if scale > 1 else progress
    days, nights = [], []
    for one in copies_of(country.one, scale):
        day, night = _run_once(country, one, luck, workers, engine, of_copy, keep_voters)
        days.append(day)
        nights.append(night)
        if scale > 1:
            progress.advance(1)
    day = join_days(days)
    issued_by = dict(zip(count_times(country.scenario), day.issued_by_time.T, strict=True))
    announcements = announce(country.scenario, country.register, luck, issued_by)
    night = join_nights(nights, len(country.one.candidate_race))
    return Election(country.scenario, luck, country.register, day, announcements, night)


def _run_once(  # noqa: PLR0913, PLR0917  one part of what run_election does
    country: Country,
    register: Register,
    luck: Luck,
    workers: int,
    engine: Engine,
    progress: Progress,
    keep_voters: KeepVoters | None,
) -> tuple[Day, Night]:
    """Run the day and the night of one copy of the country."""
    scenario = country.scenario
    # Incidents name sites and races of the country: they befall them in every copy.
    named = replace(register, site_id=country.one.site_id, race_id=country.one.race_id)
    lean = support(scenario, register, luck)
    # The first time its compiled parts are loaded, too.
    with interrupts_held():
        coming = attendance(scenario, named, luck)
    day_input = DayInput(
        scenario=scenario,
        register=register,
        luck=luck,
        attendance=coming,
        support=lean,
        plans=plan_sites(scenario, named, luck),
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
    _, settled = settle_winners(register, lean, day.tally)
    day = replace(day, tally=settled)
    progress.begin("Night, protocols accepted", register.n_sites)
    closes_at = np.array([plan.closes_at for plan in day_input.plans])
    truth = Truth(
        ends_at=np.maximum(closes_at, day.last_left_at),
        issued=day.issued,
        in_portable_box=day.in_portable_box,
        in_ballot_boxes=day.in_ballot_boxes,
        tally=day.tally,
        second_ballots=day.second_ballots,
    )
    night = NationalNight(scenario, named, luck, truth, lambda _: progress.advance(1))
    return day, night.run(lean.utility)
