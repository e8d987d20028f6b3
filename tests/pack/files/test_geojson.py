"""The map of a pack: every fault at once, and what it holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.packs import TOWN, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def square(west: float = 10.0, south: float = 50.0) -> list[list[float]]:
    return [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1],
            [west, south]]  # fmt: skip


def feature(area: Any, **changed: Any) -> dict[str, Any]:
    polygon = {"type": "Polygon", "coordinates": [square(11.0 if area == "South" else 10.0)]}
    return {"type": "Feature", "id": area, "properties": {}, "geometry": polygon} | changed


def map_text(*features: Any, **more: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features} | more)


def with_map(folder: Path, text: str | bytes) -> Path:
    write_pack(folder)
    (folder / "map.geojson").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def faults(folder: Path, text: str | bytes) -> list[str]:
    return faults_of(with_map(folder, text))


BOTH = (feature("South"), feature("North"))


def test_shapes_of_the_areas_that_tables_are_made_for(tmp_path: Path) -> None:
    both = [feature("South"), feature(None, properties={"area": "North"}), feature("N1")]
    pack = read(with_map(tmp_path, map_text(*both, source="Survey", about="Survey, CC BY 4.0")))

    assert pack.map is not None
    assert list(pack.map.shapes) == ["North", "South"]
    assert (pack.map.source, pack.map.about) == ("Survey", "Survey, CC BY 4.0")
    north, south = (pack.map.shapes[area] for area in ("North", "South"))
    assert north.label[0] < south.label[0]
    assert {*north.rings[0]} & {*south.rings[0]}
    assert not pack.findings


def test_without_a_map(tmp_path: Path) -> None:
    assert read(write_pack(tmp_path)).map is None


def test_an_area_without_a_shape_is_said(tmp_path: Path) -> None:
    pack = read(with_map(tmp_path, map_text(feature("South"))))

    assert pack.map is not None
    (found,) = pack.findings
    assert (found.code, found.where) == ("P9", "map.geojson")
    assert found.message == "1 area of level county (North) has no shape: it is drawn as a tile"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type": ', "map.geojson:1: is not JSON: Expecting value, column 10"),
        (b"\xff\xfe", "map.geojson: must be UTF-8 text; save the file as UTF-8"),
        ("[" * 100_000, "map.geojson: is not JSON that can be read"),
        ("[1]", "map.geojson: type must be a GeoJSON FeatureCollection; got [1]"),
        ('{"type": "Topology"}',
         "map.geojson: type must be a GeoJSON FeatureCollection; got 'Topology'"),
        (map_text(), "map.geojson: features must be a list of at least one feature"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_map(text: str | bytes, message: str, tmp_path: Path) -> None:
    (found,) = faults(tmp_path, text)
    assert found.startswith(message)


def test_all_faults_of_a_map_at_once(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": square()}
    found = faults(tmp_path, map_text(
        feature("Nroth"), feature(None, geometry=line), feature("South"), "?",
    ))  # fmt: skip

    assert [text.partition("; ")[0] for text in found] == [
        (
            "map.geojson: features.1.id is missing: a feature has the id of its area, as in "
            "sites.csv, as its id or in its property area"
        ),
        "map.geojson: features.1.geometry must be a Polygon or MultiPolygon",
        "map.geojson: features.3 must be a GeoJSON Feature",
        "map.geojson: features.0.id: no site lies in area 'Nroth'",
    ]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"geometry": {"type": "Point", "coordinates": [1, 2]}},
         "features.0.geometry must be a Polygon or MultiPolygon; got 'Point'"),
        ({"geometry": None}, "features.0.geometry must be a Polygon or MultiPolygon; got None"),
        ({"geometry": {"type": "Polygon", "coordinates": []}},
         "features.0.geometry must have the coordinates of a Polygon: lists of rings of positions"),
        ({"geometry": {"type": "MultiPolygon", "coordinates": []}},
         "features.0.geometry must have coordinates of a MultiPolygon"),
        ({"geometry": {"type": "Polygon", "coordinates": [square()[:3]]}},
         "features.0.geometry has a ring of fewer than 4 positions; the last is the first again"),
        ({"geometry": {"type": "Polygon", "coordinates": [[*square()[:-1], [9, 9]]]}},
         ("features.0.geometry has a ring that is not closed: its last position must be its first, "
         "[10.0, 50.0]; got [9, 9]")),
        ({"geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 2], [3, 3], [1, 1]]]}},
         "features.0.geometry has a ring without an area"),
        ({"geometry": {"type": "Polygon", "coordinates": [square(50.0, 110.0)]}},
         ("features.0.geometry must be longitude from -180 to 180, then latitude from -90 to 90; "
         "got [50.0, 110.0]; is that latitude first?")),
        ({"geometry": {"type": "Polygon", "coordinates": [square(500_000.0, 4_000_000.0)]}},
         ("features.0.geometry must be longitude from -180 to 180, then latitude from -90 to 90; "
         "got [500000.0, 4000000.0]; these are metres of a projected map: convert it to WGS 84 "
         "(EPSG:4326)")),
        ({"geometry": {"type": "Polygon", "coordinates": [[["1", 2]] * 4]}},
         "features.0.geometry must have positions of two numbers; got ['1', 2]"),
        ({"id": "Nroth"}, "features.0.id: no site lies in area 'Nroth'; did you mean 'North'?"),
        ({"id": None, "properties": {"name": "North", "pop": 7}},
         ("features.0.id is missing: a feature has the id of its area, as in sites.csv, as its id "
         "or in its property area; its properties are 'name', 'pop'")),
        ({"id": True}, "features.0.id must be the id of an area, 1 to 80 characters; got True"),
        ({"properties": {"area": ["x"]}},
         "features.0.properties.area must be the id of an area, 1 to 80 characters; got ['x']"),
        ({"properties": {"label": [200, 0]}},
         ("features.0.properties.label must be longitude from -180 to 180, then latitude from "
         "-90 to 90; got [200, 0]")),
        ({"type": "Nothing"}, "features.0 must be a GeoJSON Feature"),
    ],
)  # fmt: skip
def test_a_faulty_feature(changed: dict[str, Any], message: str, tmp_path: Path) -> None:
    found = faults(tmp_path, map_text(feature("North") | changed, feature("South")))
    assert found == [f"map.geojson: {message}"]


def test_an_area_twice_and_sources_that_are_no_text(tmp_path: Path) -> None:
    found = faults(tmp_path, map_text(feature("North"), feature("North"), source=7, about="a\nb"))
    assert found == [
        "map.geojson: source must be a printable text of at most 200 characters; got 7",
        "map.geojson: about must be a printable text of at most 200 characters; got 'a\\nb'",
        (
            "map.geojson: features.1.id: 'North' is twice; it is that of features.0, too: write "
            "both "
            "as one MultiPolygon"
        ),
    ]


def test_numbers_are_ids_and_altitudes_are_no_matter(tmp_path: Path) -> None:
    high = {"type": "Polygon", "coordinates": [[[*point, 800.0] for point in square()]]}
    write_pack(tmp_path, sites=TOWN["sites.csv"].replace("North", "7"),
               areas=TOWN["areas.csv"].replace("North,", "7,"),
               contests=TOWN["contests.csv"].replace("plurality,North", "plurality,7"))  # fmt: skip
    (tmp_path / "map.geojson").write_text(map_text(feature(7, geometry=high), feature("South")))

    found = read(tmp_path).map
    assert found is not None
    assert list(found.shapes) == ["7", "South"]


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}},
        {"type": "name", "properties": {"name": "epsg:4326"}},
        None,
    ],
)
def test_a_map_may_say_that_it_is_in_wgs_84(crs: object, tmp_path: Path) -> None:
    assert not read(with_map(tmp_path, map_text(*BOTH, crs=crs))).findings


@pytest.mark.parametrize(
    ("crs", "named"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
         "'urn:ogc:def:crs:EPSG::3857'"),
        ({"type": "name", "properties": {"name": "EPSG:14326"}}, "'EPSG:14326'"),
        ({"type": "EPSG", "properties": {"code": 27700}},
         """'{"type": "EPSG", "properties": {"code": 27700}}'"""),
    ],
)  # fmt: skip
def test_another_system_of_coordinates_is_said(crs: object, named: str, tmp_path: Path) -> None:
    [found] = read(with_map(tmp_path, map_text(*BOTH, crs=crs))).findings

    message = "coordinates are read as degrees of WGS 84, as RFC 7946 has them"
    assert (found.code, found.message) == ("P16", f"its crs is {named}: {message}")
