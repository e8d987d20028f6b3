"""TopoJSON: borders are stored once as arcs, which neighbours share.

Arcs are simplified before they are joined to rings, so no gaps or overlaps appear between
regions.

Lines are simplified by the method of Douglas and Peucker [1]_.

References
----------
.. [1] Douglas D. H., Peucker T. K. (1973). Algorithms for the reduction of the number
   of points required to represent a digitized line or its caricature. The Canadian
   Cartographer 10(2): 112–122. doi:10.3138/FM57-6770-U75U-7727
"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Point = tuple[float, float]
Line = tuple[Point, ...]


def decode_arcs(topology: Mapping[str, Any]) -> list[Line]:
    """Return the arcs of a topology, without delta coding and quantisation.

    Returns
    -------
        The arcs, as longitudes and latitudes, degrees.
    """
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        xs = accumulate(step[0] for step in steps)
        ys = accumulate(step[1] for step in steps)
        arcs.append(tuple((x * kx + x0, y * ky + y0) for x, y in zip(xs, ys, strict=True)))
    return arcs


def polygons(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """Return the polygons of a geometry: each a list of rings, each a list of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    return list(geometry["arcs"])


def ring(numbers: Iterable[int], arcs: Sequence[Line]) -> Line:
    """Return a closed ring of arcs; number ``~k`` is arc k reversed."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)


def signed_area(closed: Line) -> float:
    """Return the area of a closed ring: positive if it runs clockwise with y down.

    Examples
    --------
    >>> signed_area(((0, 0), (2, 0), (2, 1), (0, 1), (0, 0)))
    2.0
    """
    return math.fsum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(closed)) / 2


def simplify(line: Line, tolerance: float) -> Line:
    """Return a line without the points that are within ``tolerance`` of the simplified line.

    Douglas and Peucker's method. The ends stay, so arcs still meet; a closed arc
    keeps the point that is farthest from its end.

    Examples
    --------
    >>> simplify(((0, 0), (1, 0.1), (2, 0)), 0.5)
    ((0, 0), (2, 0))
    """
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        between = range(first + 1, last)
        if not between:
            continue
        far = max(between, key=lambda k: distance(line[k], line[first], line[last]))
        if distance(line[far], line[first], line[last]) > tolerance:
            keep.add(far)
            spans += [(first, far), (far, last)]
    return tuple(line[k] for k in sorted(keep))


def distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance of a point from the straight line between two others.

    Examples
    --------
    >>> distance((0, 2), (-1, 0), (1, 0))
    2.0
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    along = 0.0
    if length2 > 0:
        along = ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length2
        along = min(1.0, max(0.0, along))
    return math.hypot(point[0] - start[0] - along * dx, point[1] - start[1] - along * dy)


def inside(point: Point, rings: Iterable[Line]) -> bool:
    """Return whether a point lies inside closed rings, by the even-odd rule.

    Examples
    --------
    >>> inside((1, 1), [((0, 0), (3, 0), (0, 3), (0, 0))])
    True
    """
    x, y = point
    crossings = 0
    for closed in rings:
        for (x0, y0), (x1, y1) in pairwise(closed):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                crossings += 1
    return crossings % 2 == 1


def innermost(rings: Sequence[Line], *, steps: int = 40) -> Point:
    """Return the point of a shape that is farthest from its borders, for a label.

    A grid over the shape's box is searched, then a finer one around the best point.

    Parameters
    ----------
    rings
        Closed rings.
    steps
        Points of a grid in each direction.
    """
    xs, ys = zip(*(point for closed in rings for point in closed), strict=True)
    left, top, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    best = (left, top)
    for _ in range(2):
        grid = (
            (left + (i + 0.5) * width / steps, top + (j + 0.5) * height / steps)
            for i in range(steps)
            for j in range(steps)
        )
        best = max((p for p in grid if inside(p, rings)), key=lambda p: _clearance(p, rings))
        width, height = 4 * width / steps, 4 * height / steps
        left, top = best[0] - width / 2, best[1] - height / 2
    return best


def _clearance(point: Point, rings: Iterable[Line]) -> float:
    return min(distance(point, a, b) for closed in rings for a, b in pairwise(closed))
