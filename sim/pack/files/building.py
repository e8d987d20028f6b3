"""A pack from its files, once they have no faults: names become indices, norms fill the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.pack.files.area_tree import build_areas
from sim.pack.files.ballot_styles import ballot_styles, ballots_of_sites
from sim.pack.files.declared import (
    AREAS_FILE,
    CANDIDATES_FILE,
    CONTESTS_FILE,
    SETTINGS_FILE,
    SITES_FILE,
)
from sim.pack.files.distances import road_km
from sim.pack.files.findings import find
from sim.pack.files.law import PLURALITY
from sim.pack.files.names import idle_names, known_names, translations
from sim.pack.files.norms import equip
from sim.pack.files.pack import (
    NOT_GIVEN,
    Areas,
    Candidates,
    Contests,
    ExpectedByArea,
    Filled,
    Pack,
    PackFinding,
    PackParty,
    Sites,
    voters_of,
)
from sim.pack.files.reported import build_reported

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sim.core.types import Ints, Names
    from sim.pack.files.columns import Columns
    from sim.pack.files.norms import Equipment
    from sim.pack.files.pack import Norms
    from sim.pack.files.settings import Settings
    from sim.pack.files.tables import PackTables
    from sim.pack.maps.area_map import AreaMap


def build_pack(folder: Path, names: Sequence[str], tables: PackTables, norms: Norms) -> Pack:
    """Return the pack of tables that are consistent.

    Parameters
    ----------
    folder
        Where they were read.
    names
        Of the files in it.
    tables
        Without faults.
    norms
        What stands in for staff and equipment that is left out.
    """
    columns, candidates = tables.sites, tables.candidates
    assert columns is not None  # both are required
    assert candidates is not None
    zones = {tables.settings.timezone: 0}
    areas = build_areas(tables, zones)
    style, styles = ballot_styles(ballots_of_sites(tables))
    places = _indices(dict.fromkeys(_places(columns)))
    registered = np.maximum(columns.counts["registered"], 0)
    voters = voters_of(registered, columns.counts["expected_voters"])
    distance, measured = road_km(tables, norms)
    equipment = equip(columns, voters, distance, norms, tables.settings.law.members or ())
    parties = _parties(tables.settings, candidates)
    sites = _sites(tables, columns, areas, zones, places, equipment, style)
    stood = _candidates(tables, candidates, list(parties))
    pack = Pack(
        folder=folder,
        settings=tables.settings,
        timezones=tuple(zones),
        parties=tuple(parties.values()),
        places=tuple(places),
        styles=styles,
        areas=areas,
        sites=sites,
        contests=_contests(tables),
        candidates=stood,
        expected=_expected(tables, areas, stood),
        map=_map(tables),
        reported=build_reported(tables),
        filled=(*_filled(tables, columns, candidates), *measured, *equipment.filled),
        findings=tuple(find(tables, names)),
        names=translations(tables.names),
    )
    idle = [
        PackFinding("P17", where, message)
        for where, message in idle_names(tables.names, known_names(pack))
    ]
    return replace(pack, findings=(*pack.findings, *idle))


def _map(tables: PackTables) -> AreaMap | None:
    """Return the shapes of the areas that tables are made for."""
    level = tables.settings.report_level
    if tables.map is None or not level:
        return None
    outlines = tables.map.outlines
    shaped = {area: outlines[area] for area in tables.area_ids[level] if area in outlines}
    if not shaped:
        return None
    from sim.pack.maps.area_map import draw  # most packs have no map

    return draw(shaped, tables.map.source, tables.map.about)


def text_array(texts: Sequence[str]) -> Names:
    """Return texts as an array, also if there are none."""
    return np.array(texts, dtype=np.str_) if texts else np.array([], dtype="<U1")


def _indices(keys: Sequence[str] | dict[str, None]) -> dict[str, int]:
    return {key: index for index, key in enumerate(keys)}


def _places(columns: Columns) -> list[str]:
    """Return the building of each site; one that none is given for is alone in one."""
    if "place" not in columns.given:
        return columns.texts["site"]
    # A tab cannot be part of an id, so that a site is not taken for a building of its name.
    return [
        place or f"\t{site}"
        for place, site in zip(columns.texts["place"], columns.texts["site"], strict=True)
    ]


def _sites(  # noqa: PLR0913, PLR0917
    tables: PackTables,
    columns: Columns,
    areas: Areas,
    zones: dict[str, int],
    places: dict[str, int],
    equipment: Equipment,
    style: Ints,
) -> Sites:
    texts, counts = columns.texts, columns.counts
    at, start = [], 0
    for level, ids in tables.area_ids.items():
        at.append(start + np.array([ids[area] for area in texts[level]], dtype=np.int64))
        start += len(ids)
    area = np.stack(at, axis=1) if at else np.zeros((len(columns), 0), dtype=np.int64)
    opens, closes = _hours(tables.settings, columns)
    return Sites(
        id=text_array(texts["site"]),
        name=_named(columns, "site"),
        area=area,
        registered=np.maximum(counts["registered"], 0),
        expected_voters=counts["expected_voters"],
        voted_before=np.maximum(counts["voted_before"], 0),
        provisional=np.maximum(counts["provisional"], 0),
        place=np.array([places[place] for place in _places(columns)], dtype=np.int64),
        members=equipment.members,
        desks=equipment.desks,
        booths=equipment.booths,
        boxes=equipment.boxes,
        distance_km=equipment.distance_km,
        opens_ms=opens,
        closes_ms=closes,
        timezone=_zones(columns, area, areas, zones),
        style=style,
    )


def _hours(settings: Settings, columns: Columns) -> tuple[Ints, Ints]:
    """Return when sites open and close; closing that is not after opening is on the next day."""
    opens, closes = columns.counts["opens"], columns.counts["closes"]
    opens = np.where(opens < 0, clock.from_time(settings.opens), opens)
    closes = np.where(closes < 0, clock.from_time(settings.closes), closes)
    return opens, np.where(closes <= opens, closes + clock.DAY_MS, closes)


def _zones(columns: Columns, area: Ints, areas: Areas, zones: dict[str, int]) -> Ints:
    """Return the time zone of each site: as given, that of its area, or the election's."""
    found = areas.timezone[area[:, -1]] if area.shape[1] else np.zeros(len(columns), dtype=np.int64)
    if "timezone" not in columns.given:
        return found
    given = [zones.setdefault(zone, len(zones)) if zone else NOT_GIVEN for zone in
             columns.texts["timezone"]]  # fmt: skip
    return np.where(np.array(given) == NOT_GIVEN, found, given)


