"""A scenario with other values of some parameters, by their dotted keys."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.core.errors import ScenarioError
from sim.scenario import with_values


def test_values_are_set_by_dotted_keys_and_the_scenario_stays() -> None:
    plain = sim.load_scenario("baseline")
    arrivals = plain.arrivals.model_copy(update={"regions": {"ZHA": plain.arrivals.regions["ZHA"]}})
    scenario = plain.model_copy(update={"arrivals": arrivals})
    before = scenario.model_dump()

    changed = with_values(
        scenario,
        {
            "arrivals.regions.MAN.a": np.float64(1.9),
            "choice.strength.People's Party": 1,
            "choice.regions.MAN.against_all_share": 0.1,
            'choice."incumbency"': 2.5,
            "outcome.winners": "sampled",
        },
    )

    assert scenario.model_dump() == before
    assert changed.arrivals.regions["MAN"].model_dump() == {"a": 1.9, "b": None}
    assert type(changed.arrivals.regions["MAN"].a) is float
    assert changed.arrivals.regions["ZHA"] == scenario.arrivals.regions["ZHA"]
    assert changed.choice.strength["People's Party"] == 1
    assert changed.choice.regions["MAN"].against_all_share == 0.1
    assert changed.choice.regions["MAN"].strength == scenario.choice.regions["MAN"].strength
    assert changed.choice.incumbency == 2.5
    assert changed.outcome.winners == "sampled"
    assert with_values(scenario, {}) == scenario


def test_all_problems_of_values_are_named_at_once() -> None:
    scenario = sim.load_scenario("baseline")
    wrong = {
        "arrivals.a": 5.5,
        "arrivals.regions.XXX.b": 1.0,
        "arrivals.regions.ZHA.b": 99.0,
        "choice.incumbancy": 1.0,
        "choice.strength.Auyl": 21.0,
        "commission.clerks": 2.5,
    }
    with pytest.raises(ScenarioError) as error:
        with_values(scenario, wrong, "the test")
    *single, region, strength = str(error.value).splitlines()
    assert single == [
        "the test: arrivals.a must be a number between 1 and 5; got 5.5",
        "the test: arrivals.regions.ZHA.b must be a number between 0.3 and 60; got 99.0",
        "the test: unknown key choice.incumbancy; did you mean 'incumbency'?",
        "the test: commission.clerks must be a whole number between 1 and 50 clerks; got 2.5",
    ]
    # Rules between keys and for tables are checked for the values that are allowed.
    assert region.startswith("the test: arrivals.regions: no region 'XXX'; known: AKM")
    assert strength == "the test: choice.strength.Auyl must be between -20 and 20; got 21"
    with pytest.raises(ScenarioError, match="'a' holds a value, not a section"):
        with_values(scenario, {"arrivals.a.x": 1.0})
