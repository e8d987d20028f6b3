"""One reported figure, with its relation and its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock

if TYPE_CHECKING:
    from sim.pack.records import Relation
    from sim.scenario.targets import What

MINUTE_H = 1 / 60
"""A clock time is told to the minute."""
NIGHT_ERROR_H = 0.25
"""Reporting error of a time of the night, hours: such times are told by the quarter of an hour
(assumption; none was published for 2021)."""


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

    @property
    def label(self) -> str:
        """Its name, with the item that a name leaves out: ``AKM@seats (Auyl)``."""
        return f"{self.name} ({self.item})" if self.item and self.what != "night" else self.name


class Placed(NamedTuple):
    """A target, and who gave it."""

    target: Target
    rank: int
    """0 reported, 1 the scenario's own, 2 and up the files; the higher replaces the lower."""
    where: str
    """File and line, or the scenario."""
    key: str


class Errors(NamedTuple):
    """Standard deviations of reporting errors where a figure brings none of its own."""

    figure_pct: float
    """Of a turnout figure of the day, points of registered voters."""
    incumbents_pct: float
    """Of the incumbents' share, points of winners."""

    def of(self, what: What, relation: Relation) -> float:
        """Return the error of a figure, in its unit: counts have none."""
        if relation == "count_at_least":
            return 0.0
        by_what = {
            "turnout": self.figure_pct,
            "incumbents": self.incumbents_pct,
            "night": NIGHT_ERROR_H,
        }
        return by_what.get(what, 0.0)


def step_of(written: str) -> float:
    """Return what a percentage was rounded to, by the decimals it is written with.

    >>> step_of("78.70"), step_of("78.7"), step_of("56"), step_of("56.")
    (0.01, 0.1, 1.0, 1.0)
    """
    decimals = len(written.partition(".")[2])
    return float(f"1e-{decimals}")
