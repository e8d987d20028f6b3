"""Validity rules of a reported value of a pack: its area, its contest, its choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.suggest import nearest
from sim.core.text import counted, shown
from sim.pack.targets import AGAINST_ALL, INVALID
from sim.scenario.area_names import area_levels, broken_area, site_ids, sites_named
from sim.scenario.election import election_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.files.pack import Pack
    from sim.scenario.scenario import Scenario
    from sim.scenario.target_tables import GivenTarget

MOST_COMPARED = 1_000
"""Areas of a level whose turnout is compared: ballots are counted in each of them."""
OF_AREAS = ("turnout", "final_turnout", "votes")
"""What can be reported of an area of any level, or of a site."""


def broken_place(target: GivenTarget, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield key and message of what is wrong with the area of a value of :data:`OF_AREAS`."""
    pack = election_pack(scenario)
    if target.code == pack.nation_code and not target.level:
        if target.relation == "highest":
            yield "code", "the nation cannot be the highest of all regions; name a region"
        return
    if target.relation == "highest":
        yield from _broken_highest(target, scenario, pack)
        return
    levels, sites = area_levels(scenario), site_ids(scenario)
    broken = list(broken_area(target.code, target.level, levels, sites))
    for key, message in broken:
        yield "code" if key == "area" else key, message
    if broken or target.what == "votes" or target.relation == "count_at_least":
        return
    inside = sites_named(scenario, target.code, target.level)
    if not pack.sites.registered[inside].any():
        yield (
            "code",
            f"nobody is registered in {target.code}, so that it has no turnout in per cent",
        )


def _broken_highest(
    target: GivenTarget, scenario: Scenario, pack: Pack
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the area that is the highest of its level."""
    of_regions = target.level in {"", pack.settings.report_level}
    if of_regions and target.code in pack.region_codes:
        return
    levels = area_levels(scenario)
    broken = list(broken_area(target.code, target.level, levels))
    for key, message in broken:
        yield "code" if key == "area" else key, message
    if broken:
        return
    level = target.level or next(name for name, ids in levels.items() if target.code in ids)
    if not target.level:
        message = "is missing: highest is of all regions, or of all areas of a level"
        yield "level", f"{message}; {target.code} is of level {level}"
    elif len(levels[level]) > MOST_COMPARED:
        message = f"highest is of at most {MOST_COMPARED:,} areas of a level"
        yield "level", f"{message}, and there are {len(levels[level]):,} of level {level}"


def broken_votes(target: GivenTarget, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield key and message of what is wrong with the contest, or the choice, of votes."""
    pack = election_pack(scenario)
    ids = pack.contests.id.tolist()
    if target.contest and target.contest not in ids:
        yield "contest", f"no contest {shown(target.contest)}; {nearest(target.contest, ids)}"
        return
    if not target.contest and len(ids) > 1:
        message = f"is missing: there are {counted(len(ids), 'contest')}"
        yield "contest", f"{message}, {', '.join(ids)}"
        return
    contest = ids.index(target.contest) if target.contest else 0
    known = choices_in(pack, contest)
    if target.item not in known:
        found = f"no choice {target.item!r}" if target.item else "is missing"
        yield "item", f"{found}; {nearest(target.item, known)}"
    if not _votes_there(pack, contest, target, scenario):
        yield "contest", f"no site of {target.code} votes in {ids[contest]}"


def choices_in(pack: Pack, contest: int) -> list[str]:
    """Return what votes in a contest can be for: candidates, parties, and the two others."""
    inside = pack.candidates.contest == contest
    names, parties = pack.party_names, pack.candidates.party[inside]
    # An index of -1, of independent candidates, refers to the last party.
    nominating = dict.fromkeys(names[party] for party in parties.tolist())
    return [*pack.candidates.name[inside].tolist(), *nominating, AGAINST_ALL, INVALID]


def _votes_there(pack: Pack, contest: int, target: GivenTarget, scenario: Scenario) -> bool:
    """Return whether a site of the target votes in a contest; True if its area is faulty."""
    if target.code == pack.nation_code and not target.level:
        return True
    inside = sites_named(scenario, target.code, target.level)
    styles = set(pack.sites.style[inside].tolist())
    return not styles or any(contest in pack.styles[style] for style in styles)
