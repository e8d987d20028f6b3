"""The register of a pack: an election that a folder of files describes."""

from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import RegisterError
from sim.core.streams import VoterBlock
from sim.pack.files.pack import NOT_GIVEN
from sim.register.areas import AreaTree, Intake
from sim.register.expected_areas import LEAST_SHARE, ROUNDING, expected_by_area
from sim.register.pack_limits import unplayable
from sim.register.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.core.types import Floats, Ints, Names
    from sim.pack.files.pack import Pack


def pack_register(pack: Pack, hours: tuple[int, int], site_hours: tuple[Ints, Ints]) -> Register:
    """Return the register of a pack.

    Random words are keyed by the ids of sites, contests and areas, and the candidates of a
    contest are in the order of their names: rows may be added, removed or sorted, and all other
    sites have the same words.

    Parameters
    ----------
    pack
        The pack.
    hours, site_hours
        When sites open and close: see the functions of :mod:`sim.scenario.election`.

    Raises
    ------
    RegisterError
        If the pack needs what the model cannot do; lists everything.
    """
    if problems := list(unplayable(pack)):
        raise RegisterError(problems)
    pack = candidates_by_name(pack)
    contest = np.array([style[0] for style in pack.styles])[pack.sites.style]
    # Sites with the same first race are adjacent.
    order = np.argsort(contest, kind="stable")
    race = contest[order]
    section_site, section_race = _sections(pack, order)
    region, region_code, region_name, region_zone = _areas(pack, pack.settings.report_level, order)
    commission, intake_code, _, intake_zone = _areas(pack, pack.settings.intake_level, order)
    behind = pack.zone_behind_ms
    voters, turnout = _voters(pack, order)
    n_races = len(pack.contests)
    parties = pack.party_names
    share, invalid = _expected_shares(pack)
    before = pack.sites.voted_before[order]
    of_area, expected = _expected_by_area(pack, order, voters * turnout + before)
    # Every race has sites: see unplayable().
    race_region, race_commission = (
        _only(section_race, area[section_site], n_races) for area in (region, commission)
    )
    return Register(
        synthetic=False,
        published=False,
        parties=parties,
        nation_code=pack.nation_code,
        nation_name=pack.settings.title,
        hours_ms=hours,
        region_code=region_code,
        region_name=region_name,
        region_behind_ms=behind[region_zone],
        region_key=_keys(region_code),
        quota_votes=np.array([-1]),
        quota_seats=np.full((1, len(parties)), -1),
        commission_id=intake_code,
        commission_region=_only(commission, region, len(intake_code)),
        commission_behind_ms=behind[intake_zone],
        commission_key=_keys(intake_code),
        race_id=pack.contests.id,
        race_name=pack.contests.name,
        race_region=race_region,
        race_quota=np.zeros(n_races, dtype=np.int64),
        race_commission=race_commission,
        race_key=_keys(pack.contests.id),
        race_vote_for=pack.contests.vote_for,
        race_seats=pack.contests.seats,
        race_system=pack.contests.system,
        candidate_race=pack.candidates.contest,
        # An index of -1, of independent candidates, refers to the last party.
        candidate_party=pack.candidates.party % len(parties),
        candidate_incumbent=pack.candidates.incumbent,
        candidate_votes_share=share,
        candidate_name=pack.candidates.name,
        race_against_all_share=np.full(n_races, np.nan),
        race_invalid_share=invalid,
        expected_share=of_area,
        site_id=pack.sites.id[order],
        site_race=race,
        site_region=region,
        site_commission=commission,
        site_behind_ms=behind[pack.sites.timezone[order]],
        site_opens_ms=site_hours[0][order],
        site_closes_ms=site_hours[1][order],
        site_registered=pack.sites.registered[order],
        site_voters=voters,
        site_voted_before=before,
        site_turnout=turnout,
        site_members=pack.sites.members[order],
        site_desks=pack.sites.desks[order],
        site_booths=pack.sites.booths[order],
        site_boxes=pack.sites.boxes[order],
        site_distance_km=pack.sites.distance_km[order],
        site_expected=expected,
        site_key=_keys(pack.sites.id[order]),
        site_place_key=_keys(pack.places)[pack.sites.place[order]],
        section_site=section_site,
        section_race=section_race,
        intake=_intake(pack, pack.settings.intake_level),
        areas=_tree(pack, order),
    )  # fmt: skip


