"""``map.geojson``: the outlines of areas, read from GeoJSON with all its faults.

GeoJSON is that of RFC 7946 [1]_: longitude, then latitude, in degrees of WGS 84.

References
----------
.. [1] Butler H., Daly M., Doyle A., Gillies S., Hagen S., Schaub T. (2016). The GeoJSON Format.
   RFC 7946. doi:10.17487/RFC7946
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from sim.core.names import LONGEST_NAME, forbidden_character, is_name, nfc
from sim.core.text import shown
from sim.pack.files.declared import MAP_FILE
from sim.pack.maps.area_map import Outline
from sim.pack.maps.borders import LEAST_POINTS, signed_area

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.core.types import Json
    from sim.pack.files.faults import Faults
    from sim.pack.maps.borders import Line, Point

MOST_BYTES = 50_000_000
"""Limit on the size of the file."""
_LONGEST_SOURCE = 200
_WGS_84 = re.compile(r"(?i)(CRS84|EPSG:.*\b4326|^WGS ?84)$")
"""Ends of its names, such as ``urn:ogc:def:crs:OGC:1.3:CRS84`` and ``EPSG:4326``."""
_PROJECTED = 1000.0
"""Coordinates beyond this are no degrees: they are metres of a projected map."""
Value = TypeVar("Value")


@dataclass(slots=True)
class MapOutlines:
    """What a map file holds."""

    outlines: dict[str, Outline] = field(default_factory=dict)
    """By id of the area, in the order of the file."""
    features: dict[str, int] = field(default_factory=dict)
    """Number of the feature of each area, from 0."""
    source: str = ""
    about: str = ""
    other_system: str = ""
    """The coordinate reference system that the file names, if it is not WGS 84."""


class _WrongError(ValueError):
    """A fault of a feature: its key, and what must be."""

    def __init__(self, key: str, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.key, self.message, self.kind = key, message, kind or message


def read_map(path: Path, faults: Faults) -> MapOutlines | None:
    """Read a map; None if it is no FeatureCollection.

    Parameters
    ----------
    path
        A file that exists.
    faults
        Takes every fault of the file.
    """
    content = _content(path, faults)
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        if content is not None:
            got = content.get("type") if isinstance(content, dict) else content
            message = f"must be a GeoJSON FeatureCollection; got {shown(got)}"
            faults.add(MAP_FILE, 0, "type", message)
        return None
    features = content.get("features")
    if not isinstance(features, list) or not features:
        faults.add(MAP_FILE, 0, "features", "must be a list of at least one feature")
        return None
    found = MapOutlines(source=_words(content, "source", faults))
    found.about = _words(content, "about", faults)
    found.other_system = _other_system(content.get("crs"))
    for number, feature in enumerate(features):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            faults.add(MAP_FILE, 0, f"features.{number}", "must be a GeoJSON Feature", "no feature")
            continue
        _add_feature(found, number, feature, faults)
    return found


def _add_feature(found: MapOutlines, number: int, feature: dict[str, Json], faults: Faults) -> None:
    """Add the outline of a feature, or its faults."""
    properties = feature.get("properties")
    about = properties if isinstance(properties, dict) else {}

    def read(parse: Callable[[], Value]) -> Value | None:
        try:
            return parse()
        except _WrongError as wrong:
            faults.add(MAP_FILE, 0, f"features.{number}.{wrong.key}", wrong.message, wrong.kind)
            return None

    area = read(lambda: _area(feature, about))
    polygons = read(lambda: _polygons(feature.get("geometry")))
    label = read(lambda: _label(about.get("label")))
    if area in found.features:
        message = f"{shown(area)} is twice; it is that of features.{found.features[area]}, too: "
        message += "write both as one MultiPolygon"
        faults.add(MAP_FILE, 0, f"features.{number}.id", message, "twice")
    elif area is not None:
        found.features[area] = number
        if polygons is not None:
            found.outlines[area] = Outline(polygons, label)


def _content(path: Path, faults: Faults) -> Json:
    """Return the JSON of a file; None, and a fault, if it is none."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            faults.add(MAP_FILE, 0, "", f"is larger than {MOST_BYTES // 1_000_000} MB; simplify it")
            return None
        content: Json = json.loads(data.decode("utf-8-sig"))
    except OSError as error:
        faults.add(MAP_FILE, 0, "", f"cannot be read: {error.strerror or error}")
    except UnicodeDecodeError:
        faults.add(MAP_FILE, 0, "", "must be UTF-8 text; save the file as UTF-8")
    except json.JSONDecodeError as error:
        faults.add(MAP_FILE, error.lineno, "", f"is not JSON: {error.msg}, column {error.colno}")
    except (ValueError, RecursionError):
        faults.add(MAP_FILE, 0, "", "is not JSON that can be read: numbers or lists without end")
    else:
        if content is None:
            faults.add(MAP_FILE, 0, "type", "must be a GeoJSON FeatureCollection; got null")
        return content
    return None


def _words(content: dict[str, Json], key: str, faults: Faults) -> str:
    """Return a text that says where the borders come from; empty if there is none."""
    text = content.get(key, "")
    if isinstance(text, str) and len(text) <= _LONGEST_SOURCE and not forbidden_character(text):
        return nfc(text)
    message = f"must be a printable text of at most {_LONGEST_SOURCE} characters; got "
    faults.add(MAP_FILE, 0, key, message + shown(text))
    return ""


def _other_system(crs: Json) -> str:
    """Return the name of a coordinate reference system that is not WGS 84; else an empty text.

    Files from before RFC 7946 name it; some programs still do.
    """
    about = crs.get("properties") if isinstance(crs, dict) else None
    name = about.get("name") if isinstance(about, dict) else None
    if crs is None or (isinstance(name, str) and _WGS_84.search(name)):
        return ""
    return name if isinstance(name, str) else json.dumps(crs)


def _area(feature: dict[str, Json], about: dict[str, Json]) -> str:
    """Return the id of the area of a feature."""
    key = "properties.area" if about.get("area") is not None else "id"
    area = feature.get("id") if key == "id" else about["area"]
    if area is None:
        message = "is missing: a feature has the id of its area, as in sites.csv, as its id or in "
        raise _WrongError("id", f"{message}its property area{_hint(about)}", "no id")
    # A number, as RFC 7946 allows: ids of areas are texts.
    text = str(area) if isinstance(area, int) and not isinstance(area, bool) else area
    if not isinstance(text, str) or forbidden_character(text) or not is_name(nfc(text)):
        message = f"must be the id of an area, 1 to {LONGEST_NAME} characters; got {shown(area)}"
        raise _WrongError(key, message, "id")
    return nfc(text)


def _hint(about: dict[str, Json]) -> str:
    named = [key for key, value in about.items() if isinstance(value, (str, int))][:4]
    return f"; its properties are {', '.join(map(shown, named))}" if named else ""


def _polygons(geometry: Json) -> tuple[tuple[Line, ...], ...]:
    """Return the polygons of a geometry, each an outer ring and its holes."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        message = f"must be a Polygon or MultiPolygon; got {shown(kind)}"
        raise _WrongError("geometry", message, "geometry")
    listed = geometry.get("coordinates")
    polygons = [listed] if kind == "Polygon" else listed
    if not isinstance(polygons, list) or not polygons:
        raise _WrongError("geometry", f"must have coordinates of a {kind}", "no coordinates")
    found = []
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _WrongError("geometry", f"must have the coordinates of a {kind}: lists of "
                              "rings of positions", "no rings")  # fmt: skip
        rings = [_ring(ring) for ring in polygon]
        if any(not signed_area(ring) for ring in rings):
            raise _WrongError("geometry", "has a ring without an area", "no area")
        found.append(tuple(rings))
    return tuple(found)


def _ring(ring: Json) -> Line:
    """Return a closed ring of longitudes and latitudes."""
    if not isinstance(ring, list) or len(ring) < LEAST_POINTS:
        message = f"has a ring of fewer than {LEAST_POINTS} positions; the last is the first again"
        raise _WrongError("geometry", message, "short ring")
    points = tuple(map(_position, ring))
    if points[0] != points[-1]:
        message = "has a ring that is not closed: its last position must be its first, "
        message += f"{shown(ring[0])}; got {shown(ring[-1])}"
        raise _WrongError("geometry", message, "open ring")
    return points


def _position(position: Json) -> Point:
    """Return longitude and latitude; an altitude is ignored."""
    match position:
        case [int() | float() as x, int() | float() as y, *_] if not (
            isinstance(x, bool) or isinstance(y, bool)
        ):
            if -180 <= x <= 180 and -90 <= y <= 90:
                return float(x), float(y)
            message = "must be longitude from -180 to 180, then latitude from -90 to 90; got "
            hint = ""
            if max(abs(x), abs(y)) > _PROJECTED:
                hint = "; these are metres of a projected map: convert it to WGS 84 (EPSG:4326)"
            elif -90 <= x <= 90 and -180 <= y <= 180:
                hint = "; is that latitude first?"
            raise _WrongError("geometry", f"{message}{shown(position)}{hint}", "range")
    raise _WrongError("geometry", f"must have positions of two numbers; got {shown(position)}",
                      "position")  # fmt: skip


def _label(position: Json) -> Point | None:
    if position is None:
        return None
    try:
        return _position(position)
    except _WrongError as wrong:
        message = wrong.message.replace("must have positions of", "must be a position of")
        raise _WrongError("properties.label", message, wrong.kind) from None
