"""Simplification of the borders of areas, which neighbours share and keep in common.

Lines are simplified by the method of Douglas and Peucker [1]_, each stretch of border between two
points where borders meet for itself, so no gaps or overlaps appear between neighbours.

References
----------
.. [1] Douglas D. H., Peucker T. K. (1973). Algorithms for the reduction of the number
   of points required to represent a digitized line or its caricature. The Canadian
   Cartographer 10(2): 112–122. doi:10.3138/FM57-6770-U75U-7727
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.core.types import Floats, Ints

Point = tuple[float, float]
Line = tuple[Point, ...]
LEAST_POINTS = 4
"""Points of a closed ring that has an area: the first is also the last."""


def simplify(line: Sequence[Point], tolerance: float) -> list[int]:
    """Return the indices of the points of a line that stay.

    Others are within ``tolerance`` of the line through those. The ends stay; a closed line keeps
    the point that is farthest from its end.

    Examples
    --------
    >>> simplify(((0, 0), (1, 0.1), (2, 0)), 0.5)
    [0, 2]
    """
    points = np.array(line, dtype=np.float64)
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        far = distances(points[first + 1 : last], points[first], points[last])
        at = int(far.argmax())
        if far[at] > tolerance:
            keep.add(first + 1 + at)
            spans += [(first, first + 1 + at), (first + 1 + at, last)]
    return sorted(keep)


def distances(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return the distance of points, shape ``(..., 2)``, from the straight line between two.

    Examples
    --------
    >>> distances(np.array([0.0, 2.0]), np.array([-1.0, 0.0]), np.array([1.0, 0.0])).item()
    2.0
    """
    along = end - start
    squares = (along * along).sum(axis=-1)
    # A line without a length is a point.
    part = ((points - start) * along).sum(axis=-1) / np.where(squares > 0, squares, 1.0)
    beside = points - start - np.clip(part, 0.0, 1.0)[..., None] * along
    found: Floats = np.hypot(beside[..., 0], beside[..., 1])
    return found


def simplify_rings(rings: Sequence[Line], tolerance: float) -> list[Line]:
    """Return closed rings with fewer points; rings that share a border share it still.

    A ring of which less than a triangle is left becomes empty.
    """
    met = _junctions(rings)
    return [_simple_ring(ring, met, tolerance) for ring in rings]


def _junctions(rings: Iterable[Line]) -> set[Point]:
    """Return the points where borders meet: those with more than two neighbours."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            if one != other:
                beside.setdefault(one, set()).add(other)
                beside.setdefault(other, set()).add(one)
    return {point for point, others in beside.items() if len(others) > 2}


def _simple_ring(ring: Line, met: set[Point], tolerance: float) -> Line:
    """Return a ring, simplified from junction to junction; without one, from its least point."""
    open_ring = ring[:-1]
    starts = [at for at, point in enumerate(open_ring) if point in met]
    starts = starts or [min(range(len(open_ring)), key=open_ring.__getitem__)]
    turned = open_ring[starts[0] :] + open_ring[: starts[0]]
    ends = [*(at - starts[0] for at in starts), len(turned)]
    turned += turned[:1]
    points: list[Point] = []
    for first, last in pairwise(ends):
        arc = turned[first : last + 1]
        # Neighbours pass it in opposite directions, and must keep the same points.
        forward = arc <= arc[::-1]
        kept = [arc[at] for at in simplify(arc, tolerance)] if forward else [
            arc[::-1][at] for at in simplify(arc[::-1], tolerance)
        ][::-1]  # fmt: skip
        points += kept[:-1]
    return (*points, points[0]) if len(points) >= LEAST_POINTS - 1 else ()


def signed_area(ring: Sequence[Point]) -> float:
    """Return the area of a closed ring: positive if it runs clockwise with y down.

    Examples
    --------
    >>> signed_area(((0, 0), (2, 0), (2, 1), (0, 1), (0, 0)))
    2.0
    """
    x, y = np.array(ring, dtype=np.float64).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def inside(points: Floats, rings: Iterable[Line]) -> Ints:
    """Return which points, shape ``(n, 2)``, lie inside closed rings, by the even-odd rule.

    Examples
    --------
    >>> inside(np.array([[1.0, 1.0], [3.0, 3.0]]), [((0, 0), (3, 0), (0, 3), (0, 0))]).tolist()
    [1, 0]
    """
    x, y = points[:, 0, None], points[:, 1, None]
    crossings = np.zeros(len(points), dtype=np.int64)
    for ring in rings:
        closed = np.array(ring, dtype=np.float64)
        (x0, y0), (x1, y1) = closed[:-1].T, closed[1:].T
        rise = np.where(y1 == y0, 1.0, y1 - y0)
        crossed = ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) * (x1 - x0) / rise)
        crossings += crossed.sum(axis=1)
    return crossings % 2


def innermost(rings: Sequence[Line], *, steps: int = 40) -> tuple[Point, float]:
    """Return the point of a shape that is farthest from its borders, and how far it is.

    A grid over the shape's box is searched, then a finer one around the best point.

    Parameters
    ----------
    rings
        Closed rings.
    steps
        Points of a grid in each direction.
    """
    every = np.array([point for ring in rings for point in ring], dtype=np.float64)
    corner, size = every.min(axis=0), np.ptp(every, axis=0)
    best, room = every[0], 0.0
    cells = np.stack(np.meshgrid(*[np.arange(steps) + 0.5] * 2, indexing="ij"), axis=-1)
    for _ in range(2):
        grid = corner + cells.reshape(-1, 2) * size / steps
        grid = grid[inside(grid, rings) == 1]
        if len(grid):
            clear = np.full(len(grid), np.inf)
            for ring in rings:
                closed = np.array(ring, dtype=np.float64)
                clear = np.minimum(
                    clear, distances(grid[:, None], closed[:-1], closed[1:]).min(axis=1)
                )
            if clear.max() > room:
                best, room = grid[clear.argmax()], float(clear.max())
        size = 4 * size / steps
        corner = best - size / 2
    return (float(best[0]), float(best[1])), room
