"""Targets: the record of a reported value, and the tolerance within which it is met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.core import clock

if TYPE_CHECKING:
    import datetime as dt

What = Literal["turnout", "final_turnout", "seats", "votes", "incumbents", "night"]
"""The quantities that can be reported: turnout at an hour, final turnout, seats of a party, votes
for a choice, incumbents among the winners, a time of the night."""
Relation = Literal["equals", "at_least", "highest", "count_at_least"]
"""The relation of a simulated value to the reported one: within a tolerance, at least as large,
the largest of all regions, or at least as many voters."""

AGAINST_ALL, INVALID = "Against all", "Invalid/blank"
"""Choices that are no candidates."""
MINUTE_H = 1 / 60
"""A clock time is reported to the minute."""
NIGHT_ERROR_H = 0.25
"""Reporting error of a time of the night, hours (assumption: such times are given by the quarter
of an hour)."""

_SEATS_SHARE = 0.1
"""Tolerance of seats, as a share of the reported seats (assumption)."""
_LEAST_TOLERANCE = {"turnout": 2.0, "final_turnout": 0.5, "seats": 1.0, "votes": 2.0}
"""Least tolerance, in the unit of the value (assumption): percentages in points; of turnout by
hour as quoted in news."""
_ARTICLE_TOLERANCE = 0.5
"""Least tolerance of turnout by hour that the article reports, points."""
_ROUGH_ERROR = {"incumbents": 3.0, "night": NIGHT_ERROR_H}
"""Standard deviation of the error of values that are estimates in any source, in their unit
(assumption); the article says "an estimated two thirds" of the incumbents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One reported value.

    It is ``met`` if the simulated value is at least as large, or, for ``equals``, differs by at
    most ``within``; see :func:`sim.results.target_values.judge`.
    """

    date: dt.date
    """Date of the election."""
    what: What
    code: str
    """Region, the code of the nation, or for votes the district of a by-election; of a pack an area
    of any level, or a site."""
    level: str = ""
    """Level of the area, or ``site``; empty where it is clear."""
    contest: str = ""
    """Contest of the votes; empty if there is one."""
    item: str = ""
    """Party of the seats, choice of the votes, milestone of the night; else empty."""
    at: int | None = None
    """Of ``turnout``: milliseconds since midnight, capital time; else None."""
    relation: Relation = "equals"
    value: float | None
    """Per cent of registered (turnout), voters (``count_at_least``), seats, per cent of ballots
    cast (votes), per cent of winners (incumbents), hours since midnight (night); None for
    ``highest``."""
    error: float = 0.0
    """Standard deviation of the reporting error, in the unit of the value; 0 of counts."""
    within: float = 0.0
    """Tolerance of an ``equals`` value, in its unit: see :func:`tolerance`."""
    step: float = 0.0
    """The unit of the last digit that the value was rounded to; 0 for a count."""
    weight: float = 1.0
    """Exponent of its likelihood in a calibration; 0.5 counts as half a value."""
    count: int | None = None
    """Ballots that a percentage was computed from, where they were published."""
    base: int | None = None
    """The number that those ballots were divided by."""
    note: str = ""
    source: str = ""

    @property
    def time(self) -> str:
        """The clock time of ``turnout``, HH:MM; else empty."""
        return "" if self.at is None else clock.clock(self.at)

    @property
    def name(self) -> str:
        """Its name in ``--drop`` and ``--weight``: ``A1@16:00``, ``A1@votes``, ``ALL@final``."""
        place = f"{self.level} {self.code}" if self.level else self.code
        if self.at is not None:
            return f"{place}@{self.time}"
        if self.what == "night":
            return f"{place}@{self.item}"
        what = "final" if self.what == "final_turnout" else self.what
        return f"{place}@{what} {self.contest}" if self.contest else f"{place}@{what}"

    @property
    def label(self) -> str:
        """Its name, with the party or choice that the name leaves out: ``A1@seats (RED)``."""
        return f"{self.name} ({self.item})" if self.item and self.what != "night" else self.name


def tolerance(
    what: What, value: float | None, source: str, *, error: float | None = None, step: float = 0.0
) -> float:
    """Return the largest difference at which an ``equals`` value is met, in its unit.

    It is at least two standard deviations of the reporting error plus half a rounding step.

    Parameters
    ----------
    what, value, source
        As in :class:`Target`.
    error
        The standard deviation that was reported with the value; None if none was. The error
        that a calibration assumes instead is not used, so that no verdict depends on it.
    step
        The unit of the last digit.

    >>> tolerance("turnout", 78.7, "article", step=0.1), tolerance("seats", 32.0, "article")
    (0.5, 3.2)
    """
    least = _LEAST_TOLERANCE.get(what, 0.0)
    if what == "turnout" and source == "article":
        least = _ARTICLE_TOLERANCE
    if what == "seats":
        least = max(least, _SEATS_SHARE * (value or 0.0))
    error_sd = _ROUGH_ERROR.get(what, 0.0) if error is None else error
    return max(least, 2 * error_sd + step / 2)


def step_of(written: str) -> float:
    """Return the unit of the last digit of a number as it is written.

    >>> step_of("78.70"), step_of("78.7"), step_of("56"), step_of("56.")
    (0.01, 0.1, 1.0, 1.0)
    """
    decimals = len(written.partition(".")[2])
    return float(f"1e-{decimals}")
