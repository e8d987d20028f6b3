"""Knobs: one for each parameter, with its value, and why some have no effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim
from sim.lab.knobs import idle_knobs, knobs_of, regions_left_out
from sim.register import build_register
from sim.scenario import parameters

if TYPE_CHECKING:
    import pytest


def test_every_declared_parameter_has_a_knob() -> None:
    scenario = sim.load_scenario("baseline")
    knobs = {knob.key: knob for knob in knobs_of(scenario)}
    tables = {"register.races", "arrivals.regions", "choice.regions", "choice.strength"}
    for declared in parameters():
        key = f"{declared.section}.{declared.key}"
        if key not in tables:
            assert knobs[key].basis == declared.basis
    assert knobs["arrivals.regions.ALM.a"].value == "1.625"
    assert knobs["arrivals.regions.ALM.a"].label.startswith("arrivals")
    assert knobs["choice.strength.People's Party"].value == "0.224"
    assert knobs["choice.regions.ALM.strength.Auyl"].value == "0.05144"
    assert len(knobs) == len(knobs_of(scenario))


def test_the_value_of_a_knob_set_again_changes_nothing() -> None:
    for name in ("baseline", "two-shores"):
        scenario = sim.load_scenario(name)
        given = [f"{knob.key}={knob.value}" for knob in knobs_of(scenario) if knob.value]
        again = sim.load_scenario(name, given)
        assert {k.key: k.value for k in knobs_of(again)} == {
            k.key: k.value for k in knobs_of(scenario)
        }


def test_sliders_hold_the_value_and_stay_in_the_allowed_range() -> None:
    for knob in knobs_of(sim.load_scenario("baseline")):
        if knob.low is not None and knob.high is not None and knob.value:
            assert knob.low <= float(knob.value) <= knob.high, knob.key
            assert knob.kind in {"number", "whole"}


def test_a_region_without_a_value_has_the_slider_of_the_nation() -> None:
    scenario = sim.load_scenario("tiny", ["arrivals.a=4.5", "arrivals.regions.EAST.b=0.4"])
    knobs = {knob.key: knob for knob in knobs_of(scenario)}
    east = knobs["arrivals.regions.EAST.a"]
    assert (east.value, east.nation) == ("", "arrivals.a")
    assert (east.low, east.high) == (knobs["arrivals.a"].low, knobs["arrivals.a"].high)
    with_value = knobs["arrivals.regions.EAST.b"]
    assert (with_value.value, with_value.nation) == ("0.4", "")


def test_parameters_without_effect_are_named_with_the_reason() -> None:
    scenario = sim.load_scenario("baseline")
    register = build_register(scenario)
    keys = [knob.key for knob in knobs_of(scenario)]
    idle = idle_knobs(scenario, register, keys)
    assert idle["arrivals.a"] == "every region has a separate value"
    assert idle["polling.balk_line_mean"] == "polling.balk_share is 0"
    assert "polling.check_in_mean_s" not in idle
    with_balking = scenario.with_({"polling.balk_share": 0.1})
    assert "polling.balk_line_mean" not in idle_knobs(with_balking, register, keys)
    more = sim.load_scenario("tiny", ["polling.desks_extra=1", "polling.members_not_issuing=5"])
    assert "members limit" in idle_knobs(more, build_register(more), keys)["polling.desks_extra"]


def test_of_many_regions_some_have_no_knobs_which_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.lab.knobs.MOST_REGIONS", 3)
    scenario = sim.load_scenario("baseline")
    keys = {knob.key for knob in knobs_of(scenario)}
    left_out = regions_left_out(scenario)
    assert len(left_out) == 11
    assert not any(f".{code}." in key for code in left_out for key in keys)
    assert "arrivals.regions.ALM.a" in keys
