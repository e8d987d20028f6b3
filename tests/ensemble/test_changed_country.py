"""Countries of scenarios that differ in some values."""

from __future__ import annotations

import pytest

from sim.election import build_country
from sim.ensemble.changed_country import country_of_changed
from sim.scenario import load_scenario


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ("counting.pile_s=2", True),
        ("arrivals.a=1.5", True),
        ("choice.sharpness=1.0", True),
        ("polling.opens=08:00:00", False),
        ("polling.members_not_issuing=1", False),
        ("register.site_registered_max=2000", False),
    ],
)
def test_the_register_is_that_of_the_scenario(change: str, same: bool) -> None:
    of_man = ["register.regions=['MAN']"]
    base = build_country(load_scenario("baseline", of_man))
    scenario = load_scenario("baseline", [*of_man, change])

    found = country_of_changed(scenario, base)

    assert (found.one is base.one) == same
    assert found.scenario == scenario
    assert found.register.digest() == build_country(scenario).register.digest()
    assert (found.one.hours_ms, found.one.site_desks.tolist()) == (
        build_country(scenario).one.hours_ms, build_country(scenario).one.site_desks.tolist(),
    )  # fmt: skip
