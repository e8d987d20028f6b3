"""Places of texts beside marks: the first one where they lie on no other text and on no line."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.plots.style.boxes import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Point = tuple[float, float]

_STEP = 3.0
"""Points between the points of a line that are looked at."""


def box_at(x: float, y: float, width: float, height: float, side: Point = (1, 1)) -> Box:
    """Return the box of a text of a width and a height, in points, beside a position.

    ``side`` is 1 to the right of and above it, 0 in the middle, and -1 to the left and below.

    >>> [*box_at(10, 20, 4, 2)], [*box_at(10, 20, 4, 2, (-1, 0))]
    ([10.0, 20.0, 14.0, 22.0], [6.0, 19.0, 10.0, 21.0])
    """
    left, bottom = x + (side[0] - 1) / 2 * width, y + (side[1] - 1) / 2 * height
    return Box(left, bottom, left + width, bottom + height)


def freest(places: Sequence[Box], texts: Iterable[Box], line: Sequence[Point]) -> int:
    """Return the index of the first of some places on no text and no line, or on few of them.

    Parameters
    ----------
    places
        Boxes of a text, the best one first.
    texts
        Boxes of other texts, which count more than the line.
    line
        Its corners.
    """
    around, on_line = [*texts], [*_points_of(line)]

    def cost(k: int) -> tuple[int, bool]:
        place = places[k]
        return (
            sum(map(place.overlaps, around)),
            any(place.left < x < place.right and place.bottom < y < place.top for x, y in on_line),
        )

    return min(range(len(places)), key=cost)


def _points_of(line: Sequence[Point]) -> Iterable[Point]:
    """Yield points of a line that are close to each other."""
    for (x, y), (to_x, to_y) in pairwise(line):
        n = int(max(abs(to_x - x), abs(to_y - y)) / _STEP) + 1
        yield from ((x + (to_x - x) * k / n, y + (to_y - y) * k / n) for k in range(n + 1))
