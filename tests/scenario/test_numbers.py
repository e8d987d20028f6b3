"""Parameters that are numbers."""

from __future__ import annotations

import pytest

from sim.scenario import load_scenario, sections, with_values
from sim.scenario.numbers import number_parameter, number_parameters, regional_values


def test_numbers_of_every_section_can_be_set_by_their_keys() -> None:
    scenario = load_scenario("baseline")
    for section in sections():
        for parameter in number_parameters(scenario, section):
            assert number_parameter(scenario, parameter.key) == parameter
            value = int(parameter.value) if parameter.whole else float(parameter.value)
            assert with_values(scenario, {parameter.key: value}) == scenario


def test_it_has_value_and_range_of_its_declaration() -> None:
    parameter = number_parameter(load_scenario("baseline"), "commission.clerks")

    assert parameter is not None
    assert parameter[1:] == (2, True, 1, 50, None)


@pytest.mark.parametrize(
    "key",
    ["", "polling", "polling.opens", "polling.closing", "nothing.x", "polling.x", "law.read_aloud",
     "arrivals.regions", "arrivals.regions.ZHA.early_s", "register.regions.ZHA.seed"],
)  # fmt: skip
def test_other_keys_are_no_numbers(key: str) -> None:
    assert number_parameter(load_scenario("baseline"), key) is None


def test_regions_that_replace_a_national_value_are_found() -> None:
    scenario = load_scenario("baseline", ["choice.regions.MAN.invalid_share=0.07"])

    assert regional_values(scenario, "choice.invalid_share")[
        "choice.regions.MAN.invalid_share"
    ] == (0.07)
    assert len(regional_values(scenario, "arrivals.a")) == 14
    assert regional_values(scenario, "arrivals.c") == {}
    assert regional_values(scenario, "choice.strength.Auyl") == {}
    assert regional_values(scenario, "polling.box_mean_s") == {}


def test_a_region_without_a_value_has_that_of_the_nation() -> None:
    scenario = load_scenario("tiny")
    alone = number_parameter(scenario, "arrivals.regions.EAST.b")

    assert alone is not None
    assert alone.value == scenario.arrivals.b
