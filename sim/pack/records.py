"""The published values of an election, read from the files of its pack into frozen records.

A pack of published totals has areas with numbers of races in ``areas.csv``, and in ``reported/``
what else was published of the election. Files are read when they are first asked for.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.pack.shipped import DEFAULT_ELECTION, folder_of, settings_in
from sim.pack.targets import AGAINST_ALL, INVALID

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

AREAS, SITES = "areas.csv", "sites.csv"


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
    printed_pct: Mapping[str, float]
    """Percentages that were printed beside the votes, by choice."""
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


@dataclass(frozen=True)
class Published:
    """The published values of one election."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a CSV file of the pack, each by column; none if it is not there."""
        path = self.folder / name
        if not path.is_file():
            return []
        # Not by str.splitlines(), which also ends a line at U+0085 or U+2028 inside a cell.
        text = path.read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """The content of ``election.toml``."""
        return settings_in(self.folder)

    @cached_property
    def has_totals(self) -> bool:
        """Whether its races and sites are generated from totals: areas have numbers of races."""
        path = self.folder / AREAS
        if not path.is_file() or (self.folder / SITES).is_file():
            return False
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            return "races" in next(csv.reader(file), ())

    @cached_property
    def date(self) -> dt.date:
        """The election day."""
        day: dt.date = self.settings["date"]
        return day

    @cached_property
    def nation_code(self) -> str:
        """The code that stands for all regions together."""
        return str(self.settings.get("nation", {}).get("code", "ALL"))

    @cached_property
    def nation_name(self) -> str:
        """The name of all regions together."""
        return str(self.settings.get("nation", {}).get("name", self.settings["title"]))

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """The parties, in the order of tables and ballots."""
        return tuple(
            Party(name, rules.get("self_nominated", False), rules.get("incumbents", False))
            for name, rules in self.settings.get("parties", {}).items()
        )

    @cached_property
    def party_names(self) -> tuple[str, ...]:
        """Names of the parties."""
        return tuple(party.name for party in self.parties)

    @cached_property
    def self_nominated(self) -> str:
        """The party that stands for candidates who nominated themselves; empty if none does."""
        return next((party.name for party in self.parties if party.self_nominated), "")

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The areas with published totals, in the order of the published table."""
        rows = self.rows(AREAS)
        behind = self._behind_ms([row["timezone"] for row in rows])
        return tuple(_region(row, late) for row, late in zip(rows, behind, strict=True))

    def _behind_ms(self, zones: list[str]) -> list[int]:
        """Return how far zones are behind the capital's at noon; an empty one is the capital's."""
        from sim.pack.files.clocks import behind_ms  # Countries without regions need no zones.

        capital = str(self.settings["timezone"])
        named = [capital, *dict.fromkeys(zone for zone in zones if zone)]
        late = dict(zip(named, behind_ms(named, self.date).tolist(), strict=True))
        return [late[zone or capital] for zone in zones]

    @cached_property
    def region_names(self) -> Mapping[str, str]:
        """Names of the regions by code."""
        return MappingProxyType({region.code: region.name for region in self.regions})

    @cached_property
    def seats_by_region(self) -> Mapping[str, Mapping[str, int]]:
        """Seats by region code and party of *nomination*."""
        return self._by_region_and_party("reported/seats.csv", "seats")

    @cached_property
    def candidates(self) -> Mapping[str, Mapping[str, int]]:
        """Registered candidates by region code and party."""
        return self._by_region_and_party("reported/candidates.csv", "candidates")

    def _by_region_and_party(self, name: str, column: str) -> Mapping[str, Mapping[str, int]]:
        table = {region.code: dict.fromkeys(self.party_names, 0) for region in self.regions}
        for row in self.rows(name):
            table[row["area"]][row["party"]] = int(row[column])
        return MappingProxyType({code: MappingProxyType(row) for code, row in table.items()})

    @cached_property
    def seats_national(self) -> Mapping[str, int]:
        """Seats by party *membership*, nation; empty where not published."""
        rows = self.rows("reported/seats_by_membership.csv")
        return MappingProxyType({row["party"]: int(row["seats"]) for row in rows})

    @cached_property
    def members(self) -> tuple[tuple[str, str, int], ...]:
        """Winners who are members of another party: who nominated them, their party, and seats."""
        return tuple(
            (row["nominated_by"], row["member_of"], int(row["seats"]))
            for row in self.rows("reported/members.csv")
        )

    @cached_property
    def votes_by_region(self) -> Mapping[str, Mapping[str, int]]:
        """Votes by choice of the regions that published them, by code."""
        found: dict[str, dict[str, int]] = {}
        for row in self.rows("reported/votes.csv"):
            found.setdefault(row["area"], {})[row["choice"]] = int(row["votes"])
        return MappingProxyType(found)

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """The published values that belong to no table, by key."""
        return MappingProxyType(
            {
                row["key"]: Fact(
                    row["key"], float(row["value"]), row["unit"], row["what"], row["source"]
                )
                for row in self.rows("reported/facts.csv")
            }
        )

    @cached_property
    def by_elections(self) -> tuple[ByElection, ...]:
        """The by-elections with published votes."""
        grouped: dict[str, list[dict[str, str]]] = {}
        for row in self.rows("reported/by_elections.csv"):
            grouped.setdefault(row["district"], []).append(row)
        return tuple(_by_election(rows, self.self_nominated) for rows in grouped.values())

    @cached_property
    def hours_ms(self) -> tuple[int, int]:
        """When doors open and close, local time, milliseconds."""
        return clock.span(self.settings["opens"], self.settings["closes"])

    def opening_hours(self, code: str) -> tuple[int, int]:
        """Return when doors open and close in a region, milliseconds, capital time.

        Areas without published totals use the capital's clock. The nation opens with its first
        region and closes with its last.
        """
        behind = {region.code: region.behind_ms for region in self.regions}
        opens, closes = self.hours_ms
        if code == self.nation_code:
            return opens + min(behind.values(), default=0), closes + max(behind.values(), default=0)
        late = behind.get(code, 0)
        return opens + late, closes + late


def published(election: str = DEFAULT_ELECTION) -> Published:
    """Return the published values of an election of a scenario: the default one, or a folder."""
    return _published(folder_of(election))


@lru_cache(maxsize=8)
def _published(folder: Path) -> Published:
    return Published(folder)


def _count(text: str | None) -> int | None:
    return int(text) if text else None


def _region(row: Mapping[str, str], behind_ms: int) -> Region:
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
        source=row["source"] or "article",
        **counts,
    )


def _by_election(rows: list[dict[str, str]], self_nominated: str) -> ByElection:
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
        printed_pct=MappingProxyType({r["choice"]: float(r["pct"]) for r in rows if r["pct"]}),
        self_nominated=self_nominated,
    )
