"""A site with a queue for each part of the voters' list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.reference.site import PollingSite
from sim.day.site_records import State

if TYPE_CHECKING:
    from collections import deque

    from sim.day.site_records import Plan, Voter
    from sim.turnout import Voters


class PollingSiteWithLists(PollingSite):
    """A site with a queue for each part of the list.

    With ``n`` desks open, desk ``d`` serves the parts with index ``d`` modulo ``n``, so the part
    of a closed desk is served by another one. A desk that serves several parts calls the voter
    who arrived first.
    """

    def __init__(self, plan: Plan, voters: Voters) -> None:
        super().__init__(plan, voters)
        most_desks = max(desks for _, desks in plan.desk_calendar)
        self.desk_busy = [False] * max(most_desks, 1)

    def check_in(self, voter: Voter) -> None:
        """Begin service at the desk of the voter's part of the list."""
        voter.desk = self._desk_of(voter)
        self.desk_busy[voter.desk] = True
        super().check_in(voter)

    def _desk_of(self, voter: Voter) -> int:
        return voter.number % len(self.queues) % self.staff.desks_open

    def _desk_is_free_for(self, voter: Voter) -> bool:
        return (
            self.staff.desks_open > 0
            and self.inside < self.inside_max
            and not self.desk_busy[self._desk_of(voter)]
        )

    def _free_desk(self, voter: Voter) -> None:
        self.desk_busy[voter.desk] = False
        super()._free_desk(voter)

    def _call_next(self) -> None:
        """Call the first voter of those with a free desk, while there is room in the hall."""
        while self.waiting and self.staff.desks_open and self.inside < self.inside_max:
            first = None
            for queue in self.queues:
                voter = _head(queue)
                if voter is None or self.desk_busy[self._desk_of(voter)]:
                    continue
                if first is None or _came_before(voter, first):
                    first = voter
            if first is None:
                return
            self.queues[first.number % len(self.queues)].popleft()
            self.waiting -= 1
            self.check_in(first)


def _head(queue: deque[Voter]) -> Voter | None:
    """Return the first voter in a queue; voters who reneged are removed from its front."""
    while queue and queue[0].state != State.IN_QUEUE:
        queue.popleft()
    return queue[0] if queue else None


def _came_before(one: Voter, other: Voter) -> bool:
    return (one.arrived_at, one.number) < (other.arrived_at, other.number)
