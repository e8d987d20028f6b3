"""``election.toml``: name, date, hours, levels, parties, law and sources of an election."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from sim.core.names import Id, Name, Text
from sim.core.section import Section


class PackParty(Section):
    """A party: a table ``[parties.ID]``."""

    id: str = ""
    """The key of its table."""
    name: Name | None = None
    abbreviation: Name | None = None
    colour: str | None = Field(default=None, pattern=r"^#[0-9a-fA-F]{6}$")
    """``#rrggbb``."""


class Law(Section):
    """Switches of the law."""

    issued_may_exceed_registered: bool | None = None
    """Whether a site may issue more ballots than voters are registered there; None if not given:
    a site that expects more is then said and not refused."""


class PackSource(Section):
    """Where values of a pack come from: a table ``[[source]]``."""

    text: Text
    url: Text = ""


class Settings(Section):
    """The content of ``election.toml``."""

    name: Id
    """Short and plain: it names folders."""
    title: Name
    date: dt.date
    timezone: str
    """IANA name."""
    opens: dt.time
    closes: dt.time
    """On the next day if it is not after ``opens``."""
    levels: tuple[Name, ...] = ()
    """Columns of ``sites.csv``, top down."""
    report_by: str | None = None
    """Level whose areas tables are made for; the first if left out."""
    intake_at: str | None = None
    """Level whose areas take in protocols; the last if left out."""
    expected_turnout_pct: float | None = Field(default=None, ge=0, le=100)
    parties: dict[str, PackParty] = Field(default_factory=dict)
    law: Law = Law()
    sources: tuple[Text, ...] = ()
    source: tuple[PackSource, ...] = ()
    model: dict[str, object] = Field(default_factory=dict)
    """Sections of the model, as they are in the file."""
