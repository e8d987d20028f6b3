"""Settings that have no effect in a country, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.night.teams import tables_without_effect
from sim.register.area_sites import intake_without_effect
from sim.turnout.places import spreads_without_effect

if TYPE_CHECKING:
    from sim.register import Register
    from sim.scenario import Scenario


def idle_settings(scenario: Scenario, register: Register) -> dict[str, str]:
    """Return why settings have no effect in a country, by key.

    Parameters
    ----------
    scenario
        The scenario.
    register
        Its country, once.

    Examples
    --------
    >>> from sim.register import build_register
    >>> from sim.scenario import load_scenario
    >>> tiny = load_scenario("tiny")
    >>> idle_settings(tiny, build_register(tiny))["counting.tables"]
    'no site has members for more teams'
    """
    return (
        spreads_without_effect(scenario, register)
        | tables_without_effect(scenario.counting, register.site_members)
        | intake_without_effect(register, scenario.commission)
    )
