"""What was reported of an election, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.core.types import Ints


@dataclass(frozen=True, slots=True)
class ReportedTurnout:
    """One reported turnout."""

    area: str
    """Empty for all areas together."""
    level: str
    at_ms: int
    """Capital time, milliseconds since midnight; -1 for the final turnout."""
    pct: int | float | None
    """A whole number if it was reported without decimals; None if not in per cent."""
    count: int
    """Voters; -1 if not given."""
    relation: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class ReportedVotes:
    """The reported share of one choice of a contest in an area."""

    area: str
    """Empty for all areas together."""
    level: str
    contest: str
    candidate: str
    """Or another choice of the contest."""
    pct: float
    """Of all ballots that are reported there."""
    source: str


@dataclass(frozen=True, slots=True)
class ReportedArrivals:
    """When the results of sites came in; arrays of shape ``(n_rows,)``."""

    site: Ints
    """Index into the sites of the pack."""
    stage: tuple[str, ...]
    at_ms: Ints
    """Capital time, milliseconds since midnight of the election day."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported of an election; empty where a file is left out."""

    turnout: tuple[ReportedTurnout, ...] = ()
    votes: tuple[ReportedVotes, ...] = ()
    arrivals: ReportedArrivals | None = None
