"""TopoJSON: borders are stored once as arcs, which neighbours share.

Arcs are simplified before they are joined to rings, so no gaps or overlaps appear between
regions.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.pack.maps.borders import Line, Point


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
