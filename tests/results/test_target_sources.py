"""Values that a user gives as targets, and which values speak of the same quantity."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.register import build_register
from sim.results.target_sources import (
    Errors,
    as_target,
    contradict,
    n_left_out,
    quantity,
    targets_of_run,
    times_of,
)
from sim.scenario import load_scenario
from sim.scenario.target_tables import GivenTarget

if TYPE_CHECKING:
    from sim.pack.targets import Target

BASELINE = load_scenario("baseline")
ERRORS = Errors(turnout_pct=0.75, incumbents_pct=4.0)
NOON = GivenTarget(code="MAN", time=dt.time(12), value=45.5)


def test_decimals_as_written_give_the_rounding_and_the_scenario_the_error() -> None:
    target = as_target(NOON, "45.50", BASELINE, ERRORS)

    assert (target.value, target.step, target.error) == (45.5, 0.01, 0.75)
    assert target.at == 12 * 3_600_000
    # What the calibration assumes decides no verdict.
    assert target.within == as_target(NOON, "45.50", BASELINE, Errors(9.0, 9.0)).within


def test_an_error_that_is_given_is_taken() -> None:
    given = NOON.model_copy(update={"error": 2.0})

    assert as_target(given, "45.5", BASELINE, ERRORS).error == 2.0


@pytest.mark.parametrize(
    ("time", "hours"), [(dt.time(21, 30), 21.5), (dt.time(12), 12.0), (dt.time(1, 15), 25.25)]
)
def test_times_of_the_night_before_noon_are_of_the_next_day(time: dt.time, hours: float) -> None:
    given = GivenTarget(what="night", code="KZ", item="all_called", value=time)

    assert as_target(given, str(time), BASELINE, ERRORS).value == hours


def test_values_contradict_if_errors_and_rounding_do_not_explain_them() -> None:
    one = as_target(NOON, "45.5", BASELINE, Errors(1.0, 1.0))
    allowed = 6 * 2**0.5 + 0.1

    assert not contradict(one, replace(one, value=45.5 + allowed - 0.01))
    assert contradict(one, replace(one, value=45.5 + allowed + 0.01))
    # One that is no number at all contradicts nothing.
    assert not contradict(replace(one, relation="at_least"), replace(one, value=99.0))


def jambyl(*changes: str) -> list[Target]:
    scenario = load_scenario("baseline", ["register.regions=['ZHA']", *changes])
    return targets_of_run(scenario, build_register(scenario))


def at_noon(targets: list[Target]) -> list[float | None]:
    return [t.value for t in targets if (t.time, t.relation) == ("12:00", "equals")]


def test_a_value_of_the_scenario_replaces_the_reported_one_unless_they_contradict() -> None:
    [reported] = at_noon(jambyl())
    assert reported is not None
    near, far = reported + 0.5, reported - 30

    for value, expected in ((near, [near]), (far, [reported, far])):
        found = jambyl(f"target=[{{code='ZHA', time=12:00:00, value={value}}}]")
        assert at_noon(found) == pytest.approx(expected)
        assert (len({quantity(target) for target in found}) == len(found)) == (value == near)


@pytest.mark.parametrize(("regions", "codes", "n"), [
    ("[]", ["KZ", "EAST"], 0), ("['EAST']", ["EAST"], 1),
    ("['EAST', 'WEST']", ["KZ", "EAST"], 0),
])  # fmt: skip
def test_values_of_the_whole_do_not_apply_to_a_part(regions: str, codes: list[str], n: int) -> None:
    given = "{code='KZ', time=12:00:00, value=56}, {code='EAST', time=12:00:00, value=55}"
    changes = [f"register.regions={regions}", f"target=[{given}]"]
    scenario = load_scenario("tiny", changes)
    register = build_register(scenario)

    assert [target.code for target in targets_of_run(scenario, register)] == codes
    assert n_left_out(scenario, register) == n


def test_times_are_those_of_turnout_alone() -> None:
    final = "target=[{code='ZHA', what='final_turnout', value=60}]"
    found = jambyl(final)

    assert {target.what for target in found} == {"turnout", "final_turnout"}
    assert times_of(found) == {target.at for target in found if target.what == "turnout"}
