"""The voters of two regions of the baseline."""

from __future__ import annotations

import numpy as np

from sim.core.streams import Streams
from sim.register import Register, build_register
from sim.scenario import load_scenario
from sim.turnout import Voters, attendance, sample_voters

SMALL = "register.regions=['MAN', 'ZAP']"


def draw(seed: int, *overrides: str) -> tuple[Register, list[Voters]]:
    """Return the register, and the voters of each site, with some changes."""
    scenario = load_scenario("baseline", [SMALL, *overrides])
    register, streams = build_register(scenario), Streams(seed)
    plan = attendance(scenario, register, streams)
    return register, sample_voters(scenario, register, streams, plan, np.arange(register.n_sites))
