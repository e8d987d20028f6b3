"""A scenario as a whole: its tree, its regions, and how it was given."""

from __future__ import annotations

import json

from sim.scenario import load_scenario
from sim.scenario.election import region_codes
from sim.scenario.scenario import Given, Scenario
from tests.support.given import country, race
from tests.support.published import OF


def test_how_it_was_given_is_no_part_of_what_it_assumes() -> None:
    scenario = load_scenario("tiny")
    other = scenario.as_given(Given(base={"name": "x"}, keys=("polling.opens",)))

    assert other.given.keys == ("polling.opens",)
    assert scenario.given.keys == ()
    assert other == scenario


def test_the_tree_is_json_under_the_keys_of_files_and_makes_the_same_scenario() -> None:
    scenario = load_scenario("power-cut")
    tree = scenario.tree()

    assert {"register", "incident", "target"} <= tree.keys()
    assert Scenario.model_validate_json(json.dumps(tree)) == scenario


def test_regions_are_those_of_given_races_once_each_else_all() -> None:
    given = country(race("A", region="WEST"), race("B", region="EAST"), race("C", region="WEST"))

    assert region_codes(given) == ["WEST", "EAST"]
    assert region_codes(load_scenario("baseline")) == [region.code for region in OF.regions]
