"""The record of a run's election for its summary, and its map for its manifest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.pack.shipped import folder_of
from sim.results.result_map import folder_map, kept_map
from sim.results.summaries.election import DoorsClose, ElectionSummary, PartySummary
from sim.scenario.election import election_pack, is_default, is_pack, published_of, region_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.election import Election
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
        found = _of_totals(published_of(scenario))
        # Areas that a scenario gives have other codes.
        is_given = scenario.register_.source == "given"
        return replace(found, iso_3166_2=None) if is_given else found
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
        names=pack.names if any(pack.names.values()) else None,
    )


def election_of_run(election: Election) -> ElectionSummary | None:
    """Return the record of the election of a run, with when doors close, capital time."""
    held, register = held_election(election.scenario), election.register
    if held is None:
        return None
    closes = register.site_closes_ms + register.site_behind_ms
    at, sites = (column.tolist() for column in np.unique(closes, return_counts=True))
    times = (clock.stamp(election.scenario.date, each) for each in at)
    doors = (DoorsClose(time=time, sites=n) for time, n in zip(times, sites, strict=True))
    return replace(held, doors_close=tuple(doors))


def names_of_areas(scenario: Scenario, codes: Iterable[str]) -> dict[str, str] | None:
    """Return names of areas by code, the regions first; None for the default election.

    Parameters
    ----------
    scenario
        Of the election.
    codes
        Of areas of any level that need a name, too; those without one, such as sites, are left
        out.
    """
    if is_default(scenario):
        return None
    found = region_names(scenario)
    if not is_pack(scenario):
        return found
    areas = election_pack(scenario).areas
    for code in codes:
        # An id that areas of several levels have is the first of them.
        named = areas.name[areas.id == code].tolist()
        if code not in found and named:
            found[code] = named[0]
    return found


def _of_totals(of: Published) -> ElectionSummary:
    """Return how areas and parties of an election of published totals are called."""
    settings = of.settings
    return ElectionSummary(
        name=settings["name"],
        title=settings["title"],
        nation=of.nation_code,
        timezone=settings["timezone"],
        iso_3166_2=settings.get("nation", {}).get("iso_3166_2") or None,
        names=of.names if any(of.names.values()) else None,
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
