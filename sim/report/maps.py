"""The map of the replay: shapes of the regions, or tiles for a country without shapes."""

# No reference: the square root only sets the number of tiles in a row.

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.pack.maps import HEIGHT, WIDTH, region_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDE, _HIGH, _GAP = 220, 140, 12
_FEW = 12
"""More tiles than these are as small as their codes allow, so that the text stays legible."""
LONGEST_CODE = 9
"""Characters of a code on a tile."""


class MapRegion(NamedTuple):
    """One region on the map, in units of the map."""

    code: str
    path: str
    label: tuple[float, float]


class RegionMap(NamedTuple):
    """A map: regions of the result, and the outlines of the regions around them."""

    width: float
    height: float
    regions: Sequence[MapRegion]
    around: Sequence[MapRegion]
    geographic: bool


def map_of(codes: Sequence[str], *, has_shapes: bool) -> RegionMap:
    """Return the map of the regions of a result.

    Parameters
    ----------
    codes
        Codes of the regions.
    has_shapes
        Whether the election is the one of which there are shapes: others can have a region of
        the same code.

    Returns
    -------
    RegionMap
        Their shapes if every region has one, else tiles in the order of the codes.
    """
    shapes = region_shapes()
    if not has_shapes or not set(codes) <= set(shapes):
        return _tiles(codes)
    by_code: Mapping[str, MapRegion] = {
        code: MapRegion(code, shape.path, shape.label) for code, shape in shapes.items()
    }
    around = [region for code, region in by_code.items() if code not in codes]
    return RegionMap(WIDTH, HEIGHT, [by_code[code] for code in codes], around, geographic=True)


def _tiles(codes: Sequence[str]) -> RegionMap:
    wide, high = _WIDE, _HIGH
    if len(codes) > _FEW:
        wide, high = 24 * min(max(map(len, codes)), LONGEST_CODE) + 20, 92
    # The map is about two and a half times as wide as it is high.
    n_columns = max(1, math.ceil(math.sqrt(1.6 * len(codes) * _WIDE / _HIGH * high / wide)))
    n_rows = math.ceil(len(codes) / n_columns)
    tiles = []
    for k, code in enumerate(codes):
        x, y = (wide + _GAP) * (k % n_columns), (high + _GAP) * (k // n_columns)
        path = f"M{x} {y}h{wide}v{high}h-{wide}Z"
        tiles.append(MapRegion(code, path, (x + wide / 2, y + high / 2)))
    width, height = (wide + _GAP) * n_columns - _GAP, (high + _GAP) * n_rows - _GAP
    return RegionMap(width, height, tiles, [], geographic=False)
