"""What sites of one intake area, and of one building, have in common in the night."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.night.shared_effects import shared_effects
from sim.register import Register, build_register
from sim.register.kept_regions import keep_regions
from sim.scenario import Scenario, load_scenario


@pytest.fixture(scope="module")
def country() -> tuple[Scenario, Register]:
    """One region, in which every two adjacent sites are in one building."""
    scenario = load_scenario("baseline", ["register.regions=['TUR']"])
    register = build_register(scenario)
    return scenario, replace(register, site_place_key=register.site_key // 2)


def with_spreads(scenario: Scenario, area: float, place: float, road: float) -> Scenario:
    counting = scenario.counting.model_copy(update={"area_spread": area, "place_spread": place})
    commission = scenario.commission.model_copy(update={"area_spread": road})
    return scenario.model_copy(update={"counting": counting, "commission": commission})


def test_without_spreads_every_factor_is_one(country: tuple[Scenario, Register]) -> None:
    scenario, register = country

    effects = shared_effects(with_spreads(scenario, 0, 0, 0), register, Streams(1))

    assert set(effects.count.tolist()) == set(effects.drive.tolist()) == {1.0}


def test_sites_of_a_building_and_of_an_area_share_their_factors(
    country: tuple[Scenario, Register],
) -> None:
    scenario, register = country

    def one_each(group: np.ndarray, values: np.ndarray) -> int:
        return max(len(set(values[group == k].tolist())) for k in np.unique(group))

    places = shared_effects(with_spreads(scenario, 0, 0.4, 0), register, Streams(1)).count
    areas = shared_effects(with_spreads(scenario, 0.2, 0, 0.3), register, Streams(1))

    assert one_each(register.site_place_key, places) == 1
    assert len(set(places.tolist())) > register.n_sites / 3
    assert one_each(register.site_commission, areas.count) == 1
    assert one_each(register.site_commission, areas.drive) == 1
    # The pace of counts says nothing about roads.
    _, first = np.unique(register.site_commission, return_index=True)
    assert abs(np.corrcoef(areas.count[first], areas.drive[first])[0, 1]) < 0.5


def test_factors_have_mean_one_and_the_declared_spread(country: tuple[Scenario, Register]) -> None:
    scenario, register = country
    spread = with_spreads(scenario, 0.2, 0.4, 0.3)

    drawn = [shared_effects(spread, register, Streams(seed)) for seed in range(40)]

    factors = np.concatenate([one.count for one in drawn])
    assert factors.mean() == pytest.approx(1, abs=0.04)
    assert np.log(factors).std() == pytest.approx(np.hypot(0.2, 0.4), abs=0.02)


def test_factors_do_not_depend_on_other_sites(country: tuple[Scenario, Register]) -> None:
    scenario, _ = country
    both = build_register(load_scenario("baseline", ["register.regions=['MAN', 'TUR']"]))
    alone = keep_regions(both, ["MAN"])

    found = shared_effects(scenario, both, Streams(1))
    expected = shared_effects(scenario, alone, Streams(1))

    here = np.isin(both.site_id, alone.site_id)
    assert (found.count[here] == expected.count).all()
    assert (found.drive[here] == expected.drive).all()
