"""Tiles of areas without a shape, and labels that do not lie on each other."""

from __future__ import annotations

from sim.pack.maps.area_map import WIDTH, AreaMap, Shape
from sim.pack.maps.layout import label_sizes, layout_of


def square(x: float, y: float, size: float = 100.0) -> Shape:
    ring = ((x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y))
    return Shape((ring,), (x + size / 2, y + size / 2))


MADE = AreaMap(500.0, {"A": square(0, 0), "B": square(200, 0), "Z": square(400, 0)}, "me", "")


def test_areas_have_their_shapes_and_the_others_of_the_map_lie_around() -> None:
    found = layout_of(["B", "A"], MADE)

    assert (found.width, found.height, found.has_map, found.source) == (WIDTH, 500.0, True, "me")
    assert list(found.shapes) == ["B", "A"]
    assert list(found.around) == ["Z"]


def test_an_area_without_a_shape_is_a_tile_below_the_map() -> None:
    found = layout_of(["A", "X", "B", "Y"], MADE)

    assert list(found.shapes) == ["A", "X", "B", "Y"]
    lowest = [min(y for _, y in found.shapes[code].rings[0]) for code in "XY"]
    assert all(500 < y < found.height for y in lowest)
    assert max(x for x, _ in found.shapes["Y"].rings[0]) <= WIDTH


def test_without_a_map_or_with_that_of_other_areas_all_are_tiles_in_their_order() -> None:
    for area_map in (None, MADE):
        found = layout_of(["X", "Y", "W"], area_map)
        assert not found.has_map
        assert not found.source
        places = [(shape.label[1], shape.label[0]) for shape in found.shapes.values()]
        assert list(found.shapes) == ["X", "Y", "W"]
        assert places == sorted(places)


def test_labels_become_small_or_go_where_they_would_lie_on_others() -> None:
    shapes = [square(0, 0, 10), square(0, 20, 100), square(300, 0, 100)]

    assert label_sizes(shapes, [3, 3, 3], 10.0, 20.0) == ["usual", "usual", "usual"]
    assert label_sizes(shapes, [3, 3, 3], 20.0, 80.0) == ["small", "usual", "usual"]
    assert label_sizes(shapes, [3, 3, 3], 60.0, 200.0)[0] == "none"