def _named(columns: Columns, key: str) -> Names:
    """Return the names of rows; the id where there is none."""
    if "name" not in columns.given:
        return text_array(columns.texts[key])
    pairs = zip(columns.texts["name"], columns.texts[key], strict=True)
    return text_array([name or text for name, text in pairs])


def _contests(tables: PackTables) -> Contests:
    ids, columns = tables.contest_ids or [], tables.contests
    usual = tables.settings.law.system or PLURALITY
    if columns is None:
        one = np.ones(len(ids), dtype=np.int64)
        return Contests(text_array(ids), text_array(ids), one, one, text_array([usual] * len(ids)))
    vote_for = np.where(columns.counts["vote_for"] < 0, 1, columns.counts["vote_for"])
    seats = columns.counts["seats"]
    return Contests(
        id=text_array(ids),
        name=_named(columns, "contest"),
        vote_for=vote_for,
        seats=np.where(seats < 0, vote_for, seats),
        system=text_array([system or usual for system in columns.texts["system"]]),
    )


def _parties(settings: Settings, candidates: Columns) -> dict[str, PackParty]:
    """Return the parties by id: those that are declared, else those of candidates."""
    if settings.parties:
        return {
            party: PackParty(
                party, declared.name or party, declared.abbreviation or party, declared.colour or ""
            )
            for party, declared in settings.parties.items()
        }
    ids = dict.fromkeys(filter(None, candidates.texts["party"]))
    return {party: PackParty(party, party, party, "") for party in ids}


