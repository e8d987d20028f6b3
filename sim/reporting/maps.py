"""The map of the replay: shapes of the areas, or tiles for an election without shapes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sim.pack.maps.layout import LONGEST_CODE, label_sizes, layout_of
from sim.reporting.dots import dots_of
from sim.results.result_map import map_of_result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.pack.maps.area_map import AreaMap, Shape
    from sim.pack.maps.layout import Size
    from sim.reporting.dots import Box, Dots
    from sim.results import RunResults

_LETTER, _LINES = 22.0, 66.0
"""Width of a letter and height of a label on a narrow screen, where text is largest."""
_WIDEST = 30.0
"""Width of a letter in the widest usual fonts there, with its edge."""
_CODE = (33.0, 1.0)
"""How far above its place the code in a label starts and ends there."""
_PARTS: Mapping[Size, float] = {"usual": 1.0, "small": 0.6}
"""Size of a label, as a part of the usual one."""


class MapRegion(NamedTuple):
    """One region on the map, in units of the map."""

    code: str
    path: str
    label: tuple[float, float]
    size: Size = "usual"
    """Size of its label."""


class RegionMap(NamedTuple):
    """A map: regions of the result, and the outlines of the regions around them."""

    width: float
    height: float
    regions: Sequence[MapRegion]
    around: Sequence[MapRegion]
    geographic: bool
    about: str
    """Who drew the borders; empty for tiles, or if the pack does not say."""


MOST_NAMES = 60
"""Tiles of codes whose names are listed below them; more are only in the table of regions."""
MOST_DOTS = 2000
"""Races that have a dot each on the map."""


def region_map(result: RunResults) -> RegionMap:
    """Return the map of the regions of a result."""
    return map_of(list(result.summary.regions), map_of_result(result))


def race_dots(result: RunResults) -> Dots | None:
    """Return a dot for each race that is of one region; None if there are none or too many."""
    codes = Counter(result.tables["races"]["code"].tolist())
    del codes[result.summary.nation]
    if not 0 < codes.total() <= MOST_DOTS:
        return None
    shapes = layout_of(list(result.summary.regions), map_of_result(result)).shapes
    return dots_of(shapes, codes, _codes_on(shapes)) or dots_of(shapes, codes)


def _codes_on(shapes: Mapping[str, Shape]) -> list[Box]:
    """Return where the codes of regions are on the map, where they are largest."""
    found = []
    for (code, shape), size in zip(shapes.items(), _sizes(shapes), strict=True):
        if part := _PARTS.get(size):
            (x, y), (top, bottom) = shape.label, _CODE
            wide = _WIDEST * part * min(len(code), LONGEST_CODE) / 2
            found.append((x - wide, x + wide, y - top * part, y - bottom * part))
    return found


def _sizes(shapes: Mapping[str, Shape]) -> list[Size]:
    lengths = [min(len(code), LONGEST_CODE) for code in shapes]
    return label_sizes(shapes.values(), lengths, _LETTER, _LINES)


def map_of(codes: Sequence[str], area_map: AreaMap | None) -> RegionMap:
    """Return the map of regions by their codes; tiles in their order without shapes."""
    layout = layout_of(codes, area_map)
    shapes = layout.shapes.items()
    sizes = _sizes(layout.shapes)
    return RegionMap(
        layout.width,
        layout.height,
        [
            MapRegion(code, shape.path, shape.label, size)
            for (code, shape), size in zip(shapes, sizes, strict=True)
        ],
        [MapRegion(code, shape.path, shape.label) for code, shape in layout.around.items()],
        layout.has_map,
        layout.about or layout.source,
    )
