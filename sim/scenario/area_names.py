"""Areas that a scenario names: of any level of its pack, or the regions of another country."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.core.suggest import nearest
from sim.core.text import shown
from sim.pack.files.declared import SITE
from sim.pack.files.digests import pack_stamp
from sim.scenario.election import election_pack, is_pack, norms_of, read_once, region_codes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sim.core.types import Flags
    from sim.pack.files.digests import Stamp
    from sim.pack.files.pack import Norms
    from sim.scenario.scenario import Scenario

    Levels = Mapping[str, Collection[str]]
    """Areas by level, the first level first."""

_REGION = "region"
"""The only level of a country that is no pack."""


def area_levels(scenario: Scenario) -> Levels:
    """Return the areas that a scenario may name, by level."""
    if not is_pack(scenario):
        return {_REGION: region_codes(scenario)}
    return _of_pack(scenario.election, norms_of(scenario), pack_stamp(Path(scenario.election)))


@lru_cache(maxsize=2)
def _of_pack(folder: str, norms: Norms, _stamp: Stamp) -> Levels:
    pack = read_once(folder, norms)
    names = pack.settings.levels
    if not names:
        return {_REGION: list(pack.region_codes)}
    return {name: set(pack.areas.id[pack.used_areas(name)].tolist()) for name in names}


def site_ids(scenario: Scenario) -> Collection[str]:
    """Return the ids of sites that a scenario may name; none if they are not known yet."""
    if not is_pack(scenario):
        return ()
    return _sites(scenario.election, norms_of(scenario), pack_stamp(Path(scenario.election)))


@lru_cache(maxsize=2)
def _sites(folder: str, norms: Norms, _stamp: Stamp) -> frozenset[str]:
    return frozenset(read_once(folder, norms).sites.id.tolist())


def broken_area(
    area: str, level: str, levels: Levels, sites: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the name of an area: ``area`` or ``level``, and a message.

    Parameters
    ----------
    area
        Its id.
    level
        Its level, or SITE; empty if not given.
    levels
        As :func:`area_levels` gives them.
    sites
        Ids of sites that may be named as well.
    """
    known = {**levels, SITE: sites} if sites else dict(levels)
    having = [name for name, ids in known.items() if area in ids]
    if level and level not in known:
        yield "level", f"no level {shown(level)}; {nearest(level, known)}"
    elif level and level not in having:
        there = f"it is of level {' and '.join(having)}" if having else nearest(area, known[level])
        yield "area", f"no area {shown(area)} of level {level}; {there}"
    elif not having:
        kind = "area or site" if sites else "area"
        every = [name for ids in levels.values() for name in ids]
        yield "area", f"no {kind} {shown(area)}; {nearest(area, every)}"
    elif not level and len(having) > 1:
        named = [name for name in having if name != SITE]
        found = f"there is an area {shown(area)} in levels {' and '.join(named)}"
        if len(named) == 1:
            found = f"there is an area {shown(area)} in level {named[0]}"
        if SITE in having:
            found += f", and a {SITE}"
        yield "level", f"is missing: {found}"


def sites_named(scenario: Scenario, area: str, level: str) -> Flags:
    """Return which sites of a pack, in its order, lie in an area that exists, or are the site."""
    pack, levels = election_pack(scenario), area_levels(scenario)
    names = pack.settings.levels
    for column, name in enumerate(names):
        if level in {"", name} and area in levels[name]:
            inside: Flags = pack.areas.id[pack.sites.area[:, column]] == area
            return inside
    if area in pack.region_codes and not names:
        return np.ones(len(pack.sites), dtype=bool)
    return np.asarray(pack.sites.id == area)
