"""Geopolitical units of NIST SP 1500-100: the country, its areas, districts of races, sites."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.exporting.alike import CELL, Alike
from sim.exporting.nist_objects import count_status, external_ids, kind_of, node, pattern, text
from sim.exporting.object_ids import object_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.exporting.alike import Pattern
    from sim.exporting.known_night import KnownNight
    from sim.exporting.nist_objects import Node

_LEVELS = frozenset({
    "borough", "city", "congressional", "county", "judicial", "municipality", "precinct", "school",
    "state", "state-house", "state-senate", "town", "township", "village", "ward",
})  # fmt: skip
"""Levels of areas that the format has a word for."""


def _site(*, accepted: bool) -> Pattern:
    """Return the pattern of sites: id, name, id, name, ballots issued if accepted, registered."""
    return pattern(
        "ReportingUnit",
        {
            "ExternalIdentifier": external_ids(CELL, CELL),
            "Name": text(CELL),
            "CountStatus": [count_status(accepted)],
            **kind_of("precinct", _LEVELS),
            **({"VotersParticipated": CELL} if accepted else {}),
            "VotersRegistered": CELL,
        },
        CELL,
    )


_ACCEPTED, _AWAITED = _site(accepted=True), _site(accepted=False)


class _Name(NamedTuple):
    """How a unit is called."""

    id: str
    in_result: str
    """In the tables of the result."""
    shown: str
    kind: Node
    iso: str = ""
    """In ISO 3166."""


class Units:
    """The units of one night, and which of them is the district of each race.

    A district is the country, an area, or a unit besides these; it is composed of its sites. Every
    unit other than the country is part of another one, and none is part of itself.
    """

    def __init__(self, night: KnownNight) -> None:
        self._night = night
        self._issued = night.of_known("issued")
        sites = night.sites
        summary = night.results.summary
        self.root = object_id("nation", summary.nation)
        codes = sites["code"]
        self._areas = {code: np.flatnonzero(codes == code) for code in summary.regions}
        self._site_ids = [object_id("site", site) for site in sites["site"].tolist()]
        self._districts: dict[str, Ints] = {}
        self._district_of: dict[str, str] = {}
        self._children: dict[str, list[str]] = {code: [] for code in ("", *summary.regions)}
        self._find_districts()

    def _find_districts(self) -> None:
        night = self._night
        # Races with the same sites have the same district.
        known = {rows.tobytes(): object_id("area", code) for code, rows in self._areas.items()}
        known[np.arange(len(self._site_ids)).tobytes()] = self.root
        in_district = np.zeros(len(self._site_ids), dtype=bool)
        for race, unsorted in sites_of_races(night).items():
            rows = np.sort(unsorted)
            unit = known.get(rows.tobytes())
            if unit is None:
                unit = known[rows.tobytes()] = object_id("district", race)
                self._districts[race] = rows
                codes = set(night.sites["code"][rows].tolist())
                inside = codes.pop() if len(codes) == 1 else ""
                self._children[inside].append(unit)
                if inside:
                    in_district[rows] = True
            self._district_of[race] = unit
        for code, rows in self._areas.items():
            self._children[code] += self.ids_of_sites(rows[~in_district[rows]])

    def district(self, race: str) -> str:
        """Return the id of the unit that votes in a race."""
        return self._district_of[race]

    def ids_of_sites(self, rows: Ints) -> list[str]:
        """Return the ids of sites."""
        return [self._site_ids[row] for row in rows.tolist()]

    def objects(self) -> Iterator[Node | Alike]:
        """Yield the units: the country, areas, districts, sites."""
        summary, races = self._night.results.summary, self._night.results.tables["races"]
        areas = [object_id("area", code) for code in self._areas]
        everything = np.arange(len(self._site_ids))
        nation = _Name(
            self.root, summary.nation, *_nation(self._night), summary.iso_code(summary.nation)
        )
        yield self._unit(nation, everything, [*areas, *self._children[""]])
        level = kind_of(summary.region_word, _LEVELS)
        for id_, (code, rows) in zip(areas, self._areas.items(), strict=True):
            area = _Name(id_, code, summary.regions[code].name, level, summary.iso_code(code))
            yield self._unit(area, rows, self._children[code])
        names = dict(zip(races["race"].tolist(), races.get("name", races["race"]), strict=True))
        for race, rows in self._districts.items():
            kind = kind_of("electoral-district")
            district = _Name(object_id("district", race), race, str(names[race]), kind)
            yield self._unit(district, rows, self.ids_of_sites(rows))
        yield from self._sites()

    def _unit(self, name: _Name, rows: Ints, children: list[str]) -> Node:
        """Return a unit with counts of its sites; participation once one of them is accepted."""
        night = self._night
        accepted = night.accepted[rows]
        content: Node = {"ComposingGpUnitIds": children} if children else {}
        content["ExternalIdentifier"] = external_ids(name.id, name.in_result, name.iso)
        content["Name"] = text(name.shown)
        content["SubUnitsReported"] = int(accepted.sum())
        content["TotalSubUnits"] = len(rows)
        content |= name.kind
        if accepted.any():
            content["VotersParticipated"] = int(self._issued[rows].sum())
        content["VotersRegistered"] = int(night.sites["registered"][rows].sum())
        return node("ReportingUnit", content, name.id)

    def _sites(self) -> Iterator[Alike]:
        """Yield sites: those that follow each other and are accepted, or are not, together."""
        night, sites = self._night, self._night.sites
        begins = np.append(True, night.accepted[1:] != night.accepted[:-1]).nonzero()[0].tolist()
        for begin, end in pairwise([*begins, len(night.accepted)]):
            names, ids = sites["site"][begin:end].tolist(), self._site_ids[begin:end]
            registered = sites["registered"][begin:end].tolist()
            if night.accepted[begin]:
                issued = self._issued[begin:end].tolist()
                yield Alike(_ACCEPTED, (ids, names, ids, names, issued, registered))
            else:
                yield Alike(_AWAITED, (ids, names, ids, names, registered))


def sites_of_races(night: KnownNight) -> dict[str, Ints]:
    """Return indices of the sites of each race, in the order of ``sites.csv``."""
    sites = night.sites
    several = sites.get("contests", sites["race"]).tolist()
    split = "contests" in sites
    found: dict[str, list[int]] = {}
    for row, races in enumerate(several):
        for race in races.split(";") if split else [races]:
            found.setdefault(race, []).append(row)
    return {race: np.array(rows) for race, rows in found.items()}


def _nation(night: KnownNight) -> tuple[str, Node]:
    """Return the name of all areas together, and what kind of unit they are."""
    summary = night.results.summary
    code = summary.nation
    if len(code) == 2 and code.isascii() and code.isupper():
        return code, kind_of("country", {"country"})
    title = "" if summary.election is None else summary.election.title
    return title or code, kind_of("all-areas")
