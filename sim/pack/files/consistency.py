"""Faults between the rows and files of a pack, each of which alone can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import shown
from sim.pack.files.area_consistency import check_areas, check_expected_areas, check_map
from sim.pack.files.ballot_consistency import check_ballots
from sim.pack.files.contest_consistency import (
    check_candidates,
    check_contests,
    check_expected_shares,
)
from sim.pack.files.distances import check_places
from sim.pack.files.reported_consistency import check_reported

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults
    from sim.pack.files.tables import PackTables

_CHECKS: tuple[Callable[[PackTables, Faults], None], ...]


def check_consistency(tables: PackTables, faults: Faults) -> None:
    """Add every fault that concerns several cells or files.

    What follows from a fault that was found before is no other fault: rows whose cells are
    faulty are left out, and so is all that a file that is not complete might name.
    """
    for check in _CHECKS:
        check(tables, faults)


def check_sites(tables: PackTables, faults: Faults) -> None:
    """Add the faults of single sites: twice, without voters, with half of their hours."""
    sites = tables.sites
    if sites is None:
        return
    if not len(sites):
        faults.add(sites.file.name, 0, "", "has no sites")
    check_unique(sites, "site", faults)
    check_places(sites, faults)
    check_places(tables.areas, faults)
    _check_voters(tables, sites, faults)
    _check_members(tables, sites, faults)
    for one, other in (("opens", "closes"), ("closes", "opens")):
        alone = (sites.counts[one] >= 0) & (sites.counts[other] < 0)
        for row in np.flatnonzero(alone).tolist():
            if not sites.is_faulty(row, other):
                message = f"is missing, since {one} is given: a site has both or none"
                faults.add(sites.file.name, sites.lines[row], other, message, "alone")


def check_names(tables: PackTables, faults: Faults) -> None:
    """Add the faults of names in other languages: the same name twice."""
    if tables.names is not None:
        check_unique(tables.names, "name", faults)


def check_unique(columns: Columns, name: str, faults: Faults) -> None:
    """Add a fault for each row whose id in a column is that of an earlier row."""
    texts = columns.texts[name]
    if len(set(texts)) == len(texts):
        return
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        earlier = first.setdefault(text, row)
        if text and earlier != row and not columns.is_faulty(row, name):
            message = f"{shown(text)} is twice; it is on line {columns.lines[earlier]}, too"
            faults.add(columns.file.name, columns.lines[row], name, message, "twice")


def _check_voters(tables: PackTables, sites: Columns, faults: Faults) -> None:
    registered, expected = sites.counts["registered"], sites.counts["expected_voters"]
    others = np.maximum(sites.counts["voted_before"], sites.counts["provisional"]) > 0
    file = sites.file.name
    if not sites.given & {"registered", "expected_voters"}:
        if not {"site"} - sites.given:
            faults.add(file, 1, "", "needs a column registered or expected_voters")
        return
    for row in np.flatnonzero((registered <= 0) & (expected <= 0) & ~others).tolist():
        if sites.is_faulty(row, "registered", "expected_voters"):
            continue
        found = "is 0" if registered[row] == 0 else "is missing"
        message = f"{found}, and expected_voters is {'0' if expected[row] == 0 else 'missing'}, too"
        message += ": a site needs voters"
        faults.add(file, sites.lines[row], "registered", message, "no voters")
    if tables.settings.law.issued_may_exceed_registered is False:
        for row in np.flatnonzero(expected > np.maximum(registered, 0)).tolist():
            if not sites.is_faulty(row, "registered", "expected_voters"):
                message = f"must be at most registered, {max(registered[row], 0):,}, since "
                message += "law.issued_may_exceed_registered is false; "
                message += f"got {expected[row]:,}"
                faults.add(file, sites.lines[row], "expected_voters", message, "exceeds")


def _check_members(tables: PackTables, sites: Columns, faults: Faults) -> None:
    """Add a fault for each commission of a size that the law does not allow."""
    allowed = tables.settings.law.members
    members = sites.counts["members"]
    if not allowed:
        return
    for row in np.flatnonzero((members > 0) & ~np.isin(members, allowed)).tolist():
        if not sites.is_faulty(row, "members"):
            message = f"must be {' or '.join(map(str, allowed))} (law.members of election.toml)"
            message += f"; got {members[row]:,}"
            faults.add(sites.file.name, sites.lines[row], "members", message, "size")


_CHECKS = (
    check_sites, check_areas, check_contests, check_candidates, check_ballots,
    check_expected_areas, check_expected_shares, check_map, check_reported, check_names,
)  # fmt: skip
