"""Faults of ballots: which contests each site votes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import shown
from sim.pack.files.ballot_styles import ballots_of_sites
from sim.pack.files.declared import CONTESTS_FILE, SITES_FILE

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults
    from sim.pack.files.tables import PackTables

_OF_CONTESTS = ("area", "sites", "ballot_styles")


def check_ballots(tables: PackTables, faults: Faults) -> None:
    """Add the faults of ballots: unknown ids, given in two ways, sites or contests without any."""
    sites, contests, before = tables.sites, tables.contests, len(faults)
    if sites is None or tables.contest_ids is None:
        return
    lists = sites.lists["contests"]
    _check_named(sites, "contests", lists, tables.contest_ids, "no contest", faults)
    if contests is not None:
        _check_lists(tables, sites, contests, faults)
        _check_one_way(sites, contests, faults)
    elif "ballot_style" in sites.given:
        message = f"needs {CONTESTS_FILE.name}, whose column ballot_styles says what each holds"
        faults.add(SITES_FILE.name, 1, "ballot_style", message)
    certain = sites.complete and not sites.faulty["contests"] and "levels" not in tables.unsure
    # What follows from an unknown id is no other fault.
    if len(faults) == before and certain:
        _check_none_left_out(tables, sites, faults)


def _check_lists(tables: PackTables, sites: Columns, contests: Columns, faults: Faults) -> None:
    """Add a fault for each id of an area, site or ballot style that is not in ``sites.csv``."""
    if not sites.complete:
        return
    lists = contests.lists
    if "levels" not in tables.unsure:
        areas = {area for level in tables.area_ids.values() for area in level}
        _check_named(contests, "area", lists["area"], areas, "no site lies in area", faults)
    ids = dict.fromkeys(sites.texts["site"])
    _check_named(contests, "sites", lists["sites"], ids, "no site", faults)
    styles = dict.fromkeys(filter(None, sites.texts["ballot_style"]))
    _check_named(
        contests, "ballot_styles", lists["ballot_styles"], styles, "no site has ballot style",
        faults,
    )  # fmt: skip


def _check_named(  # noqa: PLR0913, PLR0917
    columns: Columns,
    name: str,
    lists: list[tuple[str, ...]],
    known: Iterable[str] | Container[str],
    what: str,
    faults: Faults,
) -> None:
    allowed = frozenset(known)  # type: ignore[arg-type]
    wrong = {ids for ids in dict.fromkeys(lists) if not allowed.issuperset(ids)}
    if not wrong:
        return
    for row, ids in enumerate(lists):
        for text in ids if ids in wrong else ():
            if text not in allowed:
                message = f"{what} {shown(text)}{faults.unknown(text, sorted(allowed))}"
                faults.add(columns.file.name, columns.lines[row], name, message, what)


def _check_one_way(sites: Columns, contests: Columns, faults: Faults) -> None:
    """Add a fault if both files say which contests a site votes in."""
    ways = [name for name in _OF_CONTESTS if any(contests.lists[name])]
    if any(sites.lists["contests"]) and ways:
        message = f"{SITES_FILE.name} has a column contests, which says the same; keep one of both"
        faults.add(CONTESTS_FILE.name, 1, ways[0], message)
    if any(sites.lists["contests"]) and any(sites.texts["ballot_style"]):
        message = "contests says the same; keep one of both"
        faults.add(SITES_FILE.name, 1, "ballot_style", message)


def _check_none_left_out(tables: PackTables, sites: Columns, faults: Faults) -> None:
    """Add a fault for each site without a contest, and each contest without a site."""
    ballots = ballots_of_sites(tables)
    for row, ballot in enumerate(ballots):
        if not ballot:
            message = f"{shown(sites.texts['site'][row])} votes in no contest"
            faults.add(SITES_FILE.name, sites.lines[row], "site", message, "no contest")
    contests, held = tables.contests, set().union(*set(ballots))
    if contests is None or not contests.complete or not len(sites):
        return
    places = {contest: place for place, contest in enumerate(tables.contest_ids or [])}
    for row, contest in enumerate(contests.texts["contest"]):
        if contest and places[contest] not in held:
            message = f"no site votes in {shown(contest)}"
            faults.add(
                CONTESTS_FILE.name, contests.lines[row], "contest", message, "no site"
            )  # fmt: skip
