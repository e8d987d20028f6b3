"""The map of a page: shapes of areas that have one, tiles of those of a pack without a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.reporting.maps import map_of, region_map
from sim.results.result_map import map_of_result
from tests.support.packs import write_isles

if TYPE_CHECKING:
    from pathlib import Path


def test_regions_of_the_election_that_ships_have_their_shapes(baseline: sim.RunResults) -> None:
    found = region_map(baseline)

    assert [region.code for region in found.regions] == list(baseline.summary.regions)
    assert (found.width, found.height, found.geographic) == (1000.0, 560.6, True)
    assert {region.size for region in found.regions} == {"usual"}
    assert "Natural Earth" in found.about


def test_regions_that_a_result_lacks_lie_around(baseline: sim.RunResults) -> None:
    found = map_of(["MAN", "AKM"], map_of_result(baseline))

    assert [region.code for region in found.regions] == ["MAN", "AKM"]
    assert len(found.around) == 12


@pytest.mark.parametrize("n", [1, 2, 7, 30])
def test_tiles_of_a_made_up_country_do_not_touch_and_fill_the_map(n: int) -> None:
    found = map_of([f"R{k}" for k in range(n)], None)
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


def test_a_region_of_another_election_is_not_on_the_map_though_its_code_is(tmp_path: Path) -> None:
    isles = sim.run(sim.load_scenario(write_isles(tmp_path / "isles")))

    assert "MAN" in isles.summary.regions
    assert not region_map(isles).geographic
