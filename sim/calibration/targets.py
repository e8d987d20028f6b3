"""What a calibration is held against: reported figures, each with its relation and its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim import clock

if TYPE_CHECKING:
    from sim.reported.records import Relation

What = Literal["turnout", "final_turnout", "seats", "votes", "incumbents", "night"]


@dataclass(frozen=True, slots=True)
class Target:
    """One reported figure."""

    what: What
    code: str
    """Region, ``KZ`` for the nation, or for votes the district of a by-election."""
    item: str
    """Party of the seats, choice of the votes, milestone of the night; else empty."""
    at: int | None
    """Of turnout: milliseconds since midnight, capital time."""
    relation: Relation
    value: float | None
    """Per cent of registered (turnout), voters (``count_at_least``), seats, per cent of ballots
    cast (votes), per cent of winners (incumbents), hours since midnight (night); None for
    ``highest``."""
    error: float
    """Standard deviation of the reporting error, in the unit of the value."""
    step: float
    """What the figure was rounded to, in its unit; 0 for a count."""
    weight: float = 1.0
    """Power of its likelihood; 0.5 counts as half a figure."""
    note: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """What ``--drop`` and ``--weight`` call it: ``ZHA@16:00``, ``AKM@votes``, ``KZ@final``."""
        if self.at is not None:
            return f"{self.code}@{clock.clock(self.at)}"
        if self.what == "night":
            return f"{self.code}@{self.item}"
        return f"{self.code}@{'final' if self.what == 'final_turnout' else self.what}"
