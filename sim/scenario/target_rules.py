"""Validity rules of one reported value, in a scenario file or a CSV file of ``--targets``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core.suggest import nearest
from sim.core.text import clock_text
from sim.pack.targets import AGAINST_ALL, INVALID
from sim.scenario.election import (
    by_elections_of,
    capital_doors,
    is_pack,
    nation_code,
    party_names,
    region_codes,
    region_opens_at,
)
from sim.scenario.pack_target_rules import OF_AREAS, broken_place, broken_votes
from sim.scenario.target_tables import MILESTONE_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sim.pack.targets import Relation, What
    from sim.scenario.scenario import Scenario
    from sim.scenario.target_tables import GivenTarget

_RELATIONS: dict[What, tuple[Relation, ...]] = {
    "turnout": ("equals", "at_least", "highest", "count_at_least"),
    "final_turnout": ("equals", "at_least"),
    "seats": ("equals", "at_least"),
    "votes": ("equals", "at_least"),
    "incumbents": ("equals", "at_least"),
    "night": ("equals", "at_least"),
}


def broken_target(
    target: GivenTarget, scenario: Scenario, codes: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield key and message of each rule that a value violates.

    Parameters
    ----------
    target
        As the user gave it.
    scenario
        Its opening hours limit the times.
    codes
        Regions that it may refer to.
    """
    yield from _broken_code(target, scenario, codes)
    yield from _broken_item(target, scenario)
    yield from _broken_time(target, scenario)
    allowed = _RELATIONS[target.what]
    if target.relation not in allowed:
        message = f"must be one of {', '.join(allowed)} for {target.what}"
        yield "relation", f"{message}; got {target.relation!r}"
    else:
        yield from _broken_value(target)


def _broken_code(
    target: GivenTarget, scenario: Scenario, codes: Collection[str]
) -> Iterator[tuple[str, str]]:
    nation = nation_code(scenario)
    if is_pack(scenario) and target.what in OF_AREAS:
        yield from broken_place(target, scenario)
        return
    if target.level:
        of = f"{target.what} is of regions" if is_pack(scenario) else "this country has no levels"
        yield "level", f"{of}; leave it out"
    if target.contest and _of_given(target, scenario):
        return
    known = {
        "turnout": [nation, *codes],
        "final_turnout": [nation, *codes],
        "seats": [nation, *codes],
        "votes": [*codes, *by_elections_of(scenario)],
        "incumbents": [nation],
        "night": [nation],
    }[target.what]
    if target.code not in known:
        kind = "region or district" if target.what == "votes" else "region"
        message = f"no {kind} {target.code!r} for {target.what}"
        yield "code", f"{message}; {nearest(target.code, known)}"
    elif target.code == nation and target.relation == "highest":
        yield "code", "the nation cannot be the highest of all regions; name a region"


def _broken_item(target: GivenTarget, scenario: Scenario) -> Iterator[tuple[str, str]]:
    if is_pack(scenario) and target.what == "votes":
        yield from broken_votes(target, scenario)
        return
    if target.contest and _of_given(target, scenario):
        yield from _broken_race(target, scenario)
        return
    if target.contest:
        of = f"leave it out for {target.what}" if is_pack(scenario) else "generated races have none"
        yield "contest", f"belongs to votes of a pack, or of given races; {of}"
    by_elections = by_elections_of(scenario)
    parties = party_names(scenario)
    known: dict[What, tuple[str, ...]] = {
        "seats": parties,
        "votes": (
            by_elections[target.code].choices
            if target.code in by_elections
            else (*parties, AGAINST_ALL, INVALID)
        ),
        "night": MILESTONE_NAMES,
    }
    words = {"seats": "party", "votes": "choice", "night": "time of the night"}
    if target.what not in known:
        if target.item:
            yield "item", f"belongs to seats, votes and night; leave it out for {target.what}"
    elif target.item not in known[target.what]:
        found = f"no {words[target.what]} {target.item!r}" if target.item else "is missing"
        yield "item", f"{found}; {nearest(target.item, known[target.what])}"


def _of_given(target: GivenTarget, scenario: Scenario) -> bool:
    return target.what == "votes" and scenario.register_.source == "given"


def _broken_race(target: GivenTarget, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with votes in one given race: its id, its region, the choice."""
    races = {race.race_id: race for race in scenario.register_.races}
    race = races.get(target.contest)
    if race is None:
        yield "contest", f"no race {target.contest!r}; {nearest(target.contest, races)}"
        return
    nation = nation_code(scenario)
    if target.code not in {race.region, nation}:
        message = f"the race {target.contest} is in {race.region}: name that, or {nation}"
        yield "code", f"{message}; got {target.code}"
    known = [*dict.fromkeys(race.candidates), AGAINST_ALL, INVALID]
    if target.item not in known:
        found = f"no choice {target.item!r}" if target.item else "is missing"
        yield "item", f"{found}; {nearest(target.item, known)}"


def _broken_time(target: GivenTarget, scenario: Scenario) -> Iterator[tuple[str, str]]:
    if target.what != "turnout":
        if target.time is not None:
            of_night = (
                "; the clock time of the night is its value" if target.what == "night" else ""
            )
            yield "time", f"belongs to turnout; leave it out for {target.what}{of_night}"
        return
    if target.time is None:
        yield "time", "is missing: turnout needs a clock time (capital time)"
        return
    doors, opens = capital_doors(scenario), region_opens_at(scenario, target.code)
    if not opens <= doors.at(target.time) <= doors.closes:
        begins, ends = (clock_text(at, day=True) for at in (opens, doors.closes))
        first = f"from {begins}, when doors open in {target.code}"
        if target.code not in region_codes(scenario):
            first = f"from {begins}, when the first doors open"
        last = f"to {ends}, when the last doors close (capital time)"
        yield "time", f"must be {first}, {last}; got {target.time:%H:%M}"


def _broken_value(target: GivenTarget) -> Iterator[tuple[str, str]]:
    value = target.value
    if target.relation == "highest":
        if value is not None:
            yield "value", f"highest of all regions has none; leave it out; got {value}"
    elif value is None:
        yield "value", "is missing"
    elif target.what == "night":
        if not isinstance(value, dt.time):
            yield "value", f"must be a clock time for night (capital time); got {value}"
    elif isinstance(value, dt.time):
        yield "value", f"must be a number for {target.what}; got {value}"
    elif target.what == "seats" or target.relation == "count_at_least":
        if value < 0 or value != int(value):
            yield "value", f"must be a whole number, 0 or more; got {value:g}"
    elif not 0 <= value <= 100:
        yield "value", f"must be in [0, 100] per cent; got {value:g}"
