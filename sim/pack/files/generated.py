"""Sites of a pack without ``sites.csv``: generated from the totals of its areas.

The sizes of the sites of an area are log-normal and add up to its total. They depend on the id
and the numbers of the area alone, so that adding, removing or sorting rows changes no other area.
"""

# No reference: sizes are log-normal, by the normal quantiles of the random streams.

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core.apportion import apportion
from sim.core.streams import Stream, Streams, normal
from sim.core.text import shown
from sim.pack.files.columns import EMPTY, Columns
from sim.pack.files.declared import AREAS_FILE, SETTINGS_FILE, SITES_FILE

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.pack.files.faults import Faults
    from sim.pack.files.pack import Norms

TOTALS = ("registered", "expected_voters", "sites")
"""Columns of ``areas.csv`` from which sites are generated."""
_SEED, _SIZES = 0, 1
"""Key of the random words: the same for all packs."""


def can_generate(areas: Columns | None) -> bool:
    """Return whether ``areas.csv`` has totals of registered voters."""
    return areas is not None and "registered" in areas.given


def generate_sites(
    areas: Columns, levels: tuple[str, ...], norms: Norms, faults: Faults
) -> Columns | None:
    """Return the columns that ``sites.csv`` would have; None if that is not possible.

    Parameters
    ----------
    areas
        With a column ``registered``: areas that have some are of the last level.
    levels
        Of ``election.toml``.
    norms
        Sizes of sites.
    faults
        Takes what is wrong with the totals.
    """
    before = len(faults)
    if not levels:
        message = f"needs levels in {SETTINGS_FILE}: sites are generated in areas"
        faults.add(AREAS_FILE.name, 0, "", message)
        return None
    rows = [row for row in range(len(areas)) if _has_total(areas, row, levels)]
    paths = {row: _path(areas, row, levels, faults) for row in rows}
    counts = {row: _count(areas, row, norms, faults) for row in rows}
    if not rows:
        faults.add(AREAS_FILE.name, 1, "registered", "has no number in any row")
    if len(faults) > before or not areas.complete:
        return None
    found = _empty(areas, [row for row in rows for _ in range(counts[row])], levels)
    for place, level in enumerate(levels):
        found.texts[level] = [paths[row][place] for row in rows for _ in range(counts[row])]
    found.texts["site"] = [
        f"{areas.texts['area'][row]}-{number:0{len(str(counts[row]))}d}"
        for row in rows
        for number in range(1, counts[row] + 1)
    ]
    sizes = [_sizes(areas, row, counts[row], norms) for row in rows]
    found.counts["registered"] = np.concatenate(sizes)
    expected = areas.counts["expected_voters"][rows].tolist()
    found.counts["expected_voters"] = np.concatenate(
        [
            np.full(len(size), EMPTY) if voters < 0 else apportion(size, voters)
            for size, voters in zip(sizes, expected, strict=True)
        ]
    )
    return found


def _has_total(areas: Columns, row: int, levels: tuple[str, ...]) -> bool:
    """Return whether a row is an area of the last level; one with a fault is none."""
    level = areas.texts["level"][row]
    registered = int(areas.counts["registered"][row])
    return registered >= 0 and level in {"", levels[-1]} and not areas.is_faulty(row, *TOTALS)


def _path(areas: Columns, row: int, levels: tuple[str, ...], faults: Faults) -> list[str]:
    """Return the areas that the sites of an area lie in, the first level first."""
    parents = dict(zip(areas.texts["area"], areas.texts["parent"], strict=True))
    area = areas.texts["area"][row]
    path = [area]
    while len(path) < len(levels):
        above = parents.get(path[0], "")
        if not above:
            level = levels[len(levels) - len(path) - 1]
            message = f"is missing for {shown(path[0])}: it lies in an area of level {level}"
            faults.add(AREAS_FILE.name, areas.lines[row], "parent", message, "no parent")
            return path
        path.insert(0, above)
    return path


def _count(areas: Columns, row: int, norms: Norms, faults: Faults) -> int:
    """Return the number of sites of an area: as given, or from its voters."""
    registered, given = (int(areas.counts[name][row]) for name in ("registered", "sites"))
    least = max(-(-registered // norms.site_registered_max), 1)
    if registered == 0:
        message = "must be at least 1: a site needs voters; got 0"
        faults.add(AREAS_FILE.name, areas.lines[row], "registered", message, "no voters")
    elif given != EMPTY and not least <= given <= registered:
        message = f"must be from {least:,} to {registered:,} for {registered:,} registered voters, "
        message += f"at most {norms.site_registered_max:,} at a site "
        message += f"(register.site_registered_max); got {given:,}"
        faults.add(AREAS_FILE.name, areas.lines[row], "sites", message, "sites")
    return given if given != EMPTY else max(-(-2 * registered // norms.site_registered_max), 1)


def _sizes(areas: Columns, row: int, n: int, norms: Norms) -> Ints:
    """Return the registered voters of each site of an area."""
    area, registered = areas.texts["area"][row], int(areas.counts["registered"][row])
    key = int.from_bytes(hashlib.blake2b(area.encode(), digest_size=4).digest(), "big")
    words = Streams(_SEED).words(Stream.REGISTER, np.arange(n), key, _SIZES)[0]
    weights = np.exp(norms.site_size_spread * normal(words))
    return apportion(weights, registered, 1, norms.site_registered_max)


def _empty(areas: Columns, rows: list[int], levels: tuple[str, ...]) -> Columns:
    """Return the columns of sites without any value; each is found on the line of its area."""
    file = replace(SITES_FILE.with_levels(levels), name=AREAS_FILE.name)
    lines = [areas.lines[row] for row in rows]
    given = {"site", *levels, "registered"} | (areas.given & {"expected_voters"})
    found = Columns(file, lines, frozenset(given))
    for column in file.columns:
        found.faulty[column.name] = set()
        if column.kind == "ids":
            found.lists[column.name] = [()] * len(rows)
        elif column.kind == "number":
            found.numbers[column.name] = np.full(len(rows), np.nan)
        elif column.kind in {"count", "flag", "clock"}:
            found.counts[column.name] = np.full(len(rows), EMPTY)
        else:
            found.texts[column.name] = [""] * len(rows)
    return found
