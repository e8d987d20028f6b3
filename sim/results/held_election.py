"""The record of a run's election for its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.summaries.election import ElectionSummary, PartySummary
from sim.scenario.election import election_pack, is_pack

if TYPE_CHECKING:
    from sim.scenario import Scenario

_AREA = "area"
"""What the one region of an election without levels is called."""


def held_election(scenario: Scenario) -> ElectionSummary | None:
    """Return how areas and parties of a scenario's election are called; None for that of 2021."""
    if not is_pack(scenario):
        return None
    pack = election_pack(scenario)
    return ElectionSummary(
        name=pack.settings.name,
        title=pack.settings.title,
        nation=pack.nation_code,
        timezone=pack.settings.timezone,
        region=pack.settings.report_level or _AREA,
        parties={
            party.name: PartySummary(abbreviation=party.abbreviation, colour=party.colour)
            for party in pack.parties
        },
    )
