"""A pack that has been read: frozen records of arrays, an element per site, area or candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.pack.files.clocks import behind_ms
from sim.pack.files.declared import INDEPENDENT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from sim.core.types import Flags, Floats, Ints, Names
    from sim.pack.files.reported_records import Reported
    from sim.pack.files.settings import Settings
    from sim.pack.maps.area_map import AreaMap

NATION = "ALL"
"""Stands for all regions together in columns of codes."""
NOT_GIVEN = -1
"""In arrays of whole numbers that a pack may leave out."""


@dataclass(frozen=True, slots=True)
class Norms:
    """What stands in for numbers that ``sites.csv`` leaves out: norms of the model."""

    registered_per_desk: int
    registered_per_booth: int
    registered_per_box: int
    members_not_issuing: int
    """Members of a commission who do not hand out ballots."""
    distance_km: float
    detour_factor: float
    """Length of a road, as a multiple of the straight distance."""
    site_registered_max: int
    """Most registered voters of a site that is generated."""
    site_size_spread: float
    """Standard deviation of the logarithm of their numbers, in an area."""


@dataclass(frozen=True, slots=True)
class PackParty:
    """A party that nominates candidates."""

    id: str
    """As in ``candidates.csv``."""
    name: str
    """Its id where not given."""
    abbreviation: str
    """Its id where not given."""
    colour: str
    """``#rrggbb``; empty where not given."""


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas of all levels, the first level first; arrays of shape ``(n_areas,)``."""

    id: Names
    """Unique within its level."""
    name: Names
    level: Ints
    """Index into ``Settings.levels``."""
    parent: Ints
    """Index of the area above; -1 on the first level."""
    timezone: Ints
    """Index into ``Pack.timezones``."""
    intake: Names
    """Place that takes in protocols; empty where not given."""
    clerks: Ints
    """-1 where not given."""
    vehicles: Ints
    """-1 where not given."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Sites:
    """Sites in the order of their rows; arrays of shape ``(n_sites,)``."""

    id: Names
    name: Names
    area: Ints
    """Index into ``Areas``, shape ``(n_sites, n_levels)``."""
    registered: Ints
    """0 where voters of other sites vote."""
    expected_voters: Ints
    """-1 where not given."""
    voted_before: Ints
    """Voters who vote before election day, not among ``expected_voters``; 0 where not given."""
    provisional: Ints
    """Ballots whose voters are examined later, not among ``expected_voters``; 0 likewise."""
    place: Ints
    """Index into ``Pack.places``: sites in one building have the same."""
    members: Ints
    desks: Ints
    booths: Ints
    boxes: Ints
    distance_km: Floats
    opens_ms: Ints
    """Local time, milliseconds since midnight of the election day."""
    closes_ms: Ints
    """As ``opens_ms``; beyond 24 hours where a site closes after midnight."""
    timezone: Ints
    """Index into ``Pack.timezones``."""
    style: Ints
    """Index into ``Pack.styles``."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Contests:
    """Contests in the order in which they are counted; arrays of shape ``(n_contests,)``."""

    id: Names
    name: Names
    vote_for: Ints
    """Most candidates that a voter may mark."""
    seats: Ints
    system: Names
    """One of ``declared.SYSTEMS``."""

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates, or answers to a question, contest by contest; shape ``(n_candidates,)``."""

    contest: Ints
    """Index into ``Contests``."""
    name: Names
    """Unique within its contest."""
    party: Ints
    """Index into ``Pack.parties``; -1 for an independent candidate."""
    incumbent: Flags
    expected_pct: Floats
    """Expected share of the votes of the contest, in per cent; NaN where not given."""

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True, slots=True)
class ExpectedByArea:
    """Expected shares by area, from ``expected.csv``; arrays of shape ``(n_rows,)``."""

    area: Ints
    """Index into ``Areas``."""
    candidate: Ints
    """Index into ``Candidates``."""
    pct: Floats


@dataclass(frozen=True, slots=True)
class Filled:
    """Something that a pack leaves out, and what stands in for it."""

    what: str
    """File and column, or key."""
    by: str
    """The norm or rule that stands in, as a sentence."""
    n: int
    """Number of sites, areas or contests that it stands in for."""
    of: str
    """What is counted: ``site``, ``area``, ``contest``, ``party``."""


@dataclass(frozen=True, slots=True)
class PackFinding:
    """Something suspicious in a pack, which is reported, not refused."""

    code: str
    """``P1`` and so on: see ``findings.CODES``."""
    where: str
    """File, and line where there is one."""
    message: str


@dataclass(frozen=True, slots=True)
class Pack:
    """An election, read from a folder."""

    folder: Path
    settings: Settings
    timezones: tuple[str, ...]
    """IANA names; the first is that of the election."""
    parties: tuple[PackParty, ...]
    places: tuple[str, ...]
    styles: tuple[tuple[int, ...], ...]
    """Ballot styles: the contests on a ballot, as indices into ``contests``, in their order."""
    areas: Areas
    sites: Sites
    contests: Contests
    candidates: Candidates
    expected: ExpectedByArea
    map: AreaMap | None
    """Shapes of areas that tables are made for; None without any."""
    reported: Reported
    filled: tuple[Filled, ...]
    findings: tuple[PackFinding, ...]
    names: Mapping[str, Mapping[str, str]]
    """By code of a language, names of areas, parties and contests by their names here."""

    @property
    def zone_behind_ms(self) -> Ints:
        """How far the clock of each zone is behind the first one's, ms, shape ``(n_zones,)``."""
        return behind_ms(self.timezones, self.settings.date)

    @property
    def party_names(self) -> tuple[str, ...]:
        """Names of the parties, then that of independent candidates if there are any."""
        names = tuple(party.name for party in self.parties)
        if not (self.candidates.party < 0).any():
            return names
        return (*names, _unused(INDEPENDENT, names))

    def used_areas(self, level: str) -> Ints:
        """Return the areas of a level, in their order; all of them have sites."""
        return np.flatnonzero(self.areas.level == self.settings.levels.index(level))

    @property
    def region_codes(self) -> tuple[str, ...]:
        """Codes of the areas that tables are made for; the whole election if it has no levels."""
        level = self.settings.report_level
        if not level:
            return (self.settings.name,)
        return tuple(self.areas.id[self.used_areas(level)].tolist())

    @property
    def nation_code(self) -> str:
        """The code that stands for all regions together."""
        return _unused(NATION, self.region_codes)

    def registered_in(self, level: str, area: str) -> int:
        """Return the registered voters of an area of a level; of all sites if it is empty."""
        inside = np.ones(len(self.sites), dtype=bool)
        if area:
            column = self.settings.levels.index(level)
            inside = self.areas.id[self.sites.area[:, column]] == area
        return int(self.sites.registered[inside].sum())

    def contests_of(self, site: int) -> tuple[int, ...]:
        """Return the contests on the ballot of a site, as indices."""
        return self.styles[int(self.sites.style[site])]


def _unused(name: str, names: Collection[str]) -> str:
    """Return a name that is not among others."""
    while name in names:
        name += "*"
    return name


def voters_of(registered: Ints, expected_voters: Ints) -> Ints:
    """Return the voters that each site is equipped for, shape ``(n_sites,)``.

    These are its registered voters, or its expected voters if none are registered there.
    """
    return np.where(registered > 0, registered, expected_voters)
