"""Drafts of the day and the night of a site: incidents change them before they are run.

Times are ms since midnight, capital time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.incidents.slowdowns import Slowdown

ALWAYS = (-(1 << 50), 1 << 50)
"""Begin and end of what lasts all the time."""


class ShareInHours(NamedTuple):
    """A share of voters, or protocols, in a time."""

    limit: int
    """Those whose random word is below it, in [0, 2**32]."""
    begins: int
    ends: int
    """Not included."""


class Move(NamedTuple):
    """Arrivals from a window of time that are moved into another one, evenly stretched."""

    begins: int
    ends: int
    into: int
    until: int
    limit: int
    """Voters whose random word is below it, in [0, 2**32]."""


class Absence(NamedTuple):
    """Clerks who are away from a commission for a time."""

    clerks: int
    begins: int
    ends: int


@dataclass(slots=True)
class DayDraft:
    """The polling day of one site; an incident may change all but the first six."""

    registered: int
    behind_ms: int
    """How far the local clock is behind the capital's."""
    opens_at: int
    closes_at: int
    serve_queue: bool
    """Whether those in the queue at closing still vote."""
    lunch: tuple[int, int]
    """One open desk of several is closed from and before two times."""
    members: int
    """Commission members who are there."""
    desks: int
    """Desks open all day, 1 or more; members limit them."""
    booths: int
    boxes: int
    inside_max: int
    """Most voters inside, 0 for no limit."""
    crew: int
    """Members who go with the portable box."""
    crew_leaves_at: int
    closures: list[tuple[int, int]] = field(default_factory=list)
    """No desk is open from and before two times."""
    desk_changes: list[tuple[int, int, int]] = field(default_factory=list)
    """From and before two times so many desks more, or fewer."""
    shortages: list[tuple[int, int]] = field(default_factory=list)
    """Ballots at the desks in the morning, and when more are brought."""
    second_ballots: list[ShareInHours] = field(default_factory=list)
    """Voters who are handed a second ballot when the first one is issued."""


@dataclass(slots=True)
class ArrivalsDraft:
    """The arrivals of voters at one site."""

    behind_ms: int
    moves: list[Move] = field(default_factory=list)


@dataclass(slots=True)
class NightDraft:
    """The night of one site."""

    behind_ms: int
    counting: list[Slowdown] = field(default_factory=list)
    """Slowdowns of setting up, reading ballots, counting piles and writing the protocol."""
    driving: list[Slowdown] = field(default_factory=list)
    """Slowdowns of the way to the commission."""
    returns: list[ShareInHours] = field(default_factory=list)
    """Protocols without a counting error that the commission returns."""


@dataclass(slots=True)
class CommissionDraft:
    """The night of one commission."""

    behind_ms: int
    absences: list[Absence] = field(default_factory=list)
