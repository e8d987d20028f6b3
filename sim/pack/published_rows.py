"""Rows of published values as frozen records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.pack.targets import AGAINST_ALL, INVALID

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Party:
    """A party, which nominates candidates; self-nomination is represented as a party."""

    name: str
    self_nominated: bool
    """Whether a race may have several of its candidates; else it has at most one."""
    incumbents: bool
    """Whether incumbents stand as its candidates."""


@dataclass(frozen=True, slots=True)
class Region:
    """An area that tables are made for, as published."""

    code: str
    name: str
    behind_ms: int
    """How far its clock is behind the capital's, milliseconds."""
    registered: int
    votes_cast: int
    turnout_pct: float
    races: int
    races_in_candidate_table: int | None
    smallest_race: int | None
    """Registered voters of its smallest race; None if unknown, as below."""
    largest_race: int | None
    sites: int | None
    """Polling sites; None where no source gives them."""
    sites_at_least: int | None
    """Least number of polling sites where their number is unknown."""
    members: int | None
    """Members of all precinct commissions together."""
    commissions: int | None
    """Territorial commissions, which take in protocols."""
    source: str


@dataclass(frozen=True, slots=True)
class ByElection:
    """One by-election: a race with a published result."""

    date: dt.date
    district: str
    region_code: str
    registered: int
    votes_cast: int
    candidates: tuple[str, ...]
    """Who nominated each candidate; candidates are not named."""
    votes: tuple[int, ...]
    """Votes of each candidate, then against all."""
    invalid: int
    printed_pct: tuple[tuple[str, float], ...]
    """Choices with a percentage that was printed beside the votes, and that percentage."""
    self_nominated: str
    """The party of candidates who are numbered, as they nominated themselves."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Candidates by who nominated them, then against all, and invalid."""
        names, numbered = [], 0
        for party in self.candidates:
            numbered += party == self.self_nominated
            names.append(f"{party} {numbered}" if party == self.self_nominated else party)
        return (*names, AGAINST_ALL, INVALID)


@dataclass(frozen=True, slots=True)
class Fact:
    """One published value that belongs to no table."""

    key: str
    value: float
    unit: str
    what: str
    source: str


def _count(text: str | None) -> int | None:
    return int(text) if text else None


def region_of(row: Mapping[str, str], behind_ms: int) -> Region:
    """Return the region of a row of ``areas.csv``, whose clock is behind the capital's."""
    counts = {
        name: _count(row.get(name))
        for name in (
            "races_in_candidate_table", "smallest_race", "largest_race", "sites",
            "sites_at_least", "members", "commissions",
        )
    }  # fmt: skip
    return Region(
        code=row["area"],
        name=row["name"],
        behind_ms=behind_ms,
        registered=int(row["registered"]),
        votes_cast=int(row["votes_cast"]),
        turnout_pct=float(row["turnout_pct"]),
        races=int(row["races"]),
        source=row.get("source") or "article",
        **counts,
    )


def by_election_of(rows: list[dict[str, str]], self_nominated: str) -> ByElection:
    """Return the by-election of rows of ``reported/by_elections.csv``, one per choice."""
    votes = {row["choice"]: int(row["votes"]) for row in rows}
    invalid, against_all = votes.pop(INVALID), votes.pop(AGAINST_ALL)
    return ByElection(
        date=dt.date.fromisoformat(rows[0]["date"]),
        district=rows[0]["district"],
        region_code=rows[0]["area"],
        registered=int(rows[0]["registered"]),
        votes_cast=int(rows[0]["votes_cast"]),
        candidates=tuple(name.rstrip(" 0123456789") for name in votes),
        votes=(*votes.values(), against_all),
        invalid=invalid,
        printed_pct=tuple((r["choice"], float(r["pct"])) for r in rows if r.get("pct")),
        self_nominated=self_nominated,
    )
