"""The map of the replay: shapes of the regions, or tiles for a country that has none."""

# No reference: a root chooses how many tiles stand side by side.

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.pack.maps import HEIGHT, WIDTH, region_shapes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDE, _HIGH, _GAP = 220, 140, 12


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
    places = []
    for k, code in enumerate(codes):
        x, y = (_WIDE + _GAP) * (k % n_columns), (_HIGH + _GAP) * (k // n_columns)
        path = f"M{x} {y}h{_WIDE}v{_HIGH}h-{_WIDE}Z"
        places.append(Place(code, path, (x + _WIDE / 2, y + _HIGH / 2)))
    width, height = (_WIDE + _GAP) * n_columns - _GAP, (_HIGH + _GAP) * n_rows - _GAP
    return Drawing(width, height, places, [], geographic=False)
