"""The election of a scenario: the one that ships, or a pack, and what a scenario may name of it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import clock
from sim.core.text import shown
from sim.incidents.drafts import Doors
from sim.pack.files.digests import pack_digests, pack_stamp
from sim.pack.records import published
from sim.pack.shipped import DEFAULT_ELECTION
from sim.scenario.finding import shipped_packs
from sim.scenario.register_files import with_names_of_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.pack.files.digests import Stamp
    from sim.pack.files.pack import Norms, Pack
    from sim.pack.published_rows import ByElection
    from sim.pack.records import Published
    from sim.scenario.parameters.country import GivenRace
    from sim.scenario.scenario import Scenario


def published_of(scenario: Scenario) -> Published:
    """Return the published values of the election of a scenario."""
    return published(scenario.election)


def norms_of(scenario: Scenario) -> Norms:
    """Return what stands in for staff and equipment that a pack leaves out."""
    from sim.pack.files.pack import Norms  # Published totals need no norms.

    register = scenario.register_
    return Norms(
        registered_per_desk=register.registered_per_desk,
        registered_per_booth=register.registered_per_booth,
        registered_per_box=register.registered_per_box,
        members_not_issuing=scenario.polling.members_not_issuing,
        distance_km=register.distance_mean_km,
        detour_factor=register.detour_factor,
        site_registered_max=register.site_registered_max,
        site_size_spread=register.site_size_spread,
    )


def election_pack(scenario: Scenario) -> Pack:
    """Return the pack of a scenario.

    Raises
    ------
    PackError
        If the folder is not a pack; lists every fault.
    """
    return read_once(scenario.election, norms_of(scenario))


def read_once(folder: str, norms: Norms) -> Pack:
    """Return the pack of a folder; it is read again only if one of its files was changed."""
    return _read(folder, norms, pack_stamp(Path(folder)))


@lru_cache(maxsize=2)
def _read(folder: str, norms: Norms, _stamp: Stamp) -> Pack:
    from sim.pack.files.reading import read_pack  # Published totals are no such pack.

    return read_pack(Path(folder), norms)


def pack_files(scenario: Scenario) -> dict[str, str]:
    """Return the SHA-256 of each file of the pack of a scenario; empty for the default election.

    Raises
    ------
    PackError
        If a file cannot be read.
    """
    if is_default(scenario):
        return {}
    folder = Path(scenario.election)
    if not is_pack(scenario):
        from sim.pack.totals_check import totals_digests  # Few scenarios are of such a pack.

        return totals_digests(folder)
    return dict(_digests(folder, pack_stamp(folder)))


@lru_cache(maxsize=2)
def _digests(folder: Path, _stamp: Stamp) -> dict[str, str]:
    return pack_digests(folder)


def pack_name(scenario: Scenario) -> str:
    """Return the name of the folder of the pack of a scenario, without where it is."""
    return Path(os.path.realpath(scenario.election)).name


def placeless_tree(scenario: Scenario) -> dict[str, Any]:
    """Return all values of a scenario, with names in place of the paths of pack and staff file.

    So results are the same wherever these are, and tell nothing of the machine.
    """
    tree, name = with_names_of_files(scenario.tree()), pack_name(scenario)
    if is_default(scenario):
        return tree
    shipped = shipped_packs().get(name)
    ships = shipped is not None and os.path.realpath(scenario.election) == str(shipped)
    return tree | {"election": name if ships else not_shipped(name)}


def not_shipped(folder: str) -> str:
    """Return the path of a pack's folder, one that is not the name of what ships.

    >>> not_shipped("two-shores"), not_shipped("../two-shores")
    ('./two-shores', '../two-shores')
    """
    return f"./{folder}" if folder == DEFAULT_ELECTION or folder in shipped_packs() else folder


def is_default(scenario: Scenario) -> bool:
    """Return whether a scenario is of the default election."""
    return scenario.election == DEFAULT_ELECTION


def is_pack(scenario: Scenario) -> bool:
    """Return whether the sites and candidates of a scenario are those of a pack.

    Else the country is of published totals, of by-elections, or given by the scenario itself.
    """
    return scenario.register_.source == "pack"


def region_codes(scenario: Scenario) -> list[str]:
    """Return the codes of the regions that the country of a scenario can have."""
    register = scenario.register_
    if register.source == "given":
        return list(dict.fromkeys(race.region for race in register.races))
    if register.source == "pack":
        return list(election_pack(scenario).region_codes)
    return list(published_of(scenario).region_names)


def region_names(scenario: Scenario) -> dict[str, str]:
    """Return the names of the regions of a scenario's election by code."""
    if not is_pack(scenario):
        return dict(published_of(scenario).region_names)
    pack = election_pack(scenario)
    if not (level := pack.settings.report_level):
        return {pack.settings.name: pack.settings.title}
    there = pack.used_areas(level)
    return dict(zip(pack.areas.id[there].tolist(), pack.areas.name[there].tolist(), strict=True))


def nameable_regions(scenario: Scenario) -> list[str]:
    """Return the codes that regional parameters may name.

    They can be inherited from a scenario of another country of the same election.
    """
    here = region_codes(scenario)
    return here if is_pack(scenario) else [*published_of(scenario).region_names, *here]


