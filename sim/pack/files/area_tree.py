"""The tree of areas: what ``sites.csv`` names by level, and what ``areas.csv`` adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.pack.files.pack import NOT_GIVEN, Areas

if TYPE_CHECKING:
    from sim.pack.files.tables import PackTables


def build_areas(tables: PackTables, zones: dict[str, int]) -> Areas:
    """Return the areas that sites lie in, level by level.

    Parameters
    ----------
    tables
        Without faults.
    zones
        Indices of time zones by name; takes those of areas.
    """
    keys = [(level, area) for level, ids in tables.area_ids.items() for area in ids]
    at = {key: index for index, key in enumerate(keys)}
    levels = list(tables.area_ids)
    rows = _rows(tables)
    names, intakes, parents = [], [], []
    counts: dict[str, list[int]] = {"clerks": [], "vehicles": []}
    zone: list[int] = []
    for level, area in keys:
        above = levels[levels.index(level) - 1] if level != levels[0] else ""
        parent = at[above, tables.parents[level][area]] if above else NOT_GIVEN
        parents.append(parent)
        inherited = zone[parent] if above else 0
        row = rows.get((level, area))
        if row is None or tables.areas is None:
            names.append(area)
            intakes.append("")
            for numbers in counts.values():
                numbers.append(NOT_GIVEN)
            zone.append(inherited)
            continue
        texts = tables.areas.texts
        names.append(texts["name"][row] or area)
        intakes.append(texts["intake"][row])
        for name, numbers in counts.items():
            numbers.append(int(tables.areas.counts[name][row]))
        given = texts["timezone"][row]
        zone.append(zones.setdefault(given, len(zones)) if given else inherited)
    ids = [area for _, area in keys]
    return Areas(
        id=np.array(ids, dtype=np.str_),
        name=np.array(names, dtype=np.str_),
        level=np.array([levels.index(level) for level, _ in keys], dtype=np.int64),
        parent=np.array(parents, dtype=np.int64),
        timezone=np.array(zone, dtype=np.int64),
        intake=np.array(intakes, dtype=np.str_),
        **{name: np.array(numbers, dtype=np.int64) for name, numbers in counts.items()},
    )


def _rows(tables: PackTables) -> dict[tuple[str, str], int]:
    """Return the rows of ``areas.csv`` by level and area."""
    areas = tables.areas
    if areas is None:
        return {}
    return {
        (tables.level_in_row(areas, row), area): row for row, area in enumerate(areas.texts["area"])
    }
