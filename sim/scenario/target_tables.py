"""Reported values in a scenario: its ``[[target]]`` tables.

A CSV file of ``--targets`` has the same keys as columns and obeys the same rules.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from sim.core.names import Reference, Text
from sim.core.section import Section
from sim.pack.milestones import MILESTONES
from sim.pack.targets import Relation, What

MILESTONE_NAMES = tuple(milestone.name for milestone in MILESTONES)
"""Times of the night that can be reported: keys of the summary's ``night``."""


def _plain_value(value: Any, info: ValidationInfo) -> Any:
    """Return numbers and clock times unchanged; raise one error for all other values."""
    if info.mode == "json" and isinstance(value, str):
        # The replications of an ensemble get their scenario as JSON, which has no clock times.
        return dt.time.fromisoformat(value)
    if value is None or (isinstance(value, (int, float, dt.time)) and not isinstance(value, bool)):
        return value
    raise PydanticCustomError("value", "must be a number, or a clock time for what = 'night'")


class GivenTarget(Section):
    """One reported value of a scenario file or a CSV file."""

    what: What = "turnout"
    code: Reference
    """Region, the code of the nation, or for votes the district of a by-election; of a pack an area
    of any level, or a site."""
    level: Reference = ""
    """Level of the area; needed where areas of two levels have the same id."""
    contest: Reference = ""
    """Contest of the votes; needed where a pack has several. Id of a race where races are given."""
    item: str = ""
    """Party of the seats, choice of the votes, milestone of the night."""
    time: dt.time | None = None
    """Of turnout: capital time."""
    relation: Relation = "equals"
    value: Annotated[int | float | dt.time | None, BeforeValidator(_plain_value)] = None
    """Per cent, voters or seats; of the night a clock time, after midnight if before noon."""
    error: float | None = Field(default=None, ge=0.0)
    """Standard deviation of the reporting error, in the unit of the value (hours at night)."""
    weight: float = Field(default=1.0, ge=0.0)
    note: Text = ""
    source: Text = ""
