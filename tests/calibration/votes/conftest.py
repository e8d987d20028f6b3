"""Three regions of the baseline, and the posterior of the choices there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.calibration.targets.collect import collect
from sim.calibration.votes.votes_posterior import VotesPosterior
from sim.register import build_register
from sim.scenario import calibration_range, load_scenario

if TYPE_CHECKING:
    from sim.register import Register
    from sim.scenario import Scenario


RANGES = {
    key: calibration_range()[key]
    for key in ("choice.strength", "choice.incumbency", "choice.sharpness")
}


@pytest.fixture(scope="module")
def of_three() -> tuple[Scenario, Register]:
    scenario = load_scenario("baseline", ["register.regions=['AKM', 'MAN', 'PAV']"])
    return scenario, build_register(scenario)


@pytest.fixture(scope="module")
def problem(of_three: tuple[Scenario, Register]) -> VotesPosterior:
    return VotesPosterior(*of_three, collect(*of_three), RANGES, {})
