"""Checking of a pack of published totals: all its faults, and what is suspicious in it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import PackError
from sim.core.paths import label
from sim.core.text import shown
from sim.pack.contradictions import FILE as CONTRADICTIONS
from sim.pack.files.columns import EMPTY, read_columns
from sim.pack.files.declared_totals import (
    BY_ELECTIONS_FILE,
    FACTS_FILE,
    MEMBERS_FILE,
    MEMBERSHIP_FILE,
    NAMES,
    PAST_FILE,
    SEATS_FILE,
    STANDING_FILE,
    TOTALS_FILE,
    TOTALS_FILES,
    TURNOUT_FILE,
    VOTES_FILE,
)
from sim.pack.files.faults import Faults
from sim.pack.files.past_turnout import check_past_times
from sim.pack.files.settings import read_settings
from sim.pack.targets import AGAINST_ALL, INVALID
from sim.pack.values import PRIOR

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from sim.pack.files.columns import Columns
    from sim.pack.files.settings import Settings


def check_totals(folder: Path) -> Settings:
    """Return the settings of a pack of published totals whose files have no faults.

    Raises
    ------
    PackError
        If they have; lists every fault, with file, line and column.
    """
    faults = Faults(label(folder), NAMES)
    settings, unsure = read_settings(folder / NAMES[0], faults)
    tables: dict[str, Columns] = {}
    for file in TOTALS_FILES:
        path = folder / file.name
        if path.is_file():
            columns = read_columns(path, file, faults)
            if columns is not None:
                tables[file.name] = columns
                _check_unique(columns, faults)
        elif file.required:
            faults.add(file.name, 0, "", "is missing; a pack of published totals has one")
    if TOTALS_FILE.name in tables and not unsure:
        _check_references(tables, settings, faults)
        _check_sums(tables, faults)
    if faults:
        raise PackError(faults.problems())
    return settings


def totals_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a pack of published totals by name."""
    return {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (*NAMES, CONTRADICTIONS, PRIOR)
        if (folder / name).is_file()
    }


def _check_unique(columns: Columns, faults: Faults) -> None:
    """Add a fault for each row that has the key of an earlier one."""
    seen: dict[tuple[object, ...], int] = {}
    for row in range(len(columns)):
        key = tuple(_cell(columns, row, name) for name in columns.file.key)
        earlier = seen.setdefault(key, row)
        if earlier != row and not columns.is_faulty(row, *columns.file.key):
            message = f"is there twice; it is on line {columns.lines[earlier]}, too"
            what = ", ".join(shown(part) for part in key if isinstance(part, str) and part)
            faults.add(
                columns.file.name, columns.lines[row], columns.file.key[0], f"{what} {message}"
            )


def _cell(columns: Columns, row: int, name: str) -> object:
    if name in columns.texts:
        return columns.texts[name][row]
    return int(columns.counts[name][row])


def _check_references(tables: Mapping[str, Columns], settings: Settings, faults: Faults) -> None:
    """Add a fault for each area or party that nobody declares."""
    areas = tables[TOTALS_FILE.name].texts["area"]
    nation = settings.nation.code if settings.nation else "ALL"
    parties, others = settings.parties, (AGAINST_ALL, INVALID)
    if not parties:
        message = "is missing: seats are of parties, so each has a table [parties.X]"
        faults.add(NAMES[0], 0, "parties", message)
    if nation in areas:
        message = f"{shown(nation)} is the code of the nation: give one of them another"
        faults.add(TOTALS_FILE.name, 0, "area", message)
    for file in (SEATS_FILE, STANDING_FILE, VOTES_FILE, BY_ELECTIONS_FILE):
        _check_known(tables.get(file.name), "area", areas, faults)
    _check_known(tables.get(TURNOUT_FILE.name), "area", [*areas, nation, ""], faults)
    for file in (SEATS_FILE, STANDING_FILE, MEMBERSHIP_FILE):
        _check_known(tables.get(file.name), "party", parties, faults)
    for name in ("nominated_by", "member_of"):
        _check_known(tables.get(MEMBERS_FILE.name), name, parties, faults)
    _check_known(tables.get(VOTES_FILE.name), "choice", [*parties, *others], faults)
    by_elections = tables.get(BY_ELECTIONS_FILE.name)
    if by_elections is not None:
        unnumbered = [text.rstrip(" 0123456789") for text in by_elections.texts["choice"]]
        _check_known(by_elections, "choice", [*parties, *others], faults, unnumbered)
        for district in dict.fromkeys(by_elections.texts["district"]):
            there = zip(by_elections.texts["district"], by_elections.texts["choice"], strict=True)
            for choice in sorted({AGAINST_ALL, INVALID} - {c for d, c in there if d == district}):
                message = f"{shown(district)} has no row of {choice!r}"
                faults.add(BY_ELECTIONS_FILE.name, 0, "choice", message)
    if (past := tables.get(PAST_FILE.name)) is not None:
        check_past_times(past, faults)


def _check_known(
    columns: Columns | None,
    name: str,
    known: Collection[str],
    faults: Faults,
    texts: list[str] | None = None,
) -> None:
    """Add a fault for each text of a column that is not known."""
    if columns is None:
        return
    for row, text in enumerate(texts or columns.texts[name]):
        if text and text not in known and not columns.is_faulty(row, name):
            message = f"no {name} {shown(text)}{faults.unknown(text, known)}"
            faults.add(columns.file.name, columns.lines[row], name, message, f"no {text}")


def _check_sums(tables: Mapping[str, Columns], faults: Faults) -> None:
    """Add a fault for areas whose totals cannot all be true, or from which nothing follows."""
    areas, seats = tables[TOTALS_FILE.name], tables.get(SEATS_FILE.name)
    registered, cast, races = (areas.counts[n] for n in ("registered", "votes_cast", "races"))
    for row, area in enumerate(areas.texts["area"]):
        line = areas.lines[row]
        if cast[row] > registered[row] != EMPTY:
            message = f"must be at most registered, {registered[row]:,}; got {cast[row]:,}"
            faults.add(TOTALS_FILE.name, line, "votes_cast", message, "cast")
        if seats is None or areas.is_faulty(row, "area", "races"):
            continue
        won = sum(
            int(n) for there, n in zip(seats.texts["area"], seats.counts["seats"], strict=True)
            if there == area
        )  # fmt: skip
        if won != races[row]:
            message = f"must be the seats of {shown(area)} in {SEATS_FILE.name}, {won:,}; "
            faults.add(TOTALS_FILE.name, line, "races", f"{message}got {races[row]:,}", "races")
    facts = tables.get(FACTS_FILE.name)
    known = facts.texts["key"] if facts else []
    if (areas.counts["sites"] == EMPTY).any() and "sites_national" not in known:
        message = "is missing in some rows: give all, or sites_national in reported/facts.csv"
        faults.add(TOTALS_FILE.name, 0, "sites", message)
    turnout = tables.get(TURNOUT_FILE.name)
    counted = turnout is not None and np.isnan(turnout.numbers["pct"]).any()
    if counted and "hundreds" not in known:
        message = "is missing in some rows: give all, or hundreds in reported/facts.csv"
        faults.add(TURNOUT_FILE.name, 0, "pct", message)
