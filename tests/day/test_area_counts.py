"""Areas besides regions in which issued ballots are counted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.clock import HOUR_MS
from sim.day.area_counts import area_counts, sum_in_areas
from sim.register import build_register
from sim.scenario import load_scenario
from sim.scenario.target_tables import GivenTarget
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario


def at(code: str, hour: int, level: str = "") -> GivenTarget:
    return GivenTarget(code=code, level=level, time=dt.time(hour), value=1)


@pytest.fixture
def valley(tmp_path: Path) -> Scenario:
    targets = [at("Ford", 12), at("West", 10), at("quay", 9), at("Ford", 9), at("ALL", 11)]
    final = GivenTarget(what="final_turnout", code="Mere", value=1)
    scenario = load_scenario(write_pack(tmp_path / "valley", VALLEY))
    return scenario.model_copy(update={"targets": [*targets, final]})


def test_they_are_those_of_targets_by_hour_that_name_no_region(valley: Scenario) -> None:
    register = build_register(valley)

    areas = area_counts(valley, register)

    assert areas.named == [("Ford", ""), ("quay", "")]
    assert areas.times == [9 * HOUR_MS, 12 * HOUR_MS]
    ford, quay = (set(register.site_id[row > 0].tolist()) for row in areas.sites)
    assert (ford, quay) == ({"mill", "weir", "lock"}, {"quay"})


def test_sums_of_blocks_add_up_and_there_are_none_without_areas(valley: Scenario) -> None:
    register = build_register(valley)
    areas, sites = area_counts(valley, register), np.arange(register.n_sites)
    by_site = np.stack([sites + 1, 2 * sites], axis=1)

    parts = [sum_in_areas(areas, part, by_site[part]) for part in (sites[:4], sites[4:])]

    assert np.array_equal(parts[0] + parts[1], sum_in_areas(areas, sites, by_site))
    assert sum_in_areas(None, sites, by_site).shape == (0, 2)
    assert not area_counts(load_scenario("baseline"), register).named
