"""Settings that have no effect in a country are named, with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

import sim
from sim.register import build_register
from sim.register.area_sites import intake_without_effect
from sim.results.idle_settings import idle_settings
from sim.scenario import load_scenario

ATY = "register.regions=['ATY']"


@pytest.mark.parametrize(
    ("key", "without", "with_effect", "why"),
    [
        ("counting.tables", 2, 1, "no site has members for more teams"),
        ("commission.vehicles", 18, 3, "no commission has more sites, so each has a vehicle"),
    ],
)
def test_numbers_that_limit_nothing_are_said_to_have_no_effect(
    key: str, without: int, with_effect: int, why: str
) -> None:
    usual, idle, other = (
        sim.run(load_scenario("baseline", [ATY, *changes]))
        for changes in ([], [f"{key}={without}"], [f"{key}={with_effect}"])
    )

    assert [(i.key, i.why) for i in idle.summary.without_effect or ()] == [(key, why)]
    assert not other.summary.without_effect
    accepted = usual.tables["sites"]["accepted"]
    assert (idle.tables["sites"]["accepted"] == accepted).all()
    assert (other.tables["sites"]["accepted"] != accepted).any()


def test_reasons_by_country() -> None:
    tiny = load_scenario("tiny")
    register = build_register(tiny)
    found = idle_settings(tiny, register)

    assert found["counting.tables"] == "no site has members for more teams"
    assert found["arrivals.area_spread"] == "each region has one area"
    assert "commission.vehicles" not in found
    alone = register.site_commission.argsort()[:1]
    one = replace(register, site_commission=register.site_commission[alone])
    assert intake_without_effect(one, tiny.commission) == {
        "commission.vehicles": "no commission has several sites"
    }
