"""The map of the replay: shapes of the regions, or tiles for a country that has none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.geography import HEIGHT, WIDTH, region_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TILE, _GAP = 120, 10


class Place(NamedTuple):
    """One region on the map, in units of the drawing."""

    code: str
    path: str
    label: tuple[float, float]


class Drawing(NamedTuple):
    """A map: regions of the result, and those around them that are only outlines."""

    width: float
    height: float
    places: Sequence[Place]
    around: Sequence[Place]
    geographic: bool


def drawing_of(codes: Sequence[str]) -> Drawing:
    """Return the map of some regions.

    Parameters
    ----------
    codes
        Regions of the result.

    Returns
    -------
    Drawing
        Their shapes if all of them have one, else tiles in their order.
    """
    shapes = region_shapes()
    if not set(codes) <= set(shapes):
        return _tiles(codes)
    places: Mapping[str, Place] = {
        code: Place(code, shape.path, shape.label) for code, shape in shapes.items()
    }
    around = [place for code, place in places.items() if code not in codes]
    return Drawing(WIDTH, HEIGHT, [places[code] for code in codes], around, geographic=True)


def _tiles(codes: Sequence[str]) -> Drawing:
    n_columns = max(1, math.ceil(math.sqrt(1.6 * len(codes))))
    n_rows = math.ceil(len(codes) / n_columns)
    step = _TILE + _GAP
    places = []
    for k, code in enumerate(codes):
        x, y = step * (k % n_columns), step * (k // n_columns)
        path = f"M{x} {y}h{_TILE}v{_TILE}h-{_TILE}Z"
        places.append(Place(code, path, (x + _TILE / 2, y + _TILE / 2)))
    return Drawing(step * n_columns - _GAP, step * n_rows - _GAP, places, [], geographic=False)
