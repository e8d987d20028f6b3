"""One election: the day, then the night."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.announcing import announce, count_times
from sim.choice import settle_winners, support
from sim.counting import NationalNight, Truth
from sim.day import DayInput, run_day
from sim.kernel.block import prepare
from sim.polling import plan_sites
from sim.register import build_register
from sim.streams import Luck
from sim.turnout import attendance

if TYPE_CHECKING:
    from sim.announcing import Announcements
    from sim.counting import Night
    from sim.day import Day, Engine
    from sim.register import Register
    from sim.scenario import Scenario


class Progress(Protocol):
    """Hears how far a run is."""

    def begin(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def advance(self, steps: int) -> None:
        """Finish so many more steps."""


class NoProgress:
    """Hears and says nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Begin a stage."""

    def advance(self, steps: int) -> None:
        """Finish some steps."""


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


def run_election(  # noqa: PLR0913  all but the first two by keyword
    scenario: Scenario,
    seed: int,
    *,
    replication: int = 0,
    workers: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
) -> Election:
    """Run one election, from doors open to the last protocol accepted.

    Parameters
    ----------
    scenario
        What is assumed.
    seed
        In [0, 2**32); with the scenario it fixes every result.
    replication
        In [0, 2**32): another repeat with the same seed.
    workers
        Threads or processes for the day; the result does not depend on it.
    engine
        ``auto`` (compiled) or ``simpy`` (the reference); neither does it on this.
    progress
        Told how far the run is.

    Raises
    ------
    InputError
        If the country of the scenario cannot exist.
    """
    progress = progress or NoProgress()
    luck = Luck(seed, replication)
    progress.begin("Register", 1)
    register = build_register(scenario)
    lean = support(scenario, register, luck)
    times = count_times(scenario)
    day_input = DayInput(
        scenario=scenario,
        register=register,
        luck=luck,
        attendance=attendance(scenario, register, luck),
        support=lean,
        plans=plan_sites(scenario, register, luck),
        times=times,
        engine=engine,
    )
    progress.advance(1)
    if engine == "auto":
        progress.begin("Kernel (first time: compile)", 1)
        prepare()
        progress.advance(1)
    progress.begin("Polling day, sites", register.n_sites)
    day = run_day(day_input, workers, progress.advance)

    _, settled = settle_winners(register, lean, day.tally)
    day = replace(day, tally=settled)
    issued_by = dict(zip(times, day.issued_by_time.T, strict=True))
    announcements = announce(scenario, register, luck, issued_by)
    progress.begin("Night, protocols accepted", register.n_sites)
    closes_at = np.array([plan.closes_at for plan in day_input.plans])
    truth = Truth(
        ends_at=np.maximum(closes_at, day.last_left_at),
        issued=day.issued,
        in_portable_box=day.in_portable_box,
        in_ballot_boxes=day.in_ballot_boxes,
        tally=day.tally,
    )
    night = NationalNight(scenario, register, luck, truth, lambda _: progress.advance(1))
    return Election(scenario, luck, register, day, announcements, night.run(lean.utility))
