"""The map of a result: its manifest keeps the shapes of its areas, so that no pack is needed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sim.results.manifests import KeptMap, KeptShape

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.maps.area_map import AreaMap
    from sim.results.results import RunResults


def kept_map(area_map: AreaMap | None) -> KeptMap | None:
    """Return a map as a manifest keeps it."""
    if area_map is None:
        return None
    return KeptMap(
        height=area_map.height,
        source=area_map.source,
        about=area_map.about,
        shapes={
            code: KeptShape(path=shape.path, label=shape.label)
            for code, shape in area_map.shapes.items()
        },
    )


def map_of_result(result: RunResults) -> AreaMap | None:
    """Return the map of the areas of a result; None if its election has no map."""
    from sim.pack.maps.area_map import AreaMap, shape_of

    kept = result.manifest.map
    if kept is not None:
        shapes = {code: shape_of(each.path, each.label) for code, each in kept.shapes.items()}
        return AreaMap(kept.height, shapes, kept.source, kept.about)
    return _shipped_map() if result.summary.election is None else None


@cache
def _shipped_map() -> AreaMap | None:
    """Return the map of the election that ships, whose results need not keep it."""
    from sim.pack.shipped import DEFAULT_ELECTION, ELECTIONS

    return folder_map(ELECTIONS / DEFAULT_ELECTION)


def folder_map(folder: Path) -> AreaMap | None:
    """Return the map of all areas of the pack in a folder; None if it has none."""
    from sim.pack.files.declared import MAP_FILE
    from sim.pack.files.faults import Faults
    from sim.pack.files.geojson import read_map
    from sim.pack.maps.area_map import draw

    path = folder / MAP_FILE
    found = read_map(path, Faults(str(folder), (MAP_FILE,))) if path.is_file() else None
    return None if found is None else draw(found.outlines, found.source, found.about)
