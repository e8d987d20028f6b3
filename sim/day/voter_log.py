"""The record of each voter, site by site; only on request, as it is large.

The day has only sums. Sites are run again for these records; random words are addressed by
voter, so the results are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.interrupts import interrupts_held
from sim.day.compiled import fits
from sim.day.compiled import run_site as run_by_kernel
from sim.day.day_records import engine_name
from sim.day.reference import NOT_YET, State
from sim.day.reference import run_site as run_by_simpy
from sim.day.runner import SIMPY_BLOCK, blocks_of
from sim.day.user_model import run_function
from sim.turnout import sample_voters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.core.types import Flags, Ints, Times
    from sim.day.day_records import DayInput, Engine
    from sim.day.reference import Plan, SiteDay
    from sim.turnout import Voters


_ENDINGS = {
    State.VOTED: b"voted",
    State.TURNED_BACK: b"turned back",
    State.GAVE_UP: b"gave up",
    State.TOO_LATE: b"too late",
}
STATES = np.array([_ENDINGS.get(state, b"unfinished") for state in State])
"""Text of the end of a voter's day, by :class:`~sim.day.reference.State`."""


@dataclass(frozen=True)
class VoterRecords:
    """The voters who came to a site, or asked for the portable box, in the order of its list.

    Arrays of shape ``(n,)``. Times are capital time, to the millisecond; NaT for events that did
    not happen.
    """

    site: str
    """Id of the site."""
    voter: Ints
    """Number on the site's list, from 0."""
    state: NDArray[np.bytes_]
    """One of STATES."""
    visits: Ints
    at_home: Flags
    carries_away: Flags
    """Was issued a ballot and took it away."""
    arrived: Times
    """Time of the last arrival; for voters at home, the arrival of the crew."""
    called: Times
    issued: Times
    booth: Times
    marked: Times
    left: Times
    waited: NDArray[np.timedelta64]
    """Waiting time for a desk, ms, of voters who voted at the site; NaT for others."""


class VoterRecord(NamedTuple):
    """One voter of :class:`VoterRecords`, with values of Python; None for what did not happen."""

    site: str
    voter: int
    state: str
    visits: int
    at_home: bool
    carries_away: bool
    arrived: dt.datetime | None
    called: dt.datetime | None
    issued: dt.datetime | None
    booth: dt.datetime | None
    marked: dt.datetime | None
    left: dt.datetime | None
    waited: dt.timedelta | None


def each_voter(records: VoterRecords) -> Iterator[VoterRecord]:
    """Yield the voters of a site one by one, in the order of its list."""
    columns = (getattr(records, name).tolist() for name in VoterRecord._fields[1:])
    for voter, state, *rest in zip(*columns, strict=True):
        yield VoterRecord(records.site, voter, state.decode(), *rest)


def voter_records(day_input: DayInput) -> Iterator[VoterRecords]:
    """Yield the records of the voters of each site, in the order of the register.

    Parameters
    ----------
    day_input
        The input with which the day was run.
    """
    register = day_input.register
    midnight = np.datetime64(day_input.scenario.date, "ms")
    for sites in blocks_of(register, SIMPY_BLOCK):
        with interrupts_held():
            sampled = sample_voters(
                day_input.scenario, register, day_input.streams, day_input.attendance, sites
            )
        for site, voters in zip(sites.tolist(), sampled, strict=True):
            plan = day_input.plans[site]
            day = run_one(day_input.engine, plan, voters)
            yield _records(str(register.site_id[site]), plan, voters, day, midnight)


def run_one(engine: Engine, plan: Plan, voters: Voters) -> SiteDay:
    """Run a site, compiled if the engine is ``auto`` and its times allow it."""
    if not isinstance(engine, str):
        return run_function(engine, engine_name(engine), plan, voters)
    if engine == "auto":
        # The first site loads compiled code.
        with interrupts_held():
            if fits(plan, voters):
                return run_by_kernel(plan, voters)
    return run_by_simpy(plan, voters)


def _records(
    site: str, plan: Plan, voters: Voters, day: SiteDay, midnight: np.datetime64
) -> VoterRecords:
    """Return the records of one site."""

    def times(at: Ints, happened: Flags) -> Times:
        stamps: Times = midnight + at.astype("timedelta64[ms]")
        stamps[~happened] = np.datetime64("NaT")
        return stamps

    voted = day.state == State.VOTED
    reached = day.called_at != NOT_YET
    waited = (day.called_at - np.maximum(day.arrived_at, plan.opens_at)).astype("timedelta64[ms]")
    waited[~voted | voters.at_home] = np.timedelta64("NaT")
    return VoterRecords(
        site=site,
        voter=voters.number,
        state=STATES[day.state],
        visits=day.visits,
        at_home=voters.at_home,
        carries_away=voted & voters.carries_away & ~voters.at_home,
        arrived=times(day.arrived_at, reached | ~voters.at_home),
        called=times(day.called_at, reached),
        issued=times(day.issued_at, day.issued_at != NOT_YET),
        booth=times(day.booth_at, day.booth_at != NOT_YET),
        marked=times(day.marked_at, day.marked_at != NOT_YET),
        left=times(day.left_at, day.left_at != NOT_YET),
        waited=waited,
    )
