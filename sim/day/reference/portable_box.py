"""The portable box of a site, whose crew visits voters at home one after the other."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from sim.core.simpy_events import Moment
from sim.day.site_records import CREW_RETURNS, DESKS_CHANGE, LEAVES_DESK, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from simpy.events import Event

    from sim.core.simpy_events import Environment
    from sim.day.reference.staff import Staff
    from sim.day.site_records import Plan, Voter


class PortableBox:
    """The voters at home and the crew, which is absent from the desks while it is out."""

    def __init__(
        self, env: Environment, plan: Plan, staff: Staff, at_home: Iterable[Voter]
    ) -> None:
        self.env, self.plan, self.staff = env, plan, staff
        self.home_list = deque(at_home)
        # SimPy replaces an event's list of callbacks but does not modify it, so it can be shared.
        self.on_visited: list[Callable[[Any], None]] = [self.end_home_visit]

    def crew_leaves(self, _moment: Event) -> None:
        """Send the crew out, and begin the first home visit."""
        self.staff.change_crew(self.plan.crew)
        self._next_home_visit()

    def end_home_visit(self, voter: Voter) -> None:
        """Record a ballot that was issued and cast at home."""
        now = self.env.now
        voter.issued_at = voter.booth_at = voter.marked_at = voter.left_at = now
        voter.state = State.VOTED
        self._next_home_visit()

    def crew_returns(self, _moment: Event) -> None:
        """Put the crew back to work at the desks."""
        self.staff.change_crew(0)

    def _next_home_visit(self) -> None:
        now = self.env.now
        if self.home_list and (self.plan.serve_queue or now < self.plan.closes_at):
            voter = self.home_list.popleft()
            voter.arrived_at = voter.called_at = now
            voter.visits = 1
            voter.state = State.INSIDE
            voter.callbacks = self.on_visited
            self.env.schedule(voter, LEAVES_DESK | voter.number, voter.check_in_ms)
            return
        for voter in self.home_list:
            voter.visits, voter.state = 1, State.TOO_LATE
        self.env.schedule(Moment(self.crew_returns), DESKS_CHANGE | CREW_RETURNS)
