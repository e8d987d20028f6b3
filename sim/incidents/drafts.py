"""Drafts of the day and the night of a site, which incidents modify before the run.

Times are ms since midnight, capital time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock

if TYPE_CHECKING:
    import datetime as dt

    from sim.incidents.slowdowns import Slowdown

ALWAYS = (-(1 << 50), 1 << 50)
"""Begin and end of an incident without hours."""


class Doors(NamedTuple):
    """The hours of the doors of all sites, local time, ms since midnight."""

    opens: int
    """When the first site opens."""
    closes: int
    """When the last site closes; sites that incidents hold open included."""
    first_closes: int
    """When the first site closes."""

    def at(self, time: dt.time) -> int:
        """Return a clock time of the polling day, ms since midnight of the election day.

        If a site is open past midnight, times until the last one closes are on the next day.

        >>> import datetime as dt
        >>> doors = Doors(8 * clock.HOUR_MS, 26 * clock.HOUR_MS, 20 * clock.HOUR_MS)
        >>> [doors.at(dt.time(hour)) // clock.HOUR_MS for hour in (1, 3)]
        [25, 3]
        """
        at = clock.from_time(time)
        past_midnight = at < self.opens and at <= self.closes - clock.DAY_MS
        return at + clock.DAY_MS if past_midnight else at

    def closing_at(self, time: dt.time) -> int:
        """Return a clock time at which doors close; on the next day if not after they open."""
        at = clock.from_time(time)
        return at if at > self.opens else at + clock.DAY_MS


class ShareInHours(NamedTuple):
    """A share of voters, or of protocols, in an interval of time."""

    limit: int
    """In [0, 2**32]; those with a random word below it are affected."""
    begins: int
    ends: int
    """Not included."""


class Move(NamedTuple):
    """Arrivals of one interval of time that are moved to another one, by a linear map."""

    begins: int
    ends: int
    into: int
    until: int
    limit: int
    """In [0, 2**32]; voters with a random word below it are moved."""


class Absence(NamedTuple):
    """Clerks who are absent from a commission in an interval of time."""

    clerks: int
    begins: int
    ends: int


@dataclass(slots=True)
class DayDraft:
    """The polling day of one site; an incident may change all but the first four."""

    registered: int
    behind_ms: int
    """How far the local clock is behind the capital's."""
    doors: Doors
    opens_at: int
    closes_at: int
    serve_queue: bool
    """Whether those in the queue at closing still vote."""
    lunch: tuple[int, int]
    """Interval in which one desk is closed if several are open."""
    members: int
    """Commission members who are present."""
    desks: int
    """Desks open all day, 1 or more; members limit them."""
    booths: int
    boxes: int
    inside_max: int
    """Largest number of voters inside; 0 for no limit."""
    crew: int
    """Members who go with the portable box."""
    crew_leaves_at: int
    closures: list[tuple[int, int]] = field(default_factory=list)
    """Intervals in which no desk is open."""
    desk_changes: list[tuple[int, int, int]] = field(default_factory=list)
    """Begin, end, and the number of additional desks (fewer if negative)."""
    shortages: list[tuple[int, int]] = field(default_factory=list)
    """Ballots at the desks in the morning, and when more are brought."""
    second_ballots: list[ShareInHours] = field(default_factory=list)
    """Voters who are handed a second ballot when the first one is issued."""


@dataclass(slots=True)
class ArrivalsDraft:
    """The arrivals of voters at one site."""

    behind_ms: int
    doors: Doors
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