def party_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the parties that parameters may name."""
    if is_pack(scenario):
        return election_pack(scenario).party_names
    return published_of(scenario).party_names


def nation_code(scenario: Scenario) -> str:
    """Return the code that stands for all regions together."""
    if is_pack(scenario):
        return election_pack(scenario).nation_code
    return published_of(scenario).nation_code


def by_elections_of(scenario: Scenario) -> dict[str, ByElection]:
    """Return the published by-elections of the election of a scenario by district."""
    if is_pack(scenario):
        return {}
    return {election.district: election for election in published_of(scenario).by_elections}


def hours_of(scenario: Scenario) -> tuple[int, int]:
    """Return when sites without given hours open and close, local time, ms.

    They close on the next day if the time is not after that of opening.
    """
    return clock.span(scenario.polling.opens, scenario.polling.closes)


def site_hours(scenario: Scenario) -> tuple[Ints, Ints]:
    """Return when each site of a pack opens and closes, as :func:`hours_of`, in its order.

    Sites that have the hours of the pack have those of the scenario, which can change them.
    """
    pack, (opens, closes) = election_pack(scenario), hours_of(scenario)
    opens_ms, closes_ms = pack.sites.opens_ms, pack.sites.closes_ms
    usual = clock.span(pack.settings.opens, pack.settings.closes)
    same = (opens_ms == usual[0]) & (closes_ms == usual[1])
    return np.where(same, opens, opens_ms), np.where(same, closes, closes_ms)


def doors_of(scenario: Scenario) -> Doors:
    """Return the hours of the doors of all sites, local time."""
    opens, closes = hours_of(scenario)
    doors = Doors(opens, closes, closes)
    if is_pack(scenario):
        first, last = site_hours(scenario)
        doors = Doors(int(first.min()), int(last.max()), int(last.min()))
    held = [at for i in scenario.incidents if (at := i.open_until(doors)) is not None]
    return doors._replace(closes=max(doors.closes, *held)) if held else doors


def capital_doors(scenario: Scenario) -> Doors:
    """Return the hours of the doors of all sites, capital time; incidents do not change them."""
    if is_pack(scenario):
        pack = election_pack(scenario)
        behind = pack.zone_behind_ms[pack.sites.timezone]
        opens, closes = (local + behind for local in site_hours(scenario))
        return Doors(int(opens.min()), int(closes.max()), int(closes.min()))
    first, last = hours_of(scenario)
    by_region = list(region_behind_ms(scenario).values()) or [0]
    return Doors(first + min(by_region), last + max(by_region), last + min(by_region))


def region_opens_at(scenario: Scenario, code: str) -> int:
    """Return when doors can open in a region, capital time; in the nation if it is none."""
    behind = region_behind_ms(scenario)
    if code not in behind:
        return capital_doors(scenario).opens
    return doors_of(scenario).opens + behind[code]


def race_behind_ms(scenario: Scenario, race: GivenRace) -> int:
    """Return how far the clock of a given race is behind the capital's, milliseconds.

    0 where its time zone, or the capital's, is not known.
    """
    capital = scenario.register_.timezone
    if race.timezone is None or not capital:
        return (race.hours_behind_capital or 0) * clock.HOUR_MS
    from sim.pack.files.clocks import behind_ms, is_zone  # Scenarios of 2021 have no zones.

    if not (is_zone(capital) and is_zone(race.timezone)):
        return 0
    return int(behind_ms([capital, race.timezone], scenario.date)[1])


def broken_zones(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield key and message of what is wrong with the time zones of given races."""
    register = scenario.register_
    given = [race.timezone for race in register.races]
    if not register.timezone and not any(given):
        return
    from sim.pack.files.clocks import ZONE_RULE, is_zone, zone_hint

    keys = [f"register.races.{number}.timezone" for number in range(len(given))]
    if not register.timezone:
        yield "register.timezone", "register.timezone is missing: races give their time zones"
    for key, zone in (("register.timezone", register.timezone), *zip(keys, given, strict=True)):
        if zone and not is_zone(zone):
            yield key, f"{key} {ZONE_RULE}; got {shown(zone)}; {zone_hint(zone)}"
    if not (register.timezone and is_zone(register.timezone)):
        return
    behind: dict[str, int] = {}
    for key, race in zip(keys, register.races, strict=True):
        found = race_behind_ms(scenario, race)
        hours = race.hours_behind_capital
        if race.timezone and is_zone(race.timezone) and hours not in {None, found / clock.HOUR_MS}:
            message = f"{race.timezone} is {found / clock.HOUR_MS:g} hours behind the capital then"
            yield key, f"{key}: {message}, and hours_behind_capital says {hours}; leave one out"
        if behind.setdefault(race.region, found) != found:
            message = f"region {race.region} must have the same clock in all its races"
            yield key, f"{key}: {message}; got {race.timezone or f'{hours or 0} hours behind'}"


def region_behind_ms(scenario: Scenario) -> dict[str, int]:
    """Return how far the clock of each region is behind the capital's, milliseconds."""
    register = scenario.register_
    if register.source == "given":
        return {race.region: race_behind_ms(scenario, race) for race in register.races}
    if register.source == "pack":
        pack = election_pack(scenario)
        behind = pack.zone_behind_ms
        if not (level := pack.settings.report_level):
            return {pack.settings.name: 0}
        there = pack.used_areas(level)
        zones = pack.areas.timezone[there]
        return dict(zip(pack.areas.id[there].tolist(), behind[zones].tolist(), strict=True))
    return {region.code: region.behind_ms for region in published_of(scenario).regions}
