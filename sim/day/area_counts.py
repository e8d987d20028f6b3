"""Areas in which issued ballots are counted besides regions: those that targets name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.register.area_sites import sites_in
from sim.scenario.election import capital_doors

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.scenario.target_tables import GivenTarget


class AreaCounts(NamedTuple):
    """The areas, their sites, and the times at which ballots are counted there."""

    named: list[tuple[str, str]]
    """Id and level of each area, as targets name it; the level may be empty."""
    sites: Ints
    """1 for each site in an area, else 0; shape ``(n_areas, n_sites)``."""
    times: list[int]
    """Capital time, milliseconds since midnight of the election day; increasing."""


def area_counts(scenario: Scenario, register: Register) -> AreaCounts:
    """Return the areas that targets of turnout by hour name and that are no region."""
    regions = {register.nation_code, *register.region_code.tolist()}
    asked = [
        target
        for target in scenario.targets
        if target.time is not None and (target.level or target.code not in regions)
    ]
    named = list(dict.fromkeys(place for target in asked for place in _places(target, register)))
    sites = np.zeros((len(named), register.n_sites), dtype=np.int64)
    for row, (area, level) in enumerate(named):
        sites[row] = sites_in(register, area, level)
    doors = capital_doors(scenario) if asked else None
    times = {doors.at(target.time) for target in asked if doors and target.time is not None}
    return AreaCounts(named, sites, sorted(times))


def _places(target: GivenTarget, register: Register) -> list[tuple[str, str]]:
    """Return the area of a target; with the others of its level if it is the highest of them."""
    if target.relation == "highest" and register.areas is not None:
        return register.areas.of_same_level(target.code, target.level)
    return [(target.code, target.level)]


def sum_in_areas(areas: AreaCounts | None, sites: Ints, by_site: Ints) -> Ints:
    """Return sums over some sites (indexes) by area, shape ``(n_areas, ...)``."""
    if areas is None or not areas.named:
        return np.zeros((0, *by_site.shape[1:]), dtype=np.int64)
    total: Ints = areas.sites[:, sites] @ by_site
    return total
