"""The polling day of one site, as a SimPy model: the reference.

::

    arrives ──► queue ──► check-in desk ──► booth ──► ballot box ──► leaves
       │          │            └─ here the ballot is issued
       │          └─ reneges when patience ends
       └─ balks at a long queue; may return once

A :class:`Voter` is a SimPy event that happens several times: on arrival, and at
the end of check-in, of marking and of dropping the ballot. Each handler schedules
the next one. Simultaneous events have one total order (time, kind, voter), so that
nothing depends on the order in which they were created; it is SimPy's
``Environment.schedule`` with ``priority = kind << 24 | voter``.

Sites do not affect each other before the count, so each has its environment.
Times are integer milliseconds since midnight, capital time.
"""

from __future__ import annotations

from collections import deque
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.simpy_events import Environment, Moment
from sim.day.reference.portable_box import PortableBox
from sim.day.reference.staff import Staff
from sim.day.site_records import (
    ARRIVES,
    BALLOTS_BROUGHT,
    CREW_LEAVES,
    DESKS_CHANGE,
    DOORS_CLOSE,
    ENOUGH,
    FIRST_CHANGE,
    LEAVES_BOOTH,
    LEAVES_BOX,
    LEAVES_DESK,
    PATIENCE_ENDS,
    VOTER_SAMPLED,
    Plan,
    SiteDay,
    State,
    Voter,
)
from sim.day.user_model import take_by_rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from simpy.events import Event

    from sim.turnout import Voters

    Callbacks = list[Callable[[Any], None]]


