"""The published values of an election, read from the files of its pack into frozen records.

A pack of published totals has areas with numbers of races in ``areas.csv``, and in ``reported/``
what else was published of the election. Files are read when they are first asked for.
"""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.core.language import ENGLISH, LANGUAGES
from sim.pack.files.declared import PAST_NAMES
from sim.pack.published_rows import ByElection, Fact, Party, Region, by_election_of, region_of
from sim.pack.shipped import (
    DEFAULT_ELECTION,
    default_settings,
    folder_of,
    is_default_folder,
    settings_in,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sim.pack.area_hours import AreaHours

SETTINGS, AREAS, SITES = "election.toml", "areas.csv", "sites.csv"
NAMES = "names.csv"
_WATCHED = (SETTINGS, AREAS, SITES, NAMES, *PAST_NAMES)
"""Files that are read again if they changed."""


@dataclass(frozen=True, eq=False)  # One that is read again is another: what is cached is of it.
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
        return default_settings() if is_default_folder(self.folder) else settings_in(self.folder)

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
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """By code of a language, names of areas, parties and contests by their names here."""
        return MappingProxyType(
            {
                code: {row["name"]: row[code] for row in self.rows(NAMES) if row.get(code)}
                for code in LANGUAGES
                if code != ENGLISH
            }
        )

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """The areas with published totals, in the order of the published table."""
        rows = [row for row in self.rows(AREAS) if row.get("races")]
        behind = self._behind_ms([row.get("timezone", "") for row in rows], self.date)
        return tuple(region_of(row, late) for row, late in zip(rows, behind, strict=True))

    def _behind_ms(self, zones: list[str], on: dt.date) -> list[int]:
        """Return how far zones are behind the capital's at noon; an empty one is the capital's."""
        from sim.pack.files.clocks import behind_ms  # Countries without regions need no zones.

        capital = str(self.settings["timezone"])
        named = [capital, *dict.fromkeys(zone for zone in zones if zone)]
        late = dict(zip(named, behind_ms(named, on).tolist(), strict=True))
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
        return tuple(by_election_of(rows, self.self_nominated) for rows in grouped.values())

    @cached_property
    def hours_ms(self) -> tuple[int, int]:
        """When doors open and close, local time, milliseconds."""
        return clock.span(self.settings["opens"], self.settings["closes"])

    @cached_property
    def report_codes(self) -> tuple[str, ...]:
        """Codes of the areas that tables are made for."""
        return tuple(self.region_names) if self.has_totals else self._areas(None).report_codes

    def _areas(self, on: dt.date | None) -> AreaHours:
        """Return the areas of a pack with sites, and their hours on a day or its election's."""
        from sim.pack.area_hours import area_hours  # Published totals have no such sites.

        return area_hours(self.folder, on)

    def opening_hours(self, code: str, on: dt.date | None = None) -> tuple[int, int]:
        """Return when doors open and close in an area, milliseconds, capital time.

        An area that is not of this election, such as one of another, has the hours of the
        capital. The nation opens with its first region and closes with its last.

        Parameters
        ----------
        code
            Code of the area or the nation.
        on
            The day, since the clocks of areas change over the years; that of the election if
            left out.
        """
        return self._clocks(on)[0].get(code, self.hours_ms)

    def behind_ms(self, code: str, on: dt.date | None = None) -> int:
        """Return how far the clock of an area is behind the capital's on a day, milliseconds."""
        return self._clocks(on)[1].get(code, 0)

    def _clocks(
        self, on: dt.date | None
    ) -> tuple[Mapping[str, tuple[int, int]], Mapping[str, int]]:
        """Return hours and clocks of areas on a day, by code."""
        if on not in self._known_clocks:
            self._known_clocks[on] = self._clocks_on(on)
        return self._known_clocks[on]

    @cached_property
    def _known_clocks(
        self,
    ) -> dict[dt.date | None, tuple[Mapping[str, tuple[int, int]], Mapping[str, int]]]:
        """Hours and clocks by day, of the days that were asked for."""
        return {}

    def _clocks_on(
        self, on: dt.date | None
    ) -> tuple[Mapping[str, tuple[int, int]], Mapping[str, int]]:
        if not self.has_totals:
            areas = self._areas(on)
            nation = areas.hours[areas.nation_code]
            return {**areas.hours, self.nation_code: nation}, areas.behind_ms
        opens, closes = self.hours_ms
        rows = [row for row in self.rows(AREAS) if row.get("races")]
        behind = self._behind_ms([row.get("timezone", "") for row in rows], on or self.date)
        late = dict(zip((row["area"] for row in rows), behind, strict=True))
        nation = (opens + min(behind, default=0), closes + max(behind, default=0))
        hours = {code: (opens + ms, closes + ms) for code, ms in late.items()}
        return {**hours, self.nation_code: nation}, late


def published(election: str = DEFAULT_ELECTION) -> Published:
    """Return the published values of an election of a scenario: the default one, or a folder."""
    if election == DEFAULT_ELECTION:
        return _published(folder_of(election), ())
    return published_in(folder_of(election))


def published_in(folder: Path) -> Published:
    """Return the published values of a folder; they are read again if one of some files changed."""
    stamp = tuple(_changed_ns(folder / name) for name in _WATCHED)
    return _published(Path(os.path.realpath(folder)), stamp)


def _changed_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=8)
def _published(folder: Path, _stamp: tuple[int, ...]) -> Published:
    return Published(folder)
