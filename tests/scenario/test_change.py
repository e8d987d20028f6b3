"""A scenario with other values of some parameters, by their dotted keys."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.core.errors import ScenarioError
from sim.scenario import scenario_of, with_values


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
    assert region.startswith("the test: arrivals.regions.XXX: no region 'XXX'; known: AKM")
    assert strength == "the test: choice.strength.Auyl must be between -20 and 20; got 21"
    with pytest.raises(ScenarioError, match="'a' holds a value, not a section"):
        with_values(scenario, {"arrivals.a.x": 1.0})


def test_a_scenario_with_other_values_is_validated_and_knows_what_changed() -> None:
    tiny = sim.load_scenario("tiny")

    changed = tiny.with_(
        {"turnout.final": "sampled"},
        polling={"check_in_mean_s": 90, "opens": "7:30"}, choice={"strength": {"Nur Otan": 1.0}},
    )  # fmt: skip

    assert changed.polling.check_in_mean_s == 90
    assert changed.polling.booth_mean_s == tiny.polling.booth_mean_s
    assert changed.choice.strength == {**tiny.choice.strength, "Nur Otan": 1.0}
    assert changed.given.base == tiny.tree()
    assert changed.given.keys == (
        "turnout.final", "polling.check_in_mean_s", "polling.opens", "choice.strength.Nur Otan",
    )  # fmt: skip
    assert changed == sim.load_scenario("tiny", {
        "turnout.final": "sampled", "choice.strength": {"Nur Otan": 1.0},
        "polling": {"check_in_mean_s": 90, "opens": "7:30"},
    })  # fmt: skip
    with pytest.raises(ScenarioError) as error:
        tiny.with_(polling={"check_in_mean_s": -90, "booth_mean": 3}, election="x")
    assert str(error.value) == "election belongs in a scenario file; with_() cannot change it"
    with pytest.raises(ScenarioError) as error:
        tiny.with_(polling={"check_in_mean_s": -90, "booth_mean": 3})
    first, second = str(error.value).splitlines()
    assert first == "polling.check_in_mean_s must be a number between 1 and 900 s; got -90"
    assert second.startswith("unknown key polling.booth_mean; did you mean 'booth_mean_s'")


def test_what_was_changed_past_validation_is_refused() -> None:
    tiny = sim.load_scenario("tiny")

    def past(**values: object) -> sim.Scenario:
        return tiny.model_copy(update={"polling": tiny.polling.model_copy(update=values)})

    assert scenario_of(tiny) is tiny
    assert scenario_of("tiny") == tiny
    assert scenario_of(past(check_in_mean_s=90.0)).polling.check_in_mean_s == 90
    with pytest.raises(ScenarioError, match=r"^scenario: polling.check_in_mean_s must be") as error:
        sim.run(past(check_in_mean_s=-90))
    assert error.value.__notes__ == [
        "it was changed past validation; scenario.with_() refuses such values"
    ]
    with pytest.raises(ScenarioError, match=r"polling\.opens"):
        scenario_of(past(opens="early"))
    # A table is not frozen.
    mutated = sim.load_scenario("tiny")
    mutated.choice.strength["Nur Otan"] = 99.0
    with pytest.raises(ScenarioError, match=r"choice\.strength.Nur Otan must be between"):
        scenario_of(mutated)


def test_a_scenario_has_a_short_text() -> None:
    assert len(repr(sim.load_scenario("baseline"))) < 100
    assert repr(sim.load_scenario("tiny", {"polling.booth_cv": 0.1})).startswith(
        "Scenario('tiny', 2021-07-25, 1 set here"
    )
