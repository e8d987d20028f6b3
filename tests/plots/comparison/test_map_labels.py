"""Labels of maps can be read, lie on no other, and name all regions that differ."""

from __future__ import annotations

from itertools import combinations
from math import nan

import pytest

from sim.comparison import Difference
from sim.core.language import LANGUAGES, in_language, named
from sim.pack.maps.layout import AreaLayout, layout_of
from sim.pack.records import published
from sim.plots.comparison.map_labels import Writing, labels_of
from sim.plots.style.texts import LEAST_SIZE
from sim.results.result_map import _shipped_map
from sim.results.schema import TIME

LATER = {"SEV": 27_780.0, "KUS": 35_400.0, "AKM": 38_700.0, "PAV": 43_500.0}
"""Seconds: neighbours with long texts."""
NAMES = published().region_names


def rows_of(layout: AreaLayout) -> dict[str, Difference]:
    found = {}
    for code in layout.shapes:
        later = LATER.get(code, 0.0)
        found[code] = Difference(
            "night.all_accepted", code, TIME, 75_600.0, 75_600.0 + later, later, nan, nan, later,
            later, nan,
        )  # fmt: skip
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [270.0, 330.0, 435.0])
def test_all_regions_that_differ_are_named_and_no_label_lies_on_another(
    language: str, width: float
) -> None:
    layout = layout_of(list(NAMES), _shipped_map())
    writing = Writing(8.5, layout.width / width)

    with in_language(language, published().names.get(language, {})):
        names = {code: named(name) for code, name in NAMES.items()}
        found = labels_of(rows_of(layout), LATER, layout, names, writing)

    assert found.keys() >= LATER.keys()
    assert all(names[code].split()[0] in found[code].text for code in LATER)
    assert min(label.size for label in found.values()) >= LEAST_SIZE
    boxes = [writing.box_of(label) for label in found.values()]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert all(label.is_inside for code, label in found.items() if code not in LATER)


def test_tiles_have_names_or_else_codes() -> None:
    layout = layout_of(["AKM", "SEV"], None)
    names = {"AKM": "Aqmola", "SEV": "A long name that no tile has room for, in any size"}

    found = labels_of(rows_of(layout), LATER, layout, names, Writing(12.0, 1.0))

    assert found["AKM"].text == "Aqmola\n+10 h 45 min"
    assert found["SEV"].text == "SEV\n+7 h 43 min"
