"""Positions of dots on the map, one for each race, inside the shape of its region."""

# No reference: points of a triangular lattice, in which neighbours are equally far from each other.

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Flags, Floats
    from sim.pack.maps.area_map import Shape

_DISTANCES = [30.0 * 0.95**k for k in range(36)]
"""Distances of neighbours that are tried, units of the map, of which it has 1000 in width."""
_RADIUS = 0.46
"""Radius of a dot as a part of the distance."""
_REACH = 1.3
"""How far the marks of the page reach from their middle, with their edges, as a part of it."""
_CELL = 2.0
"""Width of the squares in which the inside of a shape is known."""


Box = tuple[float, float, float, float]
"""West, east, north and south."""


class Dots(TypedDict):
    """Dots on the map, for the script of the page."""

    radius: float
    at: dict[str, list[tuple[float, float]]]
    """By region, as many as it has races; from north to south, from west to east."""


def dots_of(
    shapes: Mapping[str, Shape], counts: Mapping[str, int], labels: Sequence[Box] = ()
) -> Dots | None:
    """Return dots as large as all regions have room for, around the label of each.

    Parameters
    ----------
    shapes
        The regions by code.
    counts
        Races by code of their region.
    labels
        What no dot may cover: west, east, north and south of the codes of the regions.

    Returns
    -------
    Dots | None
        None if a region has no room for its races even in the smallest size.
    """
    insides = {code: _Inside.of(shapes[code], labels) for code, n in counts.items() if n}
    fits: Dots | None = None
    low, high = 0, len(_DISTANCES)
    while low < high:  # Bisection: the first distance, from large to small, with room for all.
        middle = (low + high) // 2
        found = _placed(insides, counts, _DISTANCES[middle])
        fits = found or fits
        low, high = (low, middle) if found else (middle + 1, high)
    return fits


def _placed(
    insides: Mapping[str, _Inside], counts: Mapping[str, int], distance: float
) -> Dots | None:
    at = {}
    for code, inside in insides.items():
        points = inside.points(distance, counts[code])
        if points is None:
            return None
        at[code] = points
    return {"radius": round(_RADIUS * distance, 2), "at": at}


class _Inside(NamedTuple):
    """Which squares of a fine grid are inside a shape."""

    west: float
    north: float
    squares: Flags
    label: tuple[float, float]
    labels: Sequence[Box]
    """Of all regions: a label may reach into another region."""

    @classmethod
    def of(cls, shape: Shape, labels: Sequence[Box]) -> _Inside:
        points = np.array([point for ring in shape.rings for point in ring])
        (west, north), (east, south) = points.min(axis=0), points.max(axis=0)
        x = np.arange(west + _CELL / 2, east, _CELL)
        y = np.arange(north + _CELL / 2, south, _CELL)
        squares = np.zeros((len(y), len(x)), dtype=bool)
        for ring in shape.rings:
            corners = np.array(ring)
            for (x0, y0), (x1, y1) in pairwise(corners):
                rows = (y >= min(y0, y1)) & (y < max(y0, y1))
                if rows.any():
                    crossing = x0 + (y[rows] - y0) * (x1 - x0) / (y1 - y0)
                    squares[rows] ^= x[None, :] >= crossing[:, None]
        return cls(float(west), float(north), squares, shape.label, labels)

    def has(self, x: Floats, y: Floats) -> Flags:
        """Return which points are inside."""
        column = np.floor((x - self.west) / _CELL).astype(np.int64)
        row = np.floor((y - self.north) / _CELL).astype(np.int64)
        n_rows, n_columns = self.squares.shape
        on_grid = (column >= 0) & (column < n_columns) & (row >= 0) & (row < n_rows)
        found: Flags = on_grid & self.squares[
            np.clip(row, 0, n_rows - 1), np.clip(column, 0, n_columns - 1)
        ]  # fmt: skip
        return found

    def points(self, distance: float, n: int) -> list[tuple[float, float]] | None:
        """Return the ``n`` lattice points closest to the label; None if there are fewer."""
        n_rows, n_columns = self.squares.shape
        rows = np.arange(math.ceil(n_rows * _CELL / (distance * math.sqrt(0.75))) + 1)
        columns = np.arange(-1, math.ceil(n_columns * _CELL / distance) + 1)
        down, along = np.meshgrid(rows, columns, indexing="ij")
        x = (self.west + distance * (along + 0.5 * (down % 2))).ravel()
        y = (self.north + distance * math.sqrt(0.75) * (down + 0.5)).ravel()
        edge = _RADIUS * distance + 1
        free = np.ones(x.shape, dtype=bool)
        reach = _REACH * _RADIUS * distance
        for west, east, north, south in self.labels:
            across = (x > west - reach) & (x < east + reach)
            free &= ~(across & (y > north - reach) & (y < south + reach))
        for angle in np.arange(8) * math.pi / 4:
            free &= self.has(x + edge * math.cos(angle), y + edge * math.sin(angle))
        x, y = x[free], y[free]
        if len(x) < n:
            return None
        near = np.argsort((x - self.label[0]) ** 2 + (y - self.label[1]) ** 2, kind="stable")[:n]
        chosen = near[np.lexsort((x[near], y[near]))]
        return list(zip(x[chosen].round(1).tolist(), y[chosen].round(1).tolist(), strict=True))
