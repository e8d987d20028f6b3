"""The house of a site: desks that open and close, ballots, the portable box, the door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import TYPE_CHECKING, Any

from sim.core.simpy_events import Environment, Moment
from sim.day.site_records import (
    CREW_RETURNS,
    DESKS_CHANGE,
    ENOUGH,
    LEAVES_DESK,
    VOTER_SAMPLED,
    Plan,
    State,
    Voter,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.events import Event

    from sim.turnout import Voters

    # What SimPy calls; ours take a Voter where only voters come.
    Callbacks = list[Callable[[Any], None]]


class House(ABC):
    """What happens at a site besides the way of each voter."""

    def __init__(self, plan: Plan, voters: Voters) -> None:
        self.plan = plan
        first = min([plan.opens_at, *voters.arrives_at.tolist()])
        self.env = Environment(initial_time=first)
        self.schedule = self.env.schedule
        columns = (getattr(voters, name).tolist() for name in VOTER_SAMPLED)
        self.voters = [Voter(*streams) for streams in zip(*columns, strict=True)]
        at_home = voters.at_home.tolist()
        self.home_list = deque(v for v, home in zip(self.voters, at_home, strict=True) if home)
        self.comers = [v for v, home in zip(self.voters, at_home, strict=True) if not home]

        self.lines: list[deque[Voter]] = [deque() for _ in range(max(plan.lists, 1))]
        self.waiting = 0
        """People in line; the lines may still hold some who gave up."""
        self.desks_open = 0
        self.planned = 0
        self.crew_out = 0
        self.ballots = plan.ballots
        self.on_visited: Callbacks = [self.end_home_visit]

    @abstractmethod
    def _call_next(self) -> None:
        """Call those who wait, as long as there are desks and room for them."""

    def change_desks(self, desks: int, _moment: Event) -> None:
        """Open or close desks as the calendar says; a busy desk finishes its voter first."""
        self.planned = desks
        self._staff_desks()

    def crew_leaves(self, _moment: Event) -> None:
        """Send the portable box to those who asked for it."""
        self.crew_out = self.plan.crew
        self._staff_desks()
        self._next_home_visit()

    def end_home_visit(self, voter: Voter) -> None:
        """Note a ballot issued and cast at home."""
        now = self.env.now
        voter.issued_at = voter.booth_at = voter.marked_at = voter.left_at = now
        voter.state = State.VOTED
        self._next_home_visit()

    def crew_returns(self, _moment: Event) -> None:
        """Put the crew back to work at the desks."""
        self.crew_out = 0
        self._staff_desks()

    def close_doors(self, _moment: Event) -> None:
        """Close: nobody else may join the line; where the door falls, the line goes home."""
        if self.plan.serve_queue:
            return
        for line in self.lines:
            for voter in line:
                if voter.state == State.IN_LINE:
                    voter.state = State.TOO_LATE
            line.clear()
        self.waiting = 0

    def bring_ballots(self, _moment: Event) -> None:
        """Bring ballots for all."""
        self.ballots = ENOUGH
        self._staff_desks()

    def _take_ballot(self) -> None:
        """Take a ballot for who is called; without one no desk is open."""
        self.ballots -= 1
        if self.ballots == 0:
            self.desks_open = 0

    def _staff_desks(self) -> None:
        """Open as many desks as are planned and staffed; if any is planned, one stays open."""
        staffed = max(self.plan.issuers - self.crew_out, 1)
        self.desks_open = min(self.planned, staffed) if self.ballots else 0
        self._call_next()

    def _next_home_visit(self) -> None:
        now = self.env.now
        if self.home_list and (self.plan.serve_queue or now < self.plan.closes_at):
            voter = self.home_list.popleft()
            voter.arrived_at = voter.called_at = now
            voter.visits = 1
            voter.state = State.INSIDE
            voter.callbacks = self.on_visited
            self.schedule(voter, LEAVES_DESK | voter.number, voter.check_in_ms)
            return
        for voter in self.home_list:
            voter.visits, voter.state = 1, State.TOO_LATE
        self._at(now, DESKS_CHANGE | CREW_RETURNS, self.crew_returns)

    def _at(self, at: int, priority: int, action: Callable[[Event], None]) -> None:
        self.schedule(Moment(action), priority, at - self.env.now)
