"""The map of a page: shapes of known regions, tiles of made-up ones."""

from __future__ import annotations

import pytest

from sim.pack import regions
from sim.pack.maps import HEIGHT, WIDTH
from sim.report.maps import map_of


def test_known_regions_have_their_shapes_and_the_others_lie_around() -> None:
    codes = [region.code for region in regions()]
    found = map_of(["MAN", "AKM"])

    assert (found.width, found.height, found.geographic) == (WIDTH, HEIGHT, True)
    assert [region.code for region in found.regions] == ["MAN", "AKM"]
    assert set(codes) - {"MAN", "AKM"} <= {region.code for region in found.around}
    assert not {"MAN", "AKM"} & {region.code for region in found.around}


@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_tiles_of_a_made_up_country_do_not_touch_and_fill_the_map(n: int) -> None:
    found = map_of([f"R{k}" for k in range(n)])
    labels = [region.label for region in found.regions]

    assert not found.geographic
    assert not found.around
    assert len(set(labels)) == n
    for k, (x, y) in enumerate(labels):
        assert 110 <= x <= found.width - 110
        assert 70 <= y <= found.height - 70
        for other_x, other_y in labels[:k]:
            assert abs(x - other_x) > 220 or abs(y - other_y) > 140


def test_one_unknown_region_makes_tiles_of_all() -> None:
    assert not map_of(["MAN", "EAST"]).geographic