def _candidates(tables: PackTables, columns: Columns, parties: Sequence[str]) -> Candidates:
    contests, index = _indices(tables.contest_ids or []), _indices(parties)
    contest = np.array(
        [contests[tables.contest_of(columns, row)] for row in range(len(columns))], dtype=np.int64
    )
    order = np.argsort(contest, kind="stable")
    party = [index.get(party, NOT_GIVEN) for party in columns.texts["party"]]
    return Candidates(
        contest=contest[order],
        name=text_array(columns.texts["candidate"])[order],
        party=np.array(party, dtype=np.int64)[order],
        incumbent=(columns.counts["incumbent"] == 1)[order],
        expected_pct=columns.numbers["expected_pct"][order],
    )


def _expected(tables: PackTables, areas: Areas, candidates: Candidates) -> ExpectedByArea:
    columns = tables.expected
    if columns is None:
        none = np.array([], dtype=np.int64)
        return ExpectedByArea(none, none, np.array([], dtype=np.float64))
    levels, ids = tables.settings.levels, tables.contest_ids or []
    area_at = {
        (levels[level], area): index
        for index, (level, area) in enumerate(zip(areas.level, areas.id.tolist(), strict=True))
    }
    stood = zip(candidates.contest.tolist(), candidates.name.tolist(), strict=True)
    candidate_at = {(ids[contest], name): index for index, (contest, name) in enumerate(stood)}
    rows = range(len(columns))
    area = [area_at[tables.level_in_row(columns, row), columns.texts["area"][row]] for row in rows]
    candidate = [
        candidate_at[tables.contest_of(columns, row), columns.texts["candidate"][row]]
        for row in rows
    ]
    return ExpectedByArea(
        np.array(area, dtype=np.int64), np.array(candidate, dtype=np.int64),
        columns.numbers["expected_pct"],
    )  # fmt: skip


def _filled(tables: PackTables, columns: Columns, candidates: Columns) -> Iterator[Filled]:
    """Yield what is left out and not filled in by a norm of the model."""
    settings = tables.settings
    if norms := tables.generated:
        by = f"generated to the totals of {AREAS_FILE.name}; sizes log-normal, spread "
        by += f"{norms.site_size_spread:g} (register.site_size_spread), at most "
        by += f"{norms.site_registered_max:,} voters (register.site_registered_max)"
        yield Filled(SITES_FILE.name, by, len(columns), "site")
    if tables.contests is None:
        named = f"named by {CANDIDATES_FILE.name}"
        if "contest" not in candidates.given:
            named = f"named by name of {SETTINGS_FILE}"
        by = f"one contest, {named}; 1 seat, {settings.law.system or PLURALITY}"
        yield Filled(CONTESTS_FILE.name, by, 1, "contest")
    if not settings.parties and (parties := len(_parties(settings, candidates))):
        by = f"the ids in {CANDIDATES_FILE.name} stand for names; no colours"
        yield Filled(f"{SETTINGS_FILE}: parties", by, parties, "party")
    hours = int(np.count_nonzero(columns.counts["opens"] < 0))
    if hours and "opens" in columns.given:
        yield Filled(f"{SITES_FILE.name}: opens, closes", f"as in {SETTINGS_FILE}", hours, "site")
    registered, expected = columns.counts["registered"], columns.counts["expected_voters"]
    if none := int(np.count_nonzero(registered < 0)):
        by = "0: the expected voters come from elsewhere"
        yield Filled(f"{SITES_FILE.name}: registered", by, none, "site")
    open_turnout = int(np.count_nonzero(expected < 0))
    if open_turnout and settings.expected_turnout_pct is not None:
        by = f"{settings.expected_turnout_pct:g} % of registered "
        by += f"(expected_turnout_pct of {SETTINGS_FILE})"
        yield Filled(f"{SITES_FILE.name}: expected_voters", by, open_turnout, "site")
