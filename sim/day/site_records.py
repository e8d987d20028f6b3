"""Records of the polling day of a site: its plan, its voters and its log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from sim.core.clock import NOT_YET
from sim.core.simpy_events import Moment
from sim.turnout.compiled_sampling import SAMPLED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.incidents.drafts import ShareInHours

# Numbers of events that change desks, below or above those of calendar entries. The doors close
# first, so that a desk that opens at that moment calls no voter who is too late.
DOORS_CLOSE = 0
FIRST_CHANGE = 1
CREW_LEAVES = 1 << 23
CREW_RETURNS = CREW_LEAVES + 1
BALLOTS_BROUGHT = CREW_LEAVES + 2
ENOUGH = 1 << 30
"""Number of ballots that is enough for all voters of any site."""

VOTER_SAMPLED = tuple(name for name in SAMPLED if name != "at_home")
"""The arguments of :class:`Voter`, in order."""

# Order of simultaneous events; with the voter's number, the SimPy priority.
LEAVES_BOX = 0 << 24
LEAVES_BOOTH = 1 << 24
LEAVES_DESK = 2 << 24
DESKS_CHANGE = 3 << 24
PATIENCE_ENDS = 4 << 24
ARRIVES = 5 << 24


class State(IntEnum):
    """Where a voter is, or how the voter's day ended."""

    AWAY = 0
    IN_QUEUE = 1
    INSIDE = 2
    VOTED = 3
    """Was issued a ballot and left."""
    TURNED_BACK = 4
    """Balked at a long queue and did not return."""
    GAVE_UP = 5
    """Reneged: left the queue when patience ended."""
    TOO_LATE = 6
    """Returned after closing, or was in the queue at closing with ``hard_close``."""


class Plan(NamedTuple):
    """The plan of a site's day."""

    opens_at: int
    closes_at: int
    serve_queue: bool
    """Whether those in the queue at closing still vote."""
    desk_calendar: tuple[tuple[int, int], ...]
    """(time, desks planned from then on); the first entry opens the doors."""
    issuers: int
    """Members who may issue ballots: the limit on desks."""
    booths: int
    boxes: int
    lists: int
    """Parts of the voters' list with a queue each; 0 for one shared queue."""
    inside_max: int
    """Largest number of voters inside, from desk to box; 0 for no limit."""
    crew: int
    """Members who leave the desks with the portable box."""
    crew_leaves_at: int
    ballots: int = ENOUGH
    """Ballots at the desks until more are brought, without those of the portable box."""
    ballots_brought_at: int = 0
    """When ENOUGH ballots are brought."""
    second_ballots: tuple[ShareInHours, ...] = ()
    """Shares of voters who are handed a second ballot, by the time of the first one."""
    members: int = 0
    """Commission members who are present, including those who may not issue ballots."""


@dataclass(frozen=True)
class SiteDay:
    """The record of each voter, in the order of :class:`~sim.turnout.Voters`; times in ms."""

    state: NDArray[np.int64]
    visits: NDArray[np.int64]
    """Number of visits, 1 or 2."""
    arrived_at: NDArray[np.int64]
    """Time of the last arrival."""
    called_at: NDArray[np.int64]
    """Begin of check-in; like all that follow, NOT_YET for voters who left before."""
    issued_at: NDArray[np.int64]
    booth_at: NDArray[np.int64]
    marked_at: NDArray[np.int64]
    left_at: NDArray[np.int64]
    longest_line: int
    usable_desks: NDArray[np.int64]
    """Changes of the number of desks that are open or still busy: (time, desks from then on), shape
    ``(n, 2)``."""


class Voter(Moment):
    """A voter as a SimPy event: the next event of the voter's day."""

    __slots__ = (
        "arrived_at",
        "balks_above",
        "booth_at",
        "booth_ms",
        "box_ms",
        "called_at",
        "carries_away",
        "check_in_ms",
        "desk",
        "issued_at",
        "left_at",
        "marked_at",
        "number",
        "patience_ms",
        "returns_after_ms",
        "state",
        "visits",
    )

    def __init__(  # noqa: PLR0913, PLR0917  as sampled, in the order of Voters
        self,
        number: int,
        arrives_at: int,
        carries_away: bool,
        check_in_ms: int,
        booth_ms: int,
        box_ms: int,
        patience_ms: int,
        balks_above: int,
        returns_after_ms: int,
    ) -> None:
        self.number = number
        self.arrived_at = arrives_at
        self.carries_away = carries_away
        self.check_in_ms = check_in_ms
        self.booth_ms = booth_ms
        self.box_ms = box_ms
        self.patience_ms = patience_ms
        self.balks_above = balks_above
        self.returns_after_ms = returns_after_ms
        self.state: int = State.AWAY
        self.visits = 0
        self.desk = 0
        self.called_at = self.issued_at = self.booth_at = self.marked_at = self.left_at = NOT_YET