class PollingSite:
    """A site with one shared queue before its check-in desks.

    It models the queue and the path of each voter; :class:`Staff` opens and closes desks, and
    :class:`PortableBox` serves the voters at home.
    """

    def __init__(self, plan: Plan, voters: Voters) -> None:
        self.plan = plan
        first = min([plan.opens_at, *voters.arrives_at.tolist()])
        self.env = Environment(initial_time=first)
        self.schedule = self.env.schedule
        columns = (getattr(voters, name).tolist() for name in VOTER_SAMPLED)
        self.voters = [Voter(*sampled) for sampled in zip(*columns, strict=True)]
        at_home = voters.at_home.tolist()
        self.comers = [v for v, home in zip(self.voters, at_home, strict=True) if not home]
        self.staff = Staff(plan, self._desks_change)
        self.usable_desks: list[tuple[int, int]] = []
        """(Time, desks that are open or still busy from then on)."""
        self.portable_box = PortableBox(
            self.env,
            plan,
            self.staff,
            (v for v, home in zip(self.voters, at_home, strict=True) if home),
        )

        self.queues: list[deque[Voter]] = [deque() for _ in range(max(plan.lists, 1))]
        self.waiting = 0
        """Number of voters in the queues, without those who reneged but are still in the deques."""
        self.longest_line = 0
        self.desks_busy = 0
        self.inside = 0
        self.inside_max = plan.inside_max or len(self.voters) + 1
        self.booths_free = plan.booths
        self.booth_queue: deque[Voter] = deque()
        self.boxes_free = plan.boxes
        self.box_queue: deque[Voter] = deque()

        # Looked at once, so that the rule that ships costs nothing more.
        ships = type(self).take_next is PollingSite.take_next
        self.take = self.take_next if ships else self._take_by_users_rule

        # SimPy replaces an event's list of callbacks but does not modify it, so voters share it.
        self.on_arrival: Callbacks = [self.arrive]
        self.on_check_in: Callbacks = [self.leave_desk]
        self.on_marked: Callbacks = [self.leave_booth]
        self.on_dropped: Callbacks = [self.leave_box]

        self.comers.sort(key=lambda voter: (voter.arrived_at, voter.number))
        self.still_to_come = iter(self.comers)

    def run(self) -> SiteDay:
        """Run the day until the last voter has left."""
        for number, (at, desks) in enumerate(self.plan.desk_calendar, FIRST_CHANGE):
            self._at(at, DESKS_CHANGE | number, partial(self.staff.change_desks, desks))
        if self.portable_box.home_list:
            leaves_at = self.plan.crew_leaves_at
            self._at(leaves_at, DESKS_CHANGE | CREW_LEAVES, self.portable_box.crew_leaves)
        if self.plan.ballots < ENOUGH:
            brought_at = self.plan.ballots_brought_at
            self._at(brought_at, DESKS_CHANGE | BALLOTS_BROUGHT, self.staff.bring_ballots)
        self._at(self.plan.closes_at, DESKS_CHANGE | DOORS_CLOSE, self.close_doors)
        self._expect_next_arrival()
        self.env.run()
        return self._record()

    # The path of a voter -----------------------------------------------------------------------

    def arrive(self, voter: Voter) -> None:
        """Arrive: go to a free desk, join the queue, or balk."""
        first_visit = voter.visits == 0
        voter.visits += 1
        if first_visit:
            self._expect_next_arrival()
        else:
            voter.arrived_at = self.env.now
        if self.env.now >= self.plan.closes_at:
            voter.state = State.TOO_LATE
        elif self._desk_is_free_for(voter):
            self.check_in(voter)
        elif self.waiting > voter.balks_above:
            self.turn_back(voter)
        else:
            self._join_queue(voter)

    def check_in(self, voter: Voter) -> None:
        """Begin service at a desk: identity card, signatures, ballot."""
        self.desks_busy += 1
        self.inside += 1
        if self.staff.take_ballot():
            self._note_desks()
        voter.state = State.INSIDE
        voter.called_at = self.env.now
        voter.callbacks = self.on_check_in
        self.schedule(voter, LEAVES_DESK | voter.number, voter.check_in_ms)

    def leave_desk(self, voter: Voter) -> None:
        """Take the ballot to a booth; the desk calls the next voter."""
        voter.issued_at = self.env.now
        self._free_desk(voter)
        if self.booths_free:
            self.booths_free -= 1
            self.enter_booth(voter)
        else:
            self.booth_queue.append(voter)

    def enter_booth(self, voter: Voter) -> None:
        """Mark the ballot in secret."""
        voter.booth_at = self.env.now
        voter.callbacks = self.on_marked
        self.schedule(voter, LEAVES_BOOTH | voter.number, voter.booth_ms)

    def leave_booth(self, voter: Voter) -> None:
        """Take the ballot to a box, or carry it away."""
        voter.marked_at = self.env.now
        if self.booth_queue:
            self.enter_booth(self.booth_queue.popleft())
        else:
            self.booths_free += 1
        if voter.carries_away:
            self._leave(voter)
        elif self.boxes_free:
            self.boxes_free -= 1
            self.drop_ballot(voter)
        else:
            self.box_queue.append(voter)

    def drop_ballot(self, voter: Voter) -> None:
        """Drop the ballot in a box."""
        voter.callbacks = self.on_dropped
        self.schedule(voter, LEAVES_BOX | voter.number, voter.box_ms)

    def leave_box(self, voter: Voter) -> None:
        """Leave; the box is free for the next voter."""
        if self.box_queue:
            self.drop_ballot(self.box_queue.popleft())
        else:
            self.boxes_free += 1
        self._leave(voter)

    def _leave(self, voter: Voter) -> None:
        voter.left_at = self.env.now
        voter.state = State.VOTED
        self.inside -= 1
        if self.inside == self.inside_max - 1 and self.waiting:
            self._call_next()

    def turn_back(self, voter: Voter) -> None:
        """Leave because of the queue; return later, once, or never."""
        returns_after = voter.returns_after_ms
        if voter.visits == 1 and returns_after >= 0:
            voter.state = State.AWAY
            voter.callbacks = self.on_arrival
            self.schedule(voter, ARRIVES | voter.number, returns_after)
        else:
            voter.state = State.TURNED_BACK

    def lose_patience(self, voter: Voter, _moment: Event) -> None:
        """Renege, unless called already."""
        if voter.state == State.IN_QUEUE:
            voter.state = State.GAVE_UP
            self.waiting -= 1

    # The queue and the desks -------------------------------------------------------------------

    def close_doors(self, _moment: Event) -> None:
        """Close the doors; unless ``serve_queue`` is set, voters in the queue cannot vote."""
        if self.plan.serve_queue:
            return
        for queue in self.queues:
            for voter in queue:
                if voter.state == State.IN_QUEUE:
                    voter.state = State.TOO_LATE
            queue.clear()
        self.waiting = 0

    def _desk_is_free_for(self, voter: Voter) -> bool:
        return (
            self.desks_busy < self.staff.desks_open
            and self.waiting == 0
            and self.inside < self.inside_max
        )

    def _join_queue(self, voter: Voter) -> None:
        voter.state = State.IN_QUEUE
        self.queues[voter.number % len(self.queues)].append(voter)
        self.waiting += 1
        self.longest_line = max(self.longest_line, self.waiting)
        if voter.patience_ms >= 0:
            moment = Moment(partial(self.lose_patience, voter))
            self.schedule(moment, PATIENCE_ENDS | voter.number, voter.patience_ms)

    def _desks_change(self) -> None:
        self._note_desks()
        self._call_next()

    def _note_desks(self) -> None:
        """Note the number of usable desks if it has changed."""
        most = self.plan.lists or self.staff.desks_open
        desks = max(min(self.staff.desks_open, most), self.desks_busy)
        if not self.usable_desks or self.usable_desks[-1][1] != desks:
            self.usable_desks.append((self.env.now, desks))

    def _free_desk(self, voter: Voter) -> None:
        self.desks_busy -= 1
        if self.desks_busy >= self.staff.desks_open:
            # The desk was to close when its voter has gone.
            self._note_desks()
        if self.waiting:
            self._call_next()

    def _call_next(self) -> None:
        """Call waiting voters while there are free desks and room in the hall."""
        queue, staff = self.queues[0], self.staff
        while self.waiting and self.desks_busy < staff.desks_open and self.inside < self.inside_max:
            voter = self.take(queue)
            if voter.state == State.IN_QUEUE:
                self.waiting -= 1
                self.check_in(voter)

    def take_next(self, queue: deque[Voter]) -> Voter:
        """Take the next voter out of the queue: whoever joined it first, reneged or not."""
        return queue.popleft()

    def _take_by_users_rule(self, queue: deque[Voter]) -> Voter:
        name = f"{type(self).__name__}.take_next"
        if len(self.queues) > 1:
            lists = "each part of the list has a queue (polling.line is 'per_list')"
            raise ValueError(f"{name} is the rule of one queue; in this scenario {lists}")
        return take_by_rule(self.take_next, name, queue)

    # Events and the record ---------------------------------------------------------------------

    def _at(self, at: int, priority: int, action: Callable[[Event], None]) -> None:
        self.schedule(Moment(action), priority, at - self.env.now)

    def _expect_next_arrival(self) -> None:
        voter = next(self.still_to_come, None)
        if voter is not None:
            voter.callbacks = self.on_arrival
            self.schedule(voter, ARRIVES | voter.number, voter.arrived_at - self.env.now)

    def _record(self) -> SiteDay:
        def column(name: str) -> NDArray[np.int64]:
            return np.array(list(map(attrgetter(name), self.voters)), dtype=np.int64)

        columns = (
            "state",
            "visits",
            "arrived_at",
            "called_at",
            "issued_at",
            "booth_at",
            "marked_at",
        )
        return SiteDay(
            **{name: column(name) for name in (*columns, "left_at")},
            longest_line=self.longest_line,
            usable_desks=np.array(self.usable_desks, dtype=np.int64).reshape(-1, 2),
        )
