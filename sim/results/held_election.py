"""The record of a run's election for its summary, and its map for its manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pack.shipped import folder_of
from sim.results.result_map import folder_map, kept_map
from sim.results.summaries.election import ElectionSummary, PartySummary
from sim.scenario.election import election_pack, is_default, is_pack, published_of

if TYPE_CHECKING:
    from sim.pack.records import Published
    from sim.results.manifests import KeptMap
    from sim.scenario import Scenario

_AREA = "area"
"""What the one region of an election without levels is called."""


def held_election(scenario: Scenario) -> ElectionSummary | None:
    """Return how areas and parties of an election are called; None for the default one."""
    if is_default(scenario):
        return None
    if not is_pack(scenario):
        return _of_totals(published_of(scenario))
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


def _of_totals(of: Published) -> ElectionSummary:
    """Return how areas and parties of an election of published totals are called."""
    settings = of.settings
    return ElectionSummary(
        name=settings["name"],
        title=settings["title"],
        nation=of.nation_code,
        timezone=settings["timezone"],
        region=(settings.get("levels") or [_AREA])[0],
        parties={
            name: PartySummary(
                abbreviation=party.get("abbreviation", name), colour=party.get("colour", "")
            )
            for name, party in settings.get("parties", {}).items()
        },
    )


def held_map(scenario: Scenario) -> KeptMap | None:
    """Return the map of an election, as a manifest keeps it; None for the default one."""
    if is_default(scenario):
        return None
    if is_pack(scenario):
        return kept_map(election_pack(scenario).map)
    return kept_map(folder_map(folder_of(scenario.election)))
