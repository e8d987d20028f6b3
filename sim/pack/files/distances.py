"""The road from a site to its intake, from their latitudes and longitudes.

The distance on the sphere, by the haversine formula [1]_, times a detour factor [2]_.

References
----------
.. [1] Sinnott R. W. (1984). Virtues of the Haversine. Sky and Telescope 68(2): 159.
.. [2] Ballou R. H., Rahardja H., Sakai N. (2002). Selected country circuity factors for road travel
   distance estimation. Transportation Research Part A 36(9): 843–848.
   doi:10.1016/S0965-8564(01)00044-1
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.pack.files.declared import AREAS_FILE, SITES_FILE
from sim.pack.files.pack import Filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Floats, Ints
    from sim.pack.files.columns import Columns
    from sim.pack.files.faults import Faults
    from sim.pack.files.pack import Norms
    from sim.pack.files.tables import PackTables

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, km."""


def great_circle_km(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Return the distance on the sphere between places, degrees north and east, km.

    >>> quarter = great_circle_km(np.array([0.0]), np.array([0.0]), np.array([0.0]),
    ...                           np.array([90.0]))
    >>> round(float(quarter[0]), 1)
    10007.6
    """
    south, north = np.radians(lat), np.radians(other_lat)
    east = np.radians(other_lon - lon)
    chord = np.sin((north - south) / 2) ** 2
    chord = chord + np.cos(south) * np.cos(north) * np.sin(east / 2) ** 2
    found: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return found


def check_places(columns: Columns | None, faults: Faults) -> None:
    """Add a fault for each row of sites or areas with one of latitude and longitude."""
    if columns is None:
        return
    lat, lon = (~np.isnan(columns.numbers[name]) for name in ("lat", "lon"))
    for row in np.flatnonzero(lat != lon).tolist():
        name, given = ("lon", "lat") if lat[row] else ("lat", "lon")
        if not columns.is_faulty(row, name):
            message = f"is missing, since {given} is given: a place has both or none"
            faults.add(columns.file.name, columns.lines[row], name, message, "alone")


def road_km(tables: PackTables, norms: Norms) -> tuple[Floats, tuple[Filled, ...]]:
    """Return the road of each site to its intake, km, shape ``(n_sites,)``, and how it is known.

    NaN where neither a distance nor a place is given.
    """
    sites = tables.sites
    assert sites is not None  # those of sites.csv, or generated
    given = sites.numbers["distance_km"]
    placed = is_placed(sites) & np.isnan(given)
    if not placed.any():
        return given, ()
    intake, lat, lon, n_middles = _intakes(tables, sites)
    straight = great_circle_km(sites.numbers["lat"], sites.numbers["lon"], lat[intake], lon[intake])
    by = f"great-circle distance of lat and lon to the intake, times {norms.detour_factor:g} "
    by += "(register.detour_factor)"
    n = int(np.count_nonzero(placed))
    filled = [Filled(f"{SITES_FILE.name}: distance_km", by, n, "site")]
    if n_middles:
        by = "the middle of its sites with lat and lon takes in their protocols"
        filled.append(Filled(f"{AREAS_FILE.name}: lat, lon", by, n_middles, "area"))
    return np.where(placed, norms.detour_factor * straight, given), tuple(filled)


def is_placed(columns: Columns) -> Flags:
    """Return which rows have latitude and longitude."""
    placed: Flags = ~np.isnan(columns.numbers["lat"]) & ~np.isnan(columns.numbers["lon"])
    return placed


def _intakes(tables: PackTables, sites: Columns) -> tuple[Ints, Floats, Floats, int]:
    """Return the intake of each site, latitude and longitude of each, and how many are middles.

    An intake without a place lies in the middle of its sites.
    """
    level = tables.settings.intake_level
    ids = tables.area_ids.get(level, {"": 0})
    intake = np.array([ids[area] for area in sites.texts[level]] if level else [0] * len(sites))
    lat, lon = _middles(intake, sites, len(ids))
    used = np.zeros(len(ids), dtype=bool)
    used[intake[is_placed(sites) & np.isnan(sites.numbers["distance_km"])]] = True
    for area, row in _placed_areas(tables, level):
        at = ids[area]
        assert tables.areas is not None  # it has the row
        lat[at], lon[at] = (tables.areas.numbers[name][row] for name in ("lat", "lon"))
        used[at] = False
    return intake, lat, lon, int(np.count_nonzero(used))


def _placed_areas(tables: PackTables, level: str) -> Iterator[tuple[str, int]]:
    """Yield the areas of a level that have a place, each with its row of ``areas.csv``."""
    areas = tables.areas
    if areas is None or not level:
        return
    for row in np.flatnonzero(is_placed(areas)).tolist():
        area = areas.texts["area"][row]
        if tables.level_in_row(areas, row) == level and area in tables.area_ids[level]:
            yield area, row


def _middles(intake: Ints, sites: Columns, n: int) -> tuple[Floats, Floats]:
    """Return latitude and longitude of the middle of the sites of each intake; NaN without any.

    It is the mean of their directions from the middle of the Earth.
    """
    placed = is_placed(sites)
    lat, lon = (np.radians(sites.numbers[name][placed]) for name in ("lat", "lon"))
    parts = (np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat))
    x, y, z = (np.bincount(intake[placed], part, minlength=n) for part in parts)
    none = np.bincount(intake[placed], minlength=n) == 0
    middle = np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))
    return np.where(none, np.nan, middle[0]), np.where(none, np.nan, middle[1])
