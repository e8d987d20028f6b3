"""Dots of races on the map: inside their region, apart from each other and from its code."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from math import dist
from typing import TYPE_CHECKING

import numpy as np

from sim.pack.maps.layout import layout_of
from sim.reporting.dots import dots_of
from sim.reporting.maps import race_dots
from sim.results.result_map import map_of_result

if TYPE_CHECKING:
    import sim


def test_each_race_has_a_dot_and_none_touches_another(baseline: sim.RunResults) -> None:
    found = race_dots(baseline)
    assert found is not None
    codes = Counter(baseline.tables["races"]["code"].tolist())
    assert {code: len(at) for code, at in found["at"].items()} == codes
    everywhere = [point for at in found["at"].values() for point in at]
    nearest = min(dist(one, other) for one, other in combinations(everywhere, 2))
    assert nearest >= 2 * found["radius"] - 0.2
    shapes = layout_of(list(codes), map_of_result(baseline)).shapes
    for code, at in found["at"].items():
        x, y = shapes[code].label
        assert not [p for p in at if abs(p[0] - x) < 20 and abs(p[1] - y + 12) < 9], code


def test_few_races_have_large_dots_and_too_many_none() -> None:
    shapes = layout_of(["A", "B"], None).shapes
    few, many = dots_of(shapes, {"A": 3, "B": 1}), dots_of(shapes, {"A": 100, "B": 1})
    assert few is not None
    assert many is not None
    assert many["radius"] < few["radius"]
    for x, y in many["at"]["A"]:
        assert 0 < x - many["radius"] < x + many["radius"] < 220
        assert 0 < y - many["radius"] < y + many["radius"] < 140
    assert dots_of(shapes, {"A": 5000}) is None


def test_a_country_of_one_contest_in_several_regions_has_no_dots(tiny: sim.RunResults) -> None:
    assert race_dots(tiny) is not None
    races = dict(tiny.tables["races"])
    races["code"] = np.full_like(races["code"], tiny.summary.nation)
    assert race_dots(replace(tiny, tables={**tiny.tables, "races": races})) is None
