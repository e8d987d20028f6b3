"""Validity rules between parameters, and for the values of tables and lists."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.core.language import marked
from sim.core.suggest import nearest
from sim.core.text import about
from sim.incidents.incident import entry_name
from sim.scenario.area_names import area_levels, broken_area
from sim.scenario.election import (
    broken_zones,
    by_elections_of,
    capital_doors,
    doors_of,
    is_default,
    nameable_regions,
    party_names,
    published_of,
    region_codes,
)
from sim.scenario.target_rules import broken_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.incidents.incident import SiteSelection
    from sim.scenario.scenario import Scenario

    Rules = Iterator[tuple[str, str]]

STRENGTH_MOST = 20
"""Largest absolute strength or swing of a party: with more it would win, or lose, every race."""
MEMBERS_MOST = 100
"""Largest size of a generated commission."""
_COUNT_MOST = 10_000
"""Largest number of sites, or of commissions, of a region."""
BETWEEN = marked("{key} must be between {low} and {high}; got {got}")
BETWEEN_KEYS = marked("{key} must be between {low_key} ({low}) and {high_key} ({high}); got {got}")
BETWEEN_OF_KEY = marked("{key} must be between {low} and {high} ({of}); got {got}")
AT_MOST_KEY = marked("{key} must be at most {of} ({limit}); got {got}")
NOT_AGAINST_ALL = marked(
    "{key} must be 0, since law.against_all is false (set it to true); got {got}"
)
OF_NUMBERS = (BETWEEN, BETWEEN_KEYS, BETWEEN_OF_KEY, AT_MOST_KEY, NOT_AGAINST_ALL)
"""Messages about numbers: explorations record them as they try values, and show them."""


def broken_rules(scenario: Scenario) -> Rules:
    """Yield key and message of each violated rule; the message names the key."""
    yield from _times(scenario)
    yield from _register(scenario)
    yield from _given_sites(scenario)
    yield from broken_zones(scenario)
    yield from _law(scenario)
    yield from _regions(scenario)
    yield from _strengths(scenario)
    yield from _incidents(scenario)
    yield from _targets(scenario)


def _times(scenario: Scenario) -> Rules:
    polling, counting = scenario.polling, scenario.counting
    if polling.closes == polling.opens:
        message = f"polling.closes must differ from polling.opens ({polling.opens})"
        yield "polling.closes", f"{message}; got {polling.closes}"
    low, high = counting.ballot_low_s, counting.ballot_high_s
    if not low <= counting.ballot_mode_s <= high:
        message = BETWEEN_KEYS.format(
            key=(key := "counting.ballot_mode_s"), low_key="ballot_low_s", low=f"{low:g}",
            high_key="ballot_high_s", high=f"{high:g}", got=f"{counting.ballot_mode_s:g}",
        )  # fmt: skip
        yield key, message
    doors = capital_doors(scenario)
    times = [doors.at(time) for time in scenario.announcements.times]
    if not times:
        yield "announcements.times", "announcements.times must hold at least one time"
    if any(later <= earlier for earlier, later in pairwise(times)):
        yield "announcements.times", "announcements.times must increase"


def _register(scenario: Scenario) -> Rules:
    register = scenario.register_
    if bool(register.races) != (register.source == "given"):
        message = "register.races must be given if, and only if, register.source is 'given'"
        yield "register.races", message
    of_totals = is_default(scenario) or published_of(scenario).has_totals
    if (register.source == "pack") == of_totals:
        message = "register.source must be 'pack' if, and only if, election names a pack of sites"
        yield "register.source", f"{message}; got {register.source!r}"
    if register.scale > 1 and register.source == "pack":
        yield "register.scale", f"register.scale must be 1 for a pack; got {register.scale}"
    if register.districts and register.source != "by-elections":
        message = "register.districts needs register.source = 'by-elections'"
        yield "register.districts", f"{message}; got {register.source!r}"
    if register.sites and register.source != "reported":
        message = "register.sites needs register.source = 'reported'"
        yield "register.sites", f"{message}; got {register.source!r}"
    for key, counts in (("sites", register.sites), ("commissions", register.commissions)):
        for code, count in counts.items():
            if not 1 <= count <= _COUNT_MOST:
                key_of_code = f"register.{key}.{code}"
                ends = {"low": "1", "high": f"{_COUNT_MOST:,}"}
                yield key_of_code, BETWEEN.format(key=key_of_code, **ends, got=f"{count:,}")
    districts = list(by_elections_of(scenario)) if register.districts else []
    for district in register.districts:
        if district not in districts:
            message = f"register.districts: no by-election in {district!r}"
            hint = nearest(district, districts) if districts else "there are none"
            yield "register.districts", f"{message}; {hint}"


def _given_sites(scenario: Scenario) -> Rules:
    """Check given sites against the limit for generated sites."""
    most = scenario.register_.site_registered_max
    for race_number, race in enumerate(scenario.register_.races):
        for number, site in enumerate(race.sites):
            if site.registered > most:
                key = f"register.races.{race_number}.sites.{number}.registered"
                values = {"limit": f"{most:,}", "got": f"{site.registered:,}"}
                yield key, AT_MOST_KEY.format(key=key, of="register.site_registered_max", **values)


def _law(scenario: Scenario) -> Rules:
    """Check the sizes of commissions, and shares against all where it is not on the ballot."""
    register, sizes = scenario.register_, scenario.register_.members_sizes
    if register.source in {"reported", "by-elections"}:
        if not sizes or min(sizes) < 1 or max(sizes) > MEMBERS_MOST:
            message = f"must hold whole numbers from 1 to {MEMBERS_MOST}"
            yield "register.members_sizes", f"register.members_sizes {message}; got {sizes}"
        elif not min(sizes) <= register.members_mean <= max(sizes):
            values = {"low": min(sizes), "high": max(sizes), "got": f"{register.members_mean:g}"}
            key, of = "register.members_mean", "register.members_sizes"
            yield key, BETWEEN_OF_KEY.format(key=key, of=of, **values)
    shares = {"choice.against_all_share": scenario.choice.against_all_share}
    for code, region in scenario.choice.regions.items():
        shares[f"choice.regions.{code}.against_all_share"] = region.against_all_share or 0.0
    for key, share in shares.items():
        if share and not scenario.law.against_all:
            yield key, NOT_AGAINST_ALL.format(key=key, got=f"{share:g}")


def _regions(scenario: Scenario) -> Rules:
    """Check region codes; regional parameters may refer to regions that this country lacks.

    They can be inherited from a scenario of another country.
    """
    here, anywhere = region_codes(scenario), nameable_regions(scenario)
    named: dict[str, tuple[list[str], list[str]]] = {
        "register.regions": (scenario.register_.regions, here),
        "register.sites": (list(scenario.register_.sites), anywhere),
        "register.commissions": (list(scenario.register_.commissions), anywhere),
        "arrivals.regions": (list(scenario.arrivals.regions), anywhere),
        "choice.regions": (list(scenario.choice.regions), anywhere),
        "swing.regions": (list(scenario.swing.regions), anywhere),
    }
    for key, (used, known) in named.items():
        for code in used:
            if code not in known:
                # A table has the code as a key, which may come from elsewhere than others of it.
                where = key if key == "register.regions" else f"{key}.{code}"
                yield where, f"{where}: no region {code!r}; {nearest(code, known)}"


def _strengths(scenario: Scenario) -> Rules:
    tables = {
        "choice.strength": scenario.choice.strength,
        "swing.parties": scenario.swing.parties,
        **{f"swing.regions.{code}": table for code, table in scenario.swing.regions.items()},
    }
    parties = party_names(scenario)
    for code, region in scenario.choice.regions.items():
        tables[f"choice.regions.{code}.strength"] = region.strength
    for table, strength in tables.items():
        for party, value in strength.items():
            key = f"{table}.{party}"
            if party not in parties:
                yield key, f"{key}: no party {party!r}; {nearest(party, parties)}"
            if abs(value) > STRENGTH_MOST:
                ends = {"low": -STRENGTH_MOST, "high": STRENGTH_MOST}
                yield key, BETWEEN.format(key=key, **ends, got=f"{value:g}")


def _incidents(scenario: Scenario) -> Rules:
    doors = doors_of(scenario)
    here = region_codes(scenario)
    for number, incident in enumerate(scenario.incidents):
        entry = entry_name(number, incident.name)
        for code in incident.where.regions:
            if code not in here:
                message = f"where.regions: no region {code!r}; {_region_hint(code, scenario)}"
                yield f"incident.{number}.where.regions", f"{entry}: {message}"
        for key, message in _broken_areas(incident.where, scenario):
            yield f"incident.{number}.{key}", f"{entry}: {key}: {message}"
        for key, message in incident.broken_rules(doors):
            yield f"incident.{number}.{key}", f"{entry}: {message}"


def _region_hint(code: str, scenario: Scenario) -> str:
    """Return a hint about a region that does not exist; it may be an area of another level."""
    levels = [level for level, areas in area_levels(scenario).items() if code in areas]
    if levels:
        return f"it is an area of level {levels[0]}: where.areas names areas of any level"
    return nearest(code, region_codes(scenario))


def _broken_areas(where: SiteSelection, scenario: Scenario) -> Rules:
    """Yield what is wrong with the areas that an incident names."""
    if where.level is not None and not where.areas:
        yield "where.level", "belongs to where.areas; leave it out"
    levels = area_levels(scenario) if where.areas else {}
    for area in where.areas:
        for key, message in broken_area(area, where.level or "", levels):
            yield f"where.{'areas' if key == 'area' else key}", message


def _targets(scenario: Scenario) -> Rules:
    """Check reported values; they may refer to regions that this country lacks."""
    anywhere = nameable_regions(scenario)
    for number, target in enumerate(scenario.targets):
        for key, message in broken_target(target, scenario, anywhere):
            dotted = f"target.{number}.{key}"
            yield dotted, about(dotted, message)
