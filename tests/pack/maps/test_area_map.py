"""Outlines in degrees become shapes: equal areas, shared borders, few points, labels inside."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from sim.pack.maps.area_map import MOST_HIGH, MOST_POINTS, WIDTH, Outline, Shape, draw, shape_of
from sim.pack.maps.borders import Line, distances, inside, signed_area, simplify, simplify_rings
from sim.pack.maps.projection import EARTH_RADIUS_KM, Albers
from sim.pack.maps.svg_path import is_path


def box(west: float, south: float, wide: float, high: float) -> Line:
    east, north = west + wide, south + high
    return (west, south), (east, south), (east, north), (west, north), (west, south)


def outline(*rings: Line) -> Outline:
    return Outline([[ring] for ring in rings])


@pytest.mark.parametrize("parallels", [(43.0, 53.0), (-30.0, -10.0), (-5.0, 5.0), (0.0, 9.0)])
def test_the_projection_keeps_areas_and_has_an_inverse(parallels: tuple[float, float]) -> None:
    """One square degree, against the formula of the sphere: also south of and on the equator."""
    albers = Albers(*parallels, 60.0)
    for south in (parallels[0], parallels[1] + 1):
        steps = np.arange(200) / 200
        zero = 0 * steps
        edges = [(steps, zero), (1 + zero, steps), (1 - steps, 1 + zero), (zero, 1 - steps)]
        points = np.concatenate([np.stack(edge, 1) for edge in edges]) + np.array((60, south))
        plane = albers.project(np.concatenate([points, points[:1]]))
        band = math.sin(math.radians(south + 1)) - math.sin(math.radians(south))
        true = EARTH_RADIUS_KM**2 * math.radians(1) * band
        assert abs(signed_area(list(map(tuple, plane)))) == pytest.approx(true, rel=1e-5)
        assert albers.unproject(plane[:-1]) == pytest.approx(points, abs=1e-9)


def test_north_is_up_in_both_hemispheres() -> None:
    for south in (-40.0, -1.0, 20.0):
        shapes = draw({"A": outline(box(10, south, 1, 1)), "B": outline(box(10, south + 1, 1, 1)),
                       "C": outline(box(11, south, 1, 1))}).shapes  # fmt: skip
        a, b, c = (shapes[code].label for code in "ABC")
        assert b[1] < a[1] - 100
        assert c[0] > a[0] + 100


def test_a_tall_country_is_not_higher_than_a_page_and_stands_in_the_middle() -> None:
    found = draw({"A": outline(box(-72, -50, 4, 30))})

    xs, ys = zip(*found.shapes["A"].rings[0], strict=True)
    assert found.height == MOST_HIGH
    assert (min(ys), max(ys)) == (0, MOST_HIGH)
    assert min(xs) + max(xs) == pytest.approx(WIDTH, abs=0.2)


def test_a_country_on_both_sides_of_the_180th_meridian_is_one_piece() -> None:
    found = draw({"W": outline(box(177, -18, 2, 2)), "E": outline(box(-180, -18, 2, 2))})

    assert 0 < found.shapes["W"].label[0] < found.shapes["E"].label[0] < WIDTH
    assert found.height > 200


def test_the_label_is_in_the_middle_of_the_largest_part() -> None:
    big, small = box(0, 45, 4, 4), box(6, 45, 2, 2)
    land = draw({"A": outline(small, big)}).shapes["A"]

    xs = [x for x, _ in land.rings[1]]
    assert land.label[0] == pytest.approx((min(xs) + max(xs)) / 2, abs=12)
    given = draw({"A": Outline([[small], [big]], (7.0, 46.0))}).shapes["A"]
    assert given.label[0] > max(xs)


def test_rings_are_turned_so_that_holes_run_against_the_land() -> None:
    hole = box(1, 46, 1, 1)
    for outer, inner in ((box(0, 45, 4, 4), hole), (box(0, 45, 4, 4)[::-1], hole[::-1])):
        rings = draw({"A": Outline([[outer, inner]])}).shapes["A"].rings
        assert [signed_area(ring) > 0 for ring in rings] == [True, False]


def wavy(n: int, east: float) -> Line:
    """A border northwards with ``n`` points, of a ripple too fine to be seen and of a wave."""
    at = [k / (n - 1) for k in range(n)]
    return tuple((east + 0.2 * math.sin(6 * y) + 0.0004 * (-1) ** k, 45 + 4 * y)
                 for k, y in enumerate(at))  # fmt: skip


def test_detailed_borders_are_simplified_and_neighbours_share_them_still() -> None:
    border, n = wavy(6000, 2.0), 6000
    west = (*border, (0.0, 49.0), (0.0, 45.0), border[0])
    east = (*border[::-1], (4.0, 45.0), (4.0, 49.0), border[-1])
    shapes = draw({"W": outline(west), "E": outline(east)}).shapes

    points = sum(len(ring) for shape in shapes.values() for ring in shape.rings)
    assert 20 < points < MOST_POINTS < n
    edges = {code: set(pairwise(shape.rings[0])) for code, shape in shapes.items()}
    shared = {(end, start) for start, end in edges["W"]} & edges["E"]
    assert len(shared) > 10
    assert all(0.0 not in (x, WIDTH - x) for edge in shared for x, _ in edge)
    # The whole border is shared: what is not lies at the edges of the map.
    assert len(edges["W"] - {(end, start) for start, end in shared}) == 3


def test_a_small_island_is_left_out_of_a_detailed_map_unless_it_is_all_of_an_area() -> None:
    speck, other = box(9, 45, 0.001, 0.001), box(9.5, 45, 0.001, 0.001)
    land = (*wavy(6000, 2.0), (0.0, 49.0), (0.0, 45.0), wavy(6000, 2.0)[0])
    shapes = draw({"A": outline(land, speck), "B": outline(other)}).shapes

    assert [len(shapes[code].rings) for code in "AB"] == [1, 1]
    assert all(is_path(shape.path) for shape in shapes.values())


def test_simplifying_keeps_ends_and_stays_within_the_tolerance() -> None:
    line = tuple((k / 10, ((k * 7919) % 13) / 20) for k in range(100))
    kept = simplify(line, 0.3)
    assert (kept[0], kept[-1]) == (0, 99)
    assert 2 < len(kept) < len(line)
    short = np.array(line)[kept]
    for point in np.array(line):
        assert distances(point, short[:-1], short[1:]).min() <= 0.3


def test_a_ring_alone_keeps_a_triangle_or_becomes_nothing() -> None:
    round_ring = tuple(
        (math.cos(k * math.tau / 60), math.sin(k * math.tau / 60)) for k in range(60)
    )
    (kept,) = simplify_rings([(*round_ring, round_ring[0])], 0.2)
    assert 4 <= len(kept) < 20
    assert kept[0] == kept[-1]
    assert simplify_rings([(*round_ring, round_ring[0])], 5.0) == [()]
    assert inside(np.array([[0.0, 0.0], [2.0, 0.0]]), [kept]).tolist() == [1, 0]


def test_a_path_and_back() -> None:
    shape = draw({"A": Outline([[box(0, 45, 4, 4), box(1, 46, 1, 1)]])}).shapes["A"]

    assert shape_of(shape.path, shape.label) == shape
    assert is_path(shape.path)
    assert not is_path(Shape((), (0, 0)).path)
    assert not is_path("M0 0L1 0L1 1Z<script>")