def _sections(pack: Pack, order: Ints) -> tuple[Ints, Ints]:
    """Return site and race of each section: the contests on the ballot of each site in turn."""
    style = pack.sites.style[order]
    lengths = np.array([len(contests) for contests in pack.styles])[style]
    site = np.repeat(np.arange(len(order)), lengths)
    number = np.arange(len(site)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    padded = np.zeros((len(pack.styles), max(map(len, pack.styles))), dtype=np.int64)
    for row, contests in enumerate(pack.styles):
        padded[row, : len(contests)] = contests
    return site, padded[style[site], number]


def candidates_by_name(pack: Pack) -> Pack:
    """Return a pack in which the candidates of each contest are in the order of their names.

    Which ballot a random word marks depends on the order of the candidates.
    """
    candidates = pack.candidates
    order = np.lexsort((candidates.name, candidates.contest))
    columns = {field.name: getattr(candidates, field.name)[order] for field in fields(candidates)}
    expected = replace(pack.expected, candidate=np.argsort(order)[pack.expected.candidate])
    return replace(pack, candidates=replace(candidates, **columns), expected=expected)


def _areas(pack: Pack, level: str, order: Ints) -> tuple[Ints, Names, Names, Ints]:
    """Return the area of each site at a level, then code, name and zone of each area there.

    Without levels the whole election is one area.
    """
    if not level:
        one = np.zeros(len(order), dtype=np.int64)
        return one, np.array([pack.settings.name]), np.array([pack.settings.title]), one[:1]
    column = pack.settings.levels.index(level)
    areas, used = pack.areas, pack.used_areas(level)
    index = np.searchsorted(used, pack.sites.area[order, column])
    return index, areas.id[used], areas.name[used], areas.timezone[used]


def _tree(pack: Pack, order: Ints) -> AreaTree:
    """Return the areas of all levels, with those of each site in the register's order."""
    levels = [pack.settings.levels[level] for level in pack.areas.level.tolist()]
    return AreaTree(tuple(pack.areas.id.tolist()), tuple(levels), pack.sites.area[order])


def _intake(pack: Pack, level: str) -> Intake | None:
    """Return what the pack says of the places that take in protocols; None if nothing."""
    there = pack.used_areas(level) if level else np.array([], dtype=np.int64)
    places = tuple(pack.areas.intake[there].tolist())
    clerks, vehicles = (
        tuple(None if n == NOT_GIVEN else n for n in numbers[there].tolist())
        for numbers in (pack.areas.clerks, pack.areas.vehicles)
    )
    if not any((*clerks, *vehicles, *places)):
        return None
    return Intake(clerks, vehicles, places)


def _voters(pack: Pack, order: Ints) -> tuple[Ints, Floats]:
    """Return the voters who may come to each site, and the expected share who do.

    Those who voted before do not come. Those with provisional ballots do, and all their ballots
    are counted.
    """
    registered, before = pack.sites.registered[order], pack.sites.voted_before[order]
    expected = pack.sites.expected_voters[order]
    known = expected != NOT_GIVEN
    expected += pack.sites.provisional[order] * known
    voters = np.maximum(registered - before, expected)
    pct = pack.settings.expected_turnout_pct
    share = np.full(len(order), np.nan if pct is None else pct / 100)
    some = np.maximum(voters, 1)
    share[before > 0] *= (registered / some)[before > 0]
    share[known] = expected[known] / some[known]
    return voters, np.minimum(share, 1.0)


def _expected_shares(pack: Pack) -> tuple[Floats, Floats]:
    """Return the expected share of each candidate, and of invalid ballots in each contest.

    What the candidates of a contest leave to 100 % are invalid ballots. NaN where not given.
    """
    contest, share = pack.candidates.contest, pack.candidates.expected_pct / 100
    total = np.bincount(contest, weights=share)
    invalid = np.where(total < 1 - ROUNDING, 1 - total, np.nan)
    return np.maximum(share, LEAST_SHARE), invalid


def _expected_by_area(pack: Pack, order: Ints, ballots: Floats) -> tuple[Floats, Ints]:
    """Return expected shares of areas, and the row of each site, both in the register's order.

    Parameters
    ----------
    ballots
        Expected at each site, in the register's order.
    """
    in_pack = np.zeros(len(order))
    in_pack[order] = ballots
    share, row = expected_by_area(pack, in_pack)
    return share, row[order]


def _only(group: Ints, value: Ints, n_groups: int) -> Ints:
    """Return the value that all sites of each group share, -1 where they have several.

    >>> _only(np.array([0, 0, 1, 1]), np.array([5, 5, 5, 6]), 2).tolist()
    [5, -1]
    """
    low = np.full(n_groups, np.iinfo(np.int64).max)
    high = np.full(n_groups, -1)
    np.minimum.at(low, group, value)
    np.maximum.at(high, group, value)
    return np.where(low == high, high, -1)


def _keys(ids: Iterable[str]) -> Ints:
    """Return a key of random words for each id, in [0, 2**32), all different.

    A key depends on its id alone, unless another id has the same: then the one that is later
    in the alphabet gets another key. No key is the number of a block of words that all voters
    have.
    """
    names = [str(name) for name in ids]
    taken: dict[int, str] = {}
    keys: dict[str, int] = {}
    for name in sorted(names):
        attempt = 0
        while (key := _hash(name, attempt)) in taken or key <= max(VoterBlock):
            attempt += 1
        taken[key] = name
        keys[name] = key
    return np.array([keys[name] for name in names], dtype=np.int64)


def _hash(name: str, attempt: int) -> int:
    text = f"{name}\x00{attempt}" if attempt else name
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")
