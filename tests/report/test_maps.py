"""The map of a page: shapes of known regions, tiles of made-up ones."""

from __future__ import annotations

import pytest

from sim.pack.maps import HEIGHT, WIDTH
from sim.report.maps import map_of
from tests.support.published import OF


def test_known_regions_have_their_shapes_and_the_others_lie_around() -> None:
    codes = [region.code for region in OF.regions]
    found = map_of(["MAN", "AKM"], has_shapes=True)

    assert (found.width, found.height, found.geographic) == (WIDTH, HEIGHT, True)
    assert [region.code for region in found.regions] == ["MAN", "AKM"]
    assert set(codes) - {"MAN", "AKM"} <= {region.code for region in found.around}
    assert not {"MAN", "AKM"} & {region.code for region in found.around}


@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_tiles_of_a_made_up_country_do_not_touch_and_fill_the_map(n: int) -> None:
    found = map_of([f"R{k}" for k in range(n)], has_shapes=True)
    labels = [region.label for region in found.regions]

    assert not found.geographic
    assert not found.around
    assert len(set(labels)) == n
    wide, high = (220, 140) if n <= 12 else (92, 92)
    for k, (x, y) in enumerate(labels):
        assert wide / 2 <= x <= found.width - wide / 2
        assert high / 2 <= y <= found.height - high / 2
        for other_x, other_y in labels[:k]:
            assert abs(x - other_x) > wide or abs(y - other_y) > high


def test_one_unknown_region_makes_tiles_of_all() -> None:
    assert not map_of(["MAN", "EAST"], has_shapes=True).geographic


def test_a_region_of_another_election_is_not_on_the_map_though_its_code_is() -> None:
    assert not map_of(["MAN", "AKM"], has_shapes=False).geographic
