"""The summary of a check whether reported numbers of ballots could be issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary, OfNamedAreas
from sim.results.summaries.shared import Change, Count, Date, Positive, Seed
from sim.results.typed_json import optional


@dataclass(frozen=True, kw_only=True)
class RowBelow:
    """A reported number whose probability is below the level, as in ``feasible.csv``."""

    site: str
    code: str
    hour: str
    until: str
    issued: Count
    desks: Count
    booths: Count
    desk_s_each: float
    booth_s_each: float
    probability: float
    limit: str
    would_need: Count
    would_need_booths: Count
    at_most: Count


@dataclass(frozen=True, kw_only=True)
class FeasibilitySummary(Summary, OfNamedAreas):
    """The summary of a feasibility check."""

    kind: str
    scenario: str
    description: str
    election: ElectionSummary | None = optional()
    """None for the default election."""
    area_names: Mapping[str, str] | None = optional()
    changed: tuple[Change, ...] = ()
    date: Date
    seed: Seed
    level: float
    """Probability below which a row counts as not feasible."""
    booth_wait_s: float
    """Longest wait for a booth that is allowed."""
    file: str
    """Name of the file of reported numbers."""
    rows: Positive
    sites: Positive
    """That the file names."""
    issued: Count
    """Sum of the rows."""
    feasible: Count
    """Rows whose probability is the level or more."""
    with_fewer: Count
    """Of these, rows that fewer desks than there were could have issued."""
    below: Count
    """Rows whose probability is below the level."""
    by_chance: float
    """How many would be below it, at most and on average, if every site issued all it can."""
    sites_below: Count
    by_limit: Mapping[str, Count]
    """Rows below the level by what limits them."""
    above_list: Count
    """Rows with more ballots than there are voters on the list of the site."""
    rows_below: tuple[RowBelow, ...]
    """The first of them, by probability."""
