"""The rules that hold between parameters, and for the values of tables and lists."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sim.core.suggest import nearest
from sim.pack import PARTIES, by_elections, regions
from sim.scenario.incident_rules import broken_incidents
from sim.scenario.target_rules import broken_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.scenario import Scenario

    Rules = Iterator[tuple[str, str]]

STRENGTH_MOST = 20
"""Largest strength of a party, either way: more decides every race already."""


def broken_rules(scenario: Scenario) -> Rules:
    """Yield key and message of each rule that does not hold."""
    yield from _times(scenario)
    yield from _register(scenario)
    yield from _given_sites(scenario)
    yield from _regions(scenario)
    yield from _strengths(scenario)
    yield from broken_incidents(scenario)
    yield from _targets(scenario)


def _times(scenario: Scenario) -> Rules:
    polling, counting = scenario.polling, scenario.counting
    if polling.closes <= polling.opens:
        message = f"must be after polling.opens ({polling.opens}); got {polling.closes}"
        yield "polling.closes", message
    low, high = counting.ballot_low_s, counting.ballot_high_s
    if not low <= counting.ballot_mode_s <= high:
        ends = f"ballot_low_s ({low:g}) and ballot_high_s ({high:g})"
        message = f"must lie between {ends}; got {counting.ballot_mode_s:g}"
        yield "counting.ballot_mode_s", message
    times = scenario.announcements.times
    if not times:
        yield "announcements.times", "must hold at least one time"
    if any(later <= earlier for earlier, later in pairwise(times)):
        yield "announcements.times", "must increase"


def _register(scenario: Scenario) -> Rules:
    register = scenario.register_
    if bool(register.races) != (register.source == "given"):
        yield "register.races", "go with register.source = 'given', and only with it"
    if register.districts and register.source != "by-elections":
        yield "register.districts", "go with register.source = 'by-elections' only"
    if register.sites and register.source != "reported":
        yield "register.sites", "go with register.source = 'reported' only"
    for key, counts in (("sites", register.sites), ("commissions", register.commissions)):
        for code, count in counts.items():
            if not 1 <= count <= 10_000:
                yield f"register.{key}.{code}", f"must be in [1, 10,000]; got {count}"
    districts = [election.district for election in by_elections()]
    for district in register.districts:
        if district not in districts:
            hint = nearest(district, districts)
            yield "register.districts", f"no by-election {district!r}; {hint}"


def _given_sites(scenario: Scenario) -> Rules:
    """Check given sites against the limit that generated ones obey."""
    most = scenario.register_.site_registered_max
    for number, race in enumerate(scenario.register_.races):
        for place, site in enumerate(race.sites):
            if site.registered > most:
                key = f"register.races.{number}.sites.{place}.registered"
                limit = f"register.site_registered_max ({most:,})"
                yield key, f"must be at most {limit}; got {site.registered:,}"


def _regions(scenario: Scenario) -> Rules:
    """Check codes; regional parameters of a parent may speak of regions that are not here."""
    here = scenario.region_codes()
    anywhere = [region.code for region in regions()] + here
    named: dict[str, tuple[list[str], list[str]]] = {
        "register.regions": (scenario.register_.regions, here),
        "register.sites": (list(scenario.register_.sites), anywhere),
        "register.commissions": (list(scenario.register_.commissions), anywhere),
        "arrivals.regions": (list(scenario.arrivals.regions), anywhere),
        "choice.regions": (list(scenario.choice.regions), anywhere),
    }
    for number, incident in enumerate(scenario.incidents):
        named[f"incident.{number}.where.regions"] = (incident.where.regions, here)
    for key, (used, known) in named.items():
        for code in used:
            if code not in known:
                yield key, f"no region {code!r}; {nearest(code, known)}"


def _strengths(scenario: Scenario) -> Rules:
    tables = {"choice.strength": scenario.choice.strength}
    for code, region in scenario.choice.regions.items():
        tables[f"choice.regions.{code}.strength"] = region.strength
    for key, strength in tables.items():
        for party, value in strength.items():
            if party not in PARTIES:
                yield f"{key}.{party}", f"no such party; {nearest(party, PARTIES)}"
            if abs(value) > STRENGTH_MOST:
                message = f"must be in [-{STRENGTH_MOST}, {STRENGTH_MOST}]; got {value:g}"
                yield f"{key}.{party}", message


def _targets(scenario: Scenario) -> Rules:
    """Check reported figures; those of a parent may speak of regions that are not here."""
    anywhere = [region.code for region in regions()] + scenario.region_codes()
    for number, target in enumerate(scenario.targets):
        for key, message in broken_target(target, scenario, anywhere):
            yield f"target.{number}.{key}", message
