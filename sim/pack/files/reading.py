"""Reading of a pack: a folder becomes a :class:`~sim.pack.files.pack.Pack`, or all its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.errors import PackError, Problem
from sim.core.paths import label
from sim.core.suggest import guess
from sim.pack.files.building import build_pack
from sim.pack.files.columns import read_columns
from sim.pack.files.consistency import check_consistency
from sim.pack.files.declared import (
    AREAS_FILE,
    FILES,
    MAP_FILE,
    PACK_FILES,
    PAST_NAMES,
    REPORTED_NAMES,
    SETTINGS_FILE,
    SITES_FILE,
)
from sim.pack.files.faults import Faults
from sim.pack.files.generated import TOTALS, can_generate, generate_sites
from sim.pack.files.settings import read_settings
from sim.pack.files.tables import PackTables, ReportedTables

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.columns import Columns
    from sim.pack.files.geojson import MapOutlines
    from sim.pack.files.pack import Norms, Pack


_FOLDERS = ("reported", "past")
"""Folders inside that of a pack."""


def read_pack(folder: Path, norms: Norms) -> Pack:
    """Read a pack; nothing is written.

    Parameters
    ----------
    folder
        With ``election.toml`` and the files of :mod:`sim.pack.files.declared`.
    norms
        What stands in for staff and equipment that ``sites.csv`` leaves out, and for
        ``sites.csv``.

    Raises
    ------
    PackError
        If it is not a pack; lists every fault, with file, line and column.
    """
    where = label(folder)
    names = _names(folder, where)
    faults = Faults(where, FILES)
    tables = _read_tables(folder, names, norms, faults)
    check_consistency(tables, faults)
    if faults:
        raise PackError(faults.problems())
    return build_pack(folder, names, tables, norms)


def _names(folder: Path, where: str) -> list[str]:
    """Return the names of the files of a folder.

    Raises
    ------
    PackError
        If it is none, cannot be read, or has no file of a pack.
    """
    try:
        if not folder.exists():
            message = "no such folder"
        elif not folder.is_dir():
            message = "is a file; a pack is a folder"
            message += f", such as that of {SETTINGS_FILE}" if folder.name in FILES else ""
        else:
            # Special files are left out: to open one may wait for ever.
            names = sorted(path.name for path in folder.iterdir() if path.is_file())
            for inside in (folder / name for name in _FOLDERS):
                if inside.is_dir():
                    names += sorted(f"{inside.name}/{path.name}" for path in inside.iterdir()
                                    if path.is_file())  # fmt: skip
            if set(FILES) & set(names):
                return names
            message = f"is not a pack: it has none of {', '.join(FILES)}"
    except (OSError, ValueError) as error:
        # A name with a zero byte is a ValueError.
        message = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise PackError([Problem(where, "", message)])


def _read_tables(folder: Path, names: list[str], norms: Norms, faults: Faults) -> PackTables:
    settings, unsure = read_settings(folder / SETTINGS_FILE, faults)
    found: dict[str, Columns | None] = {}
    for file in PACK_FILES:
        if file.name not in names:
            found[file.name] = None
            if file.required and file is not SITES_FILE:
                _add_missing(file.name, names, faults)
            continue
        if file is SITES_FILE:
            file = file.with_levels(settings.levels)  # noqa: PLW2901  the same, complete
        found[file.name] = read_columns(
            folder / file.name, file, faults,
            any_column=file.name == SITES_FILE.name and "levels" in unsure,
        )  # fmt: skip
    if PAST_NAMES[0] in names:
        from sim.pack.files.past_turnout import check_past  # most packs have none

        check_past(folder, faults)
    unreadable = frozenset(name for name in names if name in found and found[name] is None)
    sites, areas, contests, candidates, expected, in_languages = found.values()
    generated = None
    if SITES_FILE.name in names:
        _check_no_totals(areas, faults)
    elif areas is None or not can_generate(areas):
        _add_missing(SITES_FILE.name, names, faults, f", or registered voters in {AREAS_FILE.name}")
    elif "levels" not in unsure:
        sites, generated = generate_sites(areas, settings.levels, norms, faults), norms
    return PackTables(
        settings, unsure, sites, areas, contests, candidates, expected, unreadable,
        _map(folder, names, faults), _reported(folder, names, faults), generated, in_languages,
    )  # fmt: skip


def _reported(folder: Path, names: list[str], faults: Faults) -> ReportedTables:
    if not set(REPORTED_NAMES) & set(names):
        return ReportedTables()
    from sim.pack.files.declared_reported import REPORTED_FILES  # most packs have none

    return ReportedTables(*(
        read_columns(folder / file.name, file, faults) if file.name in names else None
        for file in REPORTED_FILES
    ))  # fmt: skip


def _map(folder: Path, names: list[str], faults: Faults) -> MapOutlines | None:
    if MAP_FILE not in names:
        return None
    from sim.pack.files.geojson import read_map  # most packs have no map

    return read_map(folder / MAP_FILE, faults)


def _add_missing(name: str, names: list[str], faults: Faults, instead: str = "") -> None:
    close = guess(name, set(names) - set(FILES))
    message = f"is missing; a pack has one{instead}{f'; {close}' if close else ''}"
    faults.add(name, 0, "", message)


def _check_no_totals(areas: Columns | None, faults: Faults) -> None:
    """Add a fault for totals of areas where there are numbers of sites."""
    for name in TOTALS:
        if areas is not None and name in areas.given:
            message = f"is for packs without {SITES_FILE.name}, which says it of each site"
            faults.add(AREAS_FILE.name, 1, name, f"{message}: leave the column out")
