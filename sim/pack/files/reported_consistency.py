"""Faults of reported values: areas, sites and candidates that nobody names, values left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import shown
from sim.pack.files.area_consistency import check_named_areas
from sim.pack.files.contest_consistency import check_contest_named
from sim.pack.files.declared import CANDIDATES_FILE
from sim.pack.files.declared_reported import AGAINST_ALL, INVALID, NOT_MARKED
from sim.pack.files.pack import NATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults
    from sim.pack.files.tables import PackTables

OTHER_CHOICES = (AGAINST_ALL, INVALID, *NOT_MARKED)
"""What votes may be reported for besides candidates."""


def check_reported(tables: PackTables, faults: Faults) -> None:
    """Add the faults of the files of reported values."""
    reported = tables.reported
    if (turnout := reported.turnout) is not None:
        check_named_areas(tables, turnout, faults, others=(NATION,))
        _check_values(turnout, faults)
        _check_counts(tables, turnout, faults)
        check_twice(turnout, ("level", "area", "time", "relation", "source"), faults)
    if (results := reported.results) is not None:
        check_named_areas(tables, results, faults, others=(NATION,))
        check_contest_named(tables, results, faults)
        _check_sites(tables, results, faults)
        _check_choices(tables, results, faults)
        check_twice(results, ("site", "level", "area", "contest", "candidate"), faults)
    if (arrivals := reported.arrivals) is not None:
        _check_sites(tables, arrivals, faults)
        check_twice(arrivals, ("site", "contest", "stage"), faults)


def _check_values(turnout: Columns, faults: Faults) -> None:
    """Add a fault for each turnout without a value, or with one that it does not have."""
    for row, relation in enumerate(turnout.texts["relation"]):
        if turnout.is_faulty(row, "pct", "count", "relation"):
            continue
        has_pct, has_count = bool(turnout.texts["pct"][row]), turnout.counts["count"][row] >= 0
        for key, message in _wrong_values(turnout, row, relation, has_pct, has_count):
            faults.add(turnout.file.name, turnout.lines[row], key, message, message[:20])


def _wrong_values(
    turnout: Columns, row: int, relation: str, has_pct: bool, has_count: bool
) -> Iterator[tuple[str, str]]:
    """Yield key and message of what is wrong with a row."""
    if relation == "highest":
        if has_pct or has_count:
            yield "pct" if has_pct else "count", "belongs to other relations: highest has no value"
        if not turnout.texts["area"][row] and not turnout.is_faulty(row, "area"):
            yield "area", "is missing: highest is of all areas, so name one"
        if turnout.counts["time"][row] < 0 and not turnout.is_faulty(row, "time"):
            yield "time", "is missing: highest is of a time"
    elif has_pct and has_count:
        yield "count", "stands in place of pct; leave one of the two out"
    elif not has_pct and not has_count:
        yield "pct", "is missing, and so is count"


def _check_counts(tables: PackTables, turnout: Columns, faults: Faults) -> None:
    """Add a fault for each number of voters that is above the registered voters of its area."""
    sites = tables.sites
    if sites is None or not sites.complete or any(sites.faulty["registered"]):
        return
    registered = np.maximum(sites.counts["registered"], 0)
    for row in np.flatnonzero(turnout.counts["count"] > 0).tolist():
        area, level = turnout.texts["area"][row], tables.level_in_row(turnout, row)
        if area not in tables.area_ids.get(level, ()):
            if area not in {"", NATION}:
                continue
            most = int(registered.sum())
        else:
            inside = [each == area for each in sites.texts[level]]
            most = int(registered[inside].sum())
        if 0 < most < turnout.counts["count"][row]:
            message = f"must be at most the registered voters there, {most:,}; "
            message += f"got {turnout.counts['count'][row]:,}"
            faults.add(turnout.file.name, turnout.lines[row], "count", message, "count")


def check_twice(columns: Columns, names: Sequence[str], faults: Faults) -> None:
    """Add a fault for each row that has the keys of an earlier one."""
    keys = [columns.texts.get(name) or columns.counts[name].tolist() for name in names]
    first: dict[tuple[object, ...], int] = {}
    for row, key in enumerate(zip(*keys, strict=True)):
        earlier = first.setdefault(key, row)
        if earlier != row and not columns.is_faulty(row, *names):
            message = f"the row has the keys of line {columns.lines[earlier]}: the same "
            message += ", ".join(name for name in names if name in columns.given)
            faults.add(columns.file.name, columns.lines[row], "", message, "twice")


def _check_sites(tables: PackTables, columns: Columns, faults: Faults) -> None:
    """Add a fault for each row whose site is in no file, or that names an area besides it."""
    sites = tables.sites
    if sites is None or not sites.complete:
        return
    known = set(sites.texts["site"])
    areas = columns.texts.get("area")
    for row, site in enumerate(columns.texts["site"]):
        if not site or columns.is_faulty(row, "site"):
            continue
        if site not in known:
            message = f"no site {shown(site)} in {sites.file.name}"
            message += faults.unknown(site, known)
            faults.add(columns.file.name, columns.lines[row], "site", message, "no site")
        elif areas and areas[row]:
            message = "must be empty where a site is given, which lies in its areas; got "
            faults.add(columns.file.name, columns.lines[row], "area",
                       f"{message}{shown(areas[row])}", "site and area")  # fmt: skip


def _check_choices(tables: PackTables, results: Columns, faults: Faults) -> None:
    """Add a fault for each row whose candidate does not stand in its contest."""
    candidates = tables.candidates
    if candidates is None or not candidates.complete:
        return
    standing: dict[str, dict[str, None]] = {}
    for row, name in enumerate(candidates.texts["candidate"]):
        standing.setdefault(tables.contest_of(candidates, row), {})[name] = None
    for row, name in enumerate(results.texts["candidate"]):
        contest = tables.contest_of(results, row)
        if not name or name in OTHER_CHOICES or results.is_faulty(row, "candidate"):
            continue
        if contest in standing and name not in standing[contest]:
            message = f"no candidate {shown(name)} of contest {shown(contest)} in "
            known = [*standing[contest], *OTHER_CHOICES]
            message += f"{CANDIDATES_FILE.name}{faults.unknown(name, known)}"
            faults.add(results.file.name, results.lines[row], "candidate", message, "nobody")
