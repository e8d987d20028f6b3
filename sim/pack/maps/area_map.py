"""A map of areas: shapes on a plane of fixed width, from outlines in degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.pack.maps.borders import Line, Point, innermost, signed_area, simplify_rings
from sim.pack.maps.projection import Albers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats

WIDTH: Final = 1000.0
"""Width of every map; x runs from 0 to it, to the east."""
MOST_HIGH: Final = 850.0
"""Largest height: a country that is taller stands in the middle of the width."""
MOST_POINTS: Final = 4_000
"""Points of all borders, above which they are simplified."""
_TOLERANCE = 0.5
"""Distance of a simplified border from the original, units of the map: half a pixel; doubled
until there are few enough points."""
_SMALLEST = 4.0
"""Area of islands that are left out when borders are simplified, square units."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of an area in degrees."""

    polygons: Sequence[Sequence[Sequence[Point]]]
    """Polygons, each with its outer ring first, then its holes; rings of (longitude, latitude)
    are closed."""
    label: Point | None = None
    """Where its name is written; None for the middle of its largest part."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of an area on a map; neighbours share the points of their border."""

    rings: tuple[Line, ...]
    """Closed rings (the last point is the first again), x to the right and y down. Land runs
    clockwise, a hole the other way, so the non-zero and the even-odd rule fill the same."""
    label: Point
    """Where its name is written."""

    @property
    def path(self) -> str:
        """The shape as SVG path data, with one decimal.

        Examples
        --------
        >>> Shape((((0.0, 0.0), (2.5, 0.0), (0.0, 2.5), (0.0, 0.0)),), (1.0, 1.0)).path
        'M0 0L2.5 0L0 2.5Z'
        """
        return "".join(
            "M" + "L".join(f"{x:.5g} {y:.5g}" for x, y in ring[:-1]) + "Z" for ring in self.rings
        )


def shape_of(path: str, label: Point) -> Shape:
    """Return a shape from its :attr:`Shape.path`.

    >>> shape_of("M0 0L2.5 0L0 2.5Z", (1.0, 1.0)).rings
    (((0.0, 0.0), (2.5, 0.0), (0.0, 2.5), (0.0, 0.0)),)
    """
    rings = []
    for part in re.findall(r"M([^Z]*)Z", path):
        x, y = np.array(re.split(r"[L ]", part), dtype=np.float64).reshape(-1, 2).T.tolist()
        points = tuple(zip(x, y, strict=True))
        rings.append((*points, points[0]))
    return Shape(tuple(rings), label)


@dataclass(frozen=True, slots=True)
class AreaMap:
    """Shapes of areas, on a plane that is ``WIDTH`` wide."""

    height: float
    """y runs from 0 to it, to the south."""
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    """By id of the area."""
    source: str = ""
    """Who drew the borders, as pictures say it."""
    about: str = ""
    """The same with licence and changes, as pages say it."""


def draw(outlines: Mapping[str, Outline], source: str = "", about: str = "") -> AreaMap:
    """Return the map of outlines, projected to equal areas and simplified if they are detailed.

    Parameters
    ----------
    outlines
        By id of the area; at least one, each with a polygon.
    source, about
        As in :class:`AreaMap`.
    """
    rings = [np.array(ring, dtype=np.float64) for outline in outlines.values()
             for polygon in outline.polygons for ring in polygon]  # fmt: skip
    plane = _Plane(np.concatenate(rings))
    lines: list[Line] = [_line(plane.place(ring)) for ring in rings]
    detailed = sum(map(len, lines)) > MOST_POINTS
    drawn, shapes, at = _few_points(lines) if detailed else lines, {}, 0
    for code, outline in outlines.items():
        parts = []
        first = at
        for polygon in outline.polygons:
            outer, *holes = drawn[at : at + len(polygon)]
            parts.append([outer, *filter(None, holes)] if outer else [])
            at += len(polygon)
        if not any(parts):
            # All are too small to be simplified: the largest stays as it is.
            parts = [[max(lines[first:at], key=lambda ring: abs(signed_area(ring)))]]
        shapes[code] = _shape([part for part in parts if part], outline.label, plane)
    return AreaMap(plane.height, shapes, source, about)


def _line(points: Floats) -> Line:
    """Return points of the map with one decimal; no zero is negative."""
    x, y = (np.round(points, 1) + 0.0).T.tolist()
    return tuple(zip(x, y, strict=True))


class _Plane:
    """Places degrees on the map: projected, and scaled to its width or its largest height."""

    def __init__(self, every: Floats) -> None:
        # A country on both sides of the 180th meridian is drawn in one piece.
        self._turned = bool(np.ptp(every[:, 0]) > 180)
        every = self._east(every)
        self._albers = Albers.of(every)
        plane = self._albers.project(every)
        (self._left, bottom), (right, self._top) = plane.min(axis=0), plane.max(axis=0)
        wide, high = max(right - self._left, 1e-6), max(self._top - bottom, 1e-6)
        self._scale = min(WIDTH / wide, MOST_HIGH / high)
        self._aside = (WIDTH - wide * self._scale) / 2
        self.height = round(float(high * self._scale), 1)

    def _east(self, points: Floats) -> Floats:
        if not self._turned:
            return points
        return np.stack([np.where(points[:, 0] < 0, points[:, 0] + 360, points[:, 0]),
                         points[:, 1]], axis=1)  # fmt: skip

    def place(self, points: Floats) -> Floats:
        """Return x and y on the map of longitudes and latitudes, shape ``(n, 2)``."""
        x, y = self._albers.project(self._east(points)).T
        return np.stack([(x - self._left) * self._scale + self._aside,
                         (self._top - y) * self._scale], axis=1)  # fmt: skip


def _few_points(lines: list[Line]) -> list[Line]:
    """Return rings with few enough points, without islands too small to be seen."""
    tolerance = _TOLERANCE
    while True:
        found = [line if not line or abs(signed_area(line)) >= _SMALLEST else ()
                 for line in simplify_rings(lines, tolerance)]  # fmt: skip
        if sum(map(len, found)) <= MOST_POINTS or tolerance > WIDTH:
            return found
        tolerance *= 2


def _shape(parts: Sequence[Sequence[Line]], label: Point | None, plane: _Plane) -> Shape:
    """Return the shape of an area from its polygons, land clockwise and holes the other way."""
    turned = [
        [ring if (signed_area(ring) > 0) == (number == 0) else ring[::-1]
         for number, ring in enumerate(part)]
        for part in parts
    ]  # fmt: skip
    rings = tuple(ring for part in turned for ring in part)
    if label is not None:
        return Shape(rings, _line(plane.place(np.array([label], dtype=np.float64)))[0])
    largest = max(turned, key=lambda part: sum(map(signed_area, part)))
    (x, y), _ = innermost(largest)
    return Shape(rings, (round(x, 1), round(y, 1)))
