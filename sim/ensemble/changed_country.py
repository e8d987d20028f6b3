"""The country of a scenario that differs in some values from one whose country is built already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.election import build_country

if TYPE_CHECKING:
    from sim.election import Country
    from sim.scenario import Scenario


def country_of_changed(scenario: Scenario, like: Country) -> Country:
    """Return the country of a scenario: the register of another one where nothing in it differs.

    Parameters
    ----------
    scenario
        The scenario whose country is wanted.
    like
        A country that is built already, of a scenario that may differ in any value.

    Raises
    ------
    InputError
        If the country of the scenario cannot exist.
    """
    if _made_of(scenario) == _made_of(like.scenario):
        return replace(like, scenario=scenario)
    return build_country(scenario)


def _made_of(scenario: Scenario) -> tuple[object, ...]:
    """Return all that the register of a scenario depends on, and what it is checked against."""
    polling = scenario.polling
    return (
        scenario.election,
        scenario.date,
        scenario.law,
        scenario.register_,
        scenario.outcome,
        scenario.incidents,
        scenario.turnout.final,
        polling.opens,
        polling.closes,
        polling.members_not_issuing,
        # Votes that a pack expects leave room for few against all.
        scenario.choice if scenario.register_.source == "pack" else None,
    )
