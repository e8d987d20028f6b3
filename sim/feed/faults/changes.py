"""What faults change in a night: when things become visible, and values that are wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.types import Flags, Times
    from sim.exporting.known_night import KnownContest
    from sim.exporting.nist_objects import Node
    from sim.feed.faults.fault import FeedFault
    from sim.feed.night import FeedNight

VOTES, PRECINCTS, EXPECTED = "voteCount", "precinctsReporting", "eevp"
WINNER, UNIT = "winner", "reportingUnit"
COUNTS = (VOTES, PRECINCTS)
"""Values of a unit that follow from which sites are accepted; of a whole race expected votes do,
too."""


class WrongValue(NamedTuple):
    """A value that differs from the truth for some time."""

    fault: FeedFault
    race: int
    site: int | None
    """Index of the site; None for the whole race."""
    value: str
    begins: np.datetime64
    ends: np.datetime64
    """What is known before ``t`` differs if ``begins < t <= ends``."""


class ValueChange(NamedTuple):
    """A wrong value of a race for some time: what makes it wrong."""

    begins: np.datetime64
    ends: np.datetime64
    on_contest: Callable[[KnownContest], KnownContest] | None = None
    """Of counts and calls, in every format."""
    on_race: Callable[[Node], None] | None = None
    """Of an object in the shape of AP."""
    announced: tuple[str, str] = ("", "")
    """Types of the events at its beginning and its end; empty for none."""
    site: int | None = None

    def is_in_force(self, before: np.datetime64) -> bool:
        """Return whether it shows in what is known before a time."""
        return bool(self.begins < before <= self.ends)


@dataclass(eq=False)
class Draft:
    """A night while faults change it, one after the other."""

    night: FeedNight
    visible: Times
    """When each site is seen as accepted, shape ``(n_sites,)``."""
    called: Times
    declared: Times
    """When each race is seen as called and declared, shape ``(n_races,)``."""
    changes: list[list[ValueChange]]
    """By race, in the order in which they are made."""
    named: list[WrongValue] = field(default_factory=list)
    ticks: list[Times] = field(default_factory=list)
    """Further times at which the feed gives itself a new time."""

    @classmethod
    def of(cls, night: FeedNight) -> Draft:
        """Return the draft of a night without faults."""
        return cls(night, night.accepted.copy(), night.called.copy(), night.declared.copy(),
                   [[] for _ in night.contests])  # fmt: skip

    def add(self, race: int, change: ValueChange) -> None:
        """Add a wrong value to a race."""
        self.changes[race].append(change)

    def name(
        self, fault: FeedFault, race: int, site: int | None, values: tuple[str, ...],
        window: tuple[np.datetime64, np.datetime64],
    ) -> None:  # fmt: skip
        """Note which values a fault makes differ."""
        self.named += [WrongValue(fault, race, site, value, *window) for value in values]

    def name_counts(
        self, fault: FeedFault, race: int, site: int, window: tuple[np.datetime64, np.datetime64]
    ) -> None:
        """Note that a site is not shown in a race: its counts differ, and those of the race."""
        self.name(fault, race, site, COUNTS, window)
        self.name(fault, race, None, (*COUNTS, EXPECTED), window)

    def hold(self, fault: FeedFault, late: Flags) -> None:
        """Make sites visible only at the end of the window of a fault, and what follows from them.

        Parameters
        ----------
        fault
            Whose window it is.
        late
            Which sites are late, shape ``(n_sites,)``.
        """
        before = self.visible.copy()
        self.visible[late] = fault.ends
        for race, contest in enumerate(self.night.contests):
            rows = contest.sites[late[contest.sites]]
            if not len(rows):
                continue
            for row in rows.tolist():
                self.name_counts(fault, race, row, (before[row], fault.ends))
            # A call is not seen before the results that it rests on.
            accepted, seen = self.night.accepted[contest.sites], self.visible[contest.sites]
            of_call = seen[accepted <= self.night.called[race]]
            self._hold_call(fault, race, of_call.max() if len(of_call) else fault.begins)
            self.declared[race] = max(self.declared[race], seen.max())

    def hold_calls(self, fault: FeedFault, races: Flags) -> None:
        """Make calls within the window of a fault visible only at its end."""
        within = (fault.begins <= self.called) & (self.called < fault.ends)
        for race in np.flatnonzero(races & within).tolist():
            self._hold_call(fault, race, fault.ends)
        late = races & (fault.begins <= self.declared) & (self.declared < fault.ends)
        self.declared[late] = fault.ends

    def _hold_call(self, fault: FeedFault, race: int, until: np.datetime64) -> None:
        called = self.called[race]
        if called < until:
            # A race can be called because nobody can win it any more.
            if self.night.contests[race].elected:
                self.name(fault, race, None, (WINNER,), (called, until))
            self.called[race] = until
