"""The facts of the election, read from the CSV files of its pack into frozen records."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

ELECTION_DAY = dt.date(2021, 7, 25)


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
    """One of the 14 regions, as published."""

    code: str
    name: str
    hours_behind_capital: int
    registered: int
    votes_cast: int
    turnout_pct: float
    races: int
    races_in_candidate_table: int
    sites: int | None
    """Polling sites; None where no regional source gives them."""
    site_commission_members: int | None
    """Members of all precinct commissions together, where published."""
    territorial_commissions: int | None
    source: str


@dataclass(frozen=True, slots=True)
class RaceSize:
    """Registered voters of the smallest or largest race of a region."""

    code: str
    what: Literal["smallest", "largest"]
    registered: int
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


@dataclass(frozen=True, slots=True)
class Fact:
    """One published value that belongs to no table."""

    key: str
    value: float
    unit: str
    what: str
    source: str


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the pack, each by column."""
    path = files("sim").joinpath("elections", "kz-2021", name)
    # Not by str.splitlines(), which also ends a line at U+0085 or U+2028 inside a cell.
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def _count(text: str) -> int | None:
    return int(text) if text else None


@cache
def parties() -> tuple[Party, ...]:
    """Return the parties, in the order of tables and ballots."""
    return tuple(
        Party(row["party"], row["candidates_per_race"] == "any", row["incumbents"] == "yes")
        for row in read_rows("parties.csv")
    )


PARTIES = tuple(party.name for party in parties())


@cache
def regions() -> tuple[Region, ...]:
    """Return the 14 regions, in the order of the published table."""
    return tuple(
        Region(
            code=row["code"],
            name=row["region"],
            hours_behind_capital=int(row["hours_behind_capital"]),
            registered=int(row["registered"]),
            votes_cast=int(row["votes_cast"]),
            turnout_pct=float(row["turnout_pct"]),
            races=int(row["races_decided"]),
            races_in_candidate_table=int(row["races_in_candidate_table"]),
            sites=_count(row["sites"]),
            site_commission_members=_count(row["site_commission_members"]),
            territorial_commissions=_count(row["territorial_commissions"]),
            source=row["sites_source"] or "article",
        )
        for row in read_rows("regions.csv")
    )


def _by_region_and_party(name: str, column: str) -> Mapping[str, Mapping[str, int]]:
    table: dict[str, dict[str, int]] = {
        region.code: dict.fromkeys(PARTIES, 0) for region in regions()
    }
    for row in read_rows(name):
        table[row["code"]][row["party"]] = int(row[column])
    return MappingProxyType({code: MappingProxyType(row) for code, row in table.items()})


@cache
def seats_by_region() -> Mapping[str, Mapping[str, int]]:
    """Return äkıms elected by region code and party of *nomination* (source: article)."""
    return _by_region_and_party("seats_by_region.csv", "seats")


@cache
def candidates() -> Mapping[str, Mapping[str, int]]:
    """Return registered candidates by region code and party, mid-July (source: article)."""
    return _by_region_and_party("candidates.csv", "candidates")


@cache
def seats_national() -> Mapping[str, int]:
    """Return äkıms elected by party *membership*, nation (source: article)."""
    return MappingProxyType(
        {row["party"]: int(row["seats"]) for row in read_rows("seats_national.csv")}
    )


@cache
def party_votes_aqmola() -> Mapping[str, int]:
    """Return votes by choice in Aqmola, the only region that published them (source: article)."""
    return MappingProxyType(
        {row["choice"]: int(row["votes"]) for row in read_rows("party_votes_aqmola.csv")}
    )


@cache
def race_sizes() -> tuple[RaceSize, ...]:
    """Return the known sizes of single races."""
    return tuple(
        RaceSize(row["code"], row["what"], int(row["registered"]), row["source"])  # type: ignore[arg-type]
        for row in read_rows("race_sizes.csv")
    )


@cache
def facts() -> Mapping[str, Fact]:
    """Return the published values that belong to no table, by key."""
    return MappingProxyType(
        {
            row["key"]: Fact(
                row["key"], float(row["value"]), row["unit"], row["what"], row["source"]
            )
            for row in read_rows("facts.csv")
        }
    )


@cache
def by_elections() -> tuple[ByElection, ...]:
    """Return the four by-elections with published votes (source: article)."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in read_rows("by_elections.csv"):
        grouped.setdefault(row["district"], []).append(row)
    elections = []
    for district, rows in grouped.items():
        votes = {row["choice"]: int(row["votes"]) for row in rows}
        invalid = votes.pop("Invalid/blank")
        against_all = votes.pop("Against all")
        elections.append(
            ByElection(
                date=dt.date.fromisoformat(rows[0]["date"]),
                district=district,
                region_code=rows[0]["region_code"],
                registered=int(rows[0]["registered"]),
                votes_cast=int(rows[0]["votes_cast"]),
                candidates=tuple(name.rstrip(" 0123456789") for name in votes),
                votes=(*votes.values(), against_all),
                invalid=invalid,
            )
        )
    return tuple(elections)
