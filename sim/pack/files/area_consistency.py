"""Faults of areas: the tree that ``sites.csv`` spans, and the files that name its areas."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.core.text import shown
from sim.pack.files.declared import MAP_FILE

if TYPE_CHECKING:
    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults
    from sim.pack.files.tables import PackTables


def check_areas(tables: PackTables, faults: Faults) -> None:
    """Add the faults of areas: in two parents, named by no file, twice."""
    for above, level in pairwise(tables.area_ids):
        _check_one_parent(tables, above, level, faults)
    areas = tables.areas
    if areas is None or not tables.area_ids:
        return
    _check_levels(tables, areas, faults)
    seen: dict[tuple[str, str], int] = {}
    for row, area in enumerate(areas.texts["area"]):
        level = tables.level_in_row(areas, row)
        if not area or level not in tables.area_ids or areas.is_faulty(row, "area"):
            continue
        earlier = seen.setdefault((level, area), row)
        if earlier != row:
            message = f"{shown(area)} is twice; it is on line {areas.lines[earlier]}, too"
            faults.add(areas.file.name, areas.lines[row], "area", message, "twice")
        _check_parent(tables, areas, row, level, faults)
        _check_intake(tables, areas, row, level, faults)
    if areas.complete:
        for level in tables.area_ids:
            named = {area for at, area in seen if at == level}
            # An area whose level is not clear is a separate fault.
            unclear = {area for area in areas.texts["area"] if len(tables.levels_of(area)) > 1}
            _check_all_named(tables, level, named | unclear if named else named, faults)


def _check_one_parent(tables: PackTables, above: str, level: str, faults: Faults) -> None:
    """Add a fault for each area that lies in two areas of the level above."""
    sites, parents = tables.sites, tables.parents[level]
    assert sites is not None  # else there are no levels
    pairs = dict.fromkeys(zip(sites.texts[level], sites.texts[above], strict=True))
    others = {pair for pair in pairs if all(pair) and parents[pair[0]] != pair[1]}
    if not others:
        return
    first: dict[str, int] = {}
    for row, pair in enumerate(zip(sites.texts[level], sites.texts[above], strict=True)):
        first.setdefault(pair[0], row)
        if pair in others:
            others.discard(pair)
            area, parent = pair
            message = f"{shown(area)} lies in {above} {shown(parent)} here, and in "
            message += f"{shown(parents[area])} on line {sites.lines[first[area]]}; an area lies "
            message += f"in one: if these are two areas, call them {parents[area]}-{area} and "
            message += f"{parent}-{area}"
            faults.add(sites.file.name, sites.lines[row], level, message, "two parents")


def _check_levels(tables: PackTables, columns: Columns, faults: Faults) -> None:
    """Add the faults of levels in a file that names areas."""
    levels = tables.settings.levels
    for row, level in enumerate(columns.texts["level"]):
        if level and level not in levels and not columns.is_faulty(row, "level"):
            message = f"must be one of levels of election.toml; got {shown(level)}"
            message += faults.unknown(level, levels)
            faults.add(columns.file.name, columns.lines[row], "level", message, "level")
        several = tables.levels_of(columns.texts["area"][row])
        if not level and len(several) > 1 and not columns.is_faulty(row, "level"):
            area = shown(columns.texts["area"][row])
            message = f"is missing: there is an area {area} in levels {' and '.join(several)}"
            faults.add(columns.file.name, columns.lines[row], "level", message, "which level")


def _check_parent(tables: PackTables, areas: Columns, row: int, level: str, faults: Faults) -> None:
    """Add a fault if ``areas.csv`` has an area in another parent than ``sites.csv``."""
    parent, area = areas.texts["parent"][row], areas.texts["area"][row]
    if not parent or areas.is_faulty(row, "parent"):
        return
    levels = list(tables.area_ids)
    above = levels[levels.index(level) - 1] if level != levels[0] else ""
    if not above:
        message = f"must be empty, as {level} is the first level; got {shown(parent)}"
    elif parent not in tables.area_ids[above]:
        message = f"no site lies in {above} {shown(parent)}"
        message += faults.unknown(parent, tables.area_ids[above])
    elif tables.parents[level].get(area, parent) != parent:
        message = f"must be {shown(tables.parents[level][area])}, as in sites.csv; "
        message += f"got {shown(parent)}"
    else:
        return
    faults.add(areas.file.name, areas.lines[row], "parent", message, "parent")


def _check_intake(tables: PackTables, areas: Columns, row: int, level: str, faults: Faults) -> None:
    """Add a fault for clerks, vehicles, or a place, of an area that takes in no protocols."""
    takes_in = tables.settings.intake_level
    if level == takes_in:
        return
    for key, given in (
        ("intake", bool(areas.texts["intake"][row])),
        ("clerks", areas.counts["clerks"][row] >= 0),
        ("vehicles", areas.counts["vehicles"][row] >= 0),
    ):
        if given and not areas.is_faulty(row, key):
            message = f"must be empty for an area of level {level}: areas of level {takes_in} take "
            message += "in protocols (intake_at of election.toml)"
            faults.add(areas.file.name, areas.lines[row], key, message, "no intake")


def _check_all_named(tables: PackTables, level: str, named: set[str], faults: Faults) -> None:
    """Add a fault for each area of a level that is not named where others of the level are."""
    sites = tables.sites
    missing = tables.area_ids[level].keys() - named
    if not named or not missing or sites is None:
        return
    for row, area in enumerate(sites.texts[level]):
        if area in missing:
            missing = missing - {area}
            message = f"no area {shown(area)} in areas.csv, which names others of this level"
            message += faults.unknown(area, named)
            faults.add(sites.file.name, sites.lines[row], level, message, "not in areas.csv")


def check_expected_areas(tables: PackTables, faults: Faults) -> None:
    """Add a fault for each row of ``expected.csv`` whose area no site names."""
    if tables.expected is not None:
        check_named_areas(tables, tables.expected, faults)


def check_named_areas(
    tables: PackTables, columns: Columns, faults: Faults, others: tuple[str, ...] = ()
) -> None:
    """Add a fault for each row whose area no site names, and that is not one of ``others``."""
    if "levels" in tables.unsure or tables.sites is None:
        return
    _check_levels(tables, columns, faults)
    for row, area in enumerate(columns.texts["area"]):
        level = columns.texts["level"][row]
        if not area or columns.is_faulty(row, "area") or (level and level not in tables.area_ids):
            continue
        known = tables.area_ids[level] if level else {*_all_areas(tables), *others}
        if area not in known and tables.sites.complete:
            message = f"no site lies in area {shown(area)}{faults.unknown(area, known)}"
            faults.add(columns.file.name, columns.lines[row], "area", message, "no area")


def check_map(tables: PackTables, faults: Faults) -> None:
    """Add a fault for each feature of the map whose area no site names."""
    if tables.map is None or not tables.area_ids or tables.sites is None:
        return
    known = _all_areas(tables)
    for area, number in tables.map.features.items():
        if area not in known and tables.sites.complete:
            message = f"no site lies in area {shown(area)}{faults.unknown(area, known)}"
            faults.add(MAP_FILE, 0, f"features.{number}.id", message, "no area")


def _all_areas(tables: PackTables) -> set[str]:
    return {area for areas in tables.area_ids.values() for area in areas}
