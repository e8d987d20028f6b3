"""Where areas are drawn: shapes of a map, and tiles of areas without a shape."""

# No reference: the square root only sets the number of tiles in a row.

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.pack.maps.area_map import WIDTH, Shape
from sim.pack.maps.borders import distances

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.pack.maps.area_map import AreaMap

_WIDE, _HIGH, _GAP = 220, 140, 12
_FEW = 12
"""More tiles than these are as small as their codes allow, so that the text stays legible."""
LONGEST_CODE = 9
"""Characters of a code on a tile or a shape."""
_LEAST_HIGH = 92
"""Height of a small tile: two lines of text."""
_SMALL = 0.6
"""Size of a small label, as a part of the usual one."""
Size = Literal["usual", "small", "none"]


@dataclass(frozen=True, slots=True)
class AreaLayout:
    """Where areas are drawn, in units of the map."""

    width: float
    height: float
    shapes: Mapping[str, Shape]
    """By code, in the order of the result."""
    around: Mapping[str, Shape]
    """Shapes of areas that the result does not have."""
    has_map: bool
    """Whether there are shapes of a map; else all are tiles."""
    source: str = ""
    """Who drew the borders, as pictures say it."""
    about: str = ""
    """The same with licence and changes, as pages say it."""


def layout_of(codes: Sequence[str], area_map: AreaMap | None) -> AreaLayout:
    """Return where the areas of a result are drawn.

    Parameters
    ----------
    codes
        Of the areas, in order.
    area_map
        The map of their election; None if it has none.

    Returns
    -------
    AreaLayout
        Their shapes, with tiles below for those that have none; tiles of all if no area has one.
    """
    if area_map is None or not set(codes) & set(area_map.shapes):
        wide, high, shapes = _tiles(codes)
        return AreaLayout(wide, high, shapes, {}, has_map=False)
    shapeless = [code for code in codes if code not in area_map.shapes]
    height, shapes = area_map.height, dict(area_map.shapes)
    if shapeless:
        wide, high, tiles = _tiles(shapeless)
        scale = min(1.0, WIDTH / wide)
        shapes |= {code: _moved(tile, scale, height + _GAP) for code, tile in tiles.items()}
        height += _GAP + high * scale
    around = {code: shape for code, shape in shapes.items() if code not in codes}
    return AreaLayout(
        WIDTH, height, {code: shapes[code] for code in codes}, around, True, area_map.source,
        area_map.about,
    )  # fmt: skip


def _moved(shape: Shape, scale: float, down: float) -> Shape:
    """Return a shape that is smaller and lies lower."""
    rings = tuple(tuple((x * scale, y * scale + down) for x, y in ring) for ring in shape.rings)
    return Shape(rings, (shape.label[0] * scale, shape.label[1] * scale + down))


def _tiles(codes: Sequence[str]) -> tuple[float, float, dict[str, Shape]]:
    """Return width and height of a grid of tiles, and the tiles, row by row."""
    wide, high = _WIDE, _HIGH
    if len(codes) > _FEW:
        wide, high = 24 * min(max(map(len, codes)), LONGEST_CODE) + 20, _LEAST_HIGH
    # The map is about two and a half times as wide as it is high.
    n_columns = max(1, math.ceil(math.sqrt(1.6 * len(codes) * _WIDE / _HIGH * high / wide)))
    tiles = {}
    for k, code in enumerate(codes):
        x, y = (wide + _GAP) * (k % n_columns), (high + _GAP) * (k // n_columns)
        corners = ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y))
        ring = tuple((float(east), float(south)) for east, south in corners)
        tiles[code] = Shape((ring,), (x + wide / 2, y + high / 2))
    n_rows = math.ceil(len(codes) / n_columns)
    return (wide + _GAP) * n_columns - _GAP, (high + _GAP) * n_rows - _GAP, tiles


def label_sizes(
    shapes: Iterable[Shape], texts: Sequence[int], letter: float, lines: float
) -> list[Size]:
    """Return how large each label is written so that none lies on another.

    Areas with more room come first; a label without room even if small is left out.

    Parameters
    ----------
    shapes
        The areas.
    texts
        Characters of the longest line of each label.
    letter, lines
        Width of a letter, and height of all lines, in units of the map.
    """
    listed = list(shapes)
    sizes: list[Size] = ["none"] * len(listed)
    taken: list[tuple[float, float, float, float]] = []
    for k in sorted(range(len(listed)), key=lambda k: (-_room(listed[k]), k)):
        x, y = listed[k].label
        size: Size
        for size, part in (("usual", 1.0), ("small", _SMALL)):
            wide, high = texts[k] * letter * part / 2, lines * part / 2
            box = (x - wide, x + wide, y - high, y + high)
            if not any(_overlap(box, other) for other in taken):
                sizes[k] = size
                taken.append(box)
                break
    return sizes


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return (
        one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    )  # fmt: skip


def _room(shape: Shape) -> float:
    """Return the distance of a label from the border of its area."""
    at = np.array(shape.label)
    rings = [np.array(ring) for ring in shape.rings]
    return float(min(distances(at, ring[:-1], ring[1:]).min() for ring in rings))
