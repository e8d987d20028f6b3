"""A country of published totals by area: its races and sites are generated."""

# No reference: sizes are log-normal, by the normal quantiles of the random streams.

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.core.apportion import apportion
from sim.core.errors import Problem, RegisterError
from sim.core.streams import HALF_WORD, Stream, Streams, normal, normal_table
from sim.register.candidates import stand
from sim.register.register import PLURALITY, Register, first_site_key, no_expected_share
from sim.register.staff import SiteResources, members_total, staff_sites
from sim.scenario.parameters.country import RegisterParameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Floats, Ints, Words
    from sim.pack.published_rows import Region
    from sim.pack.records import Published


SMALLEST_RACE = 100
"""Registered voters of the smallest race where none is known (assumption)."""
SMALLEST_SITE = 15
"""Registered voters of the smallest site (assumption)."""


class Item(IntEnum):
    """Generated properties of the register: blocks of its random words."""

    RACE_SIZE = 0
    SITE_SIZE = 1
    DISTANCE = 2
    SEATS = 3
    CANDIDATES = 4
    INDEPENDENTS = 5
    INCUMBENT = 6


@dataclass(frozen=True)
class RegionPart:
    """One generated region."""

    race_sites: Ints
    site_registered: Ints
    resources: SiteResources
    distance_km: Floats
    n_commissions: int
    candidates: list[list[int]]
    """Parties of the candidates of each race."""
    incumbent: list[int | None]


def site_counts(of: Published, changed: Mapping[str, int]) -> dict[str, int]:
    """Return polling sites by region code.

    Regions without a published number share the rest of the nation's sites in proportion to
    registered voters: at least one site per race, and what was published as the least.
    ``changed`` replaces some of the numbers afterwards.
    """
    regions = of.regions
    known = {region.code: region.sites for region in regions if region.sites is not None}
    others = [region for region in regions if region.sites is None]
    if not others:
        return known | dict(changed)
    total = round(of.facts["sites_national"].value)
    low = [max(region.races, region.sites_at_least or 0) for region in others]
    shares = apportion([region.registered for region in others], total - sum(known.values()), low)
    counts = known | dict(zip((region.code for region in others), map(int, shares), strict=True))
    return counts | dict(changed)


def national_register(
    of: Published,
    parameters: RegisterParameters,
    members_not_issuing: int,
    hours: tuple[int, int],
) -> Register:
    """Return the country of published totals: all regions, once.

    Sites open and close at ``hours``: see :func:`sim.scenario.election.hours_of`.
    Registers are never modified, so a country that this process has built already is returned
    again.

    Raises
    ------
    RegisterError
        If the parameters leave no such country; lists every region that fails.
    """
    # The caller selects regions of this country and makes copies of it.
    complete = parameters.model_copy(update={"regions": [], "scale": 1, "staff": ""})
    return _build(of, complete.model_dump_json(by_alias=True), members_not_issuing, hours)


@lru_cache(maxsize=4)
def _build(
    of: Published, parameters_json: str, members_not_issuing: int, hours: tuple[int, int]
) -> Register:
    parameters = RegisterParameters.model_validate_json(parameters_json)
    counts = site_counts(of, parameters.sites)
    streams = Streams(parameters.seed)
    parts: list[RegionPart] = []
    problems: list[Problem] = []
    for key, region in enumerate(of.regions):
        try:
            parts.append(
                _region(of, key, counts[region.code], parameters, streams, members_not_issuing)
            )
        except RegisterError as error:
            problems += error.problems
    if problems:
        raise RegisterError(problems)
    return _assemble(of, parts, hours)


def _region(  # noqa: PLR0913, PLR0917  called once
    of: Published,
    key: int,
    n_sites: int,
    parameters: RegisterParameters,
    streams: Streams,
    members_not_issuing: int,
) -> RegionPart:
    region = of.regions[key]

    def words(item: int, n: int) -> Words:
        found: Words = streams.words(Stream.REGISTER, np.arange(n), key, item)[0]
        return found

    largest_site = parameters.site_registered_max
    size_z = normal(words(Item.RACE_SIZE, region.races))
    race_size = _race_sizes(region, np.exp(parameters.race_size_spread * size_z))
    at_least = -(-race_size // largest_site)
    at_most = np.maximum(race_size // (2 * SMALLEST_SITE), at_least)
    if not at_least.sum() <= n_sites <= at_most.sum():
        name = f"register.sites.{region.code}"
        bounds = f"{at_least.sum():,} and {at_most.sum():,}"
        why = f"{region.races} races, at most {largest_site:,} voters at a site"
        message = f"{name} must be between {bounds} ({why}); got {n_sites:,}"
        raise RegisterError([Problem("", name, message)])
    race_sites = apportion(race_size, n_sites, at_least, at_most)
    weights = np.exp(parameters.site_size_spread * normal(words(Item.SITE_SIZE, n_sites)))
    ends = np.cumsum(race_sites)
    site_registered = np.concatenate(
        [
            apportion(weights[end - n : end], int(size), SMALLEST_SITE, largest_site)
            for size, n, end in zip(race_size, race_sites, ends, strict=True)
        ]
    )
    distance_km = _distances(site_registered, words(Item.DISTANCE, n_sites), parameters)
    commissions = region.commissions or parameters.commissions.get(region.code, 1)
    candidates, incumbent = stand(
        region.code,
        region.races,
        parties=of.parties,
        seats=list(of.seats_by_region[region.code].values()),
        nominated=list(of.candidates[region.code].values()),
        incumbents_stand_share=parameters.incumbents_stand_share,
        words=words,
        items=(Item.SEATS, Item.CANDIDATES, Item.INDEPENDENTS, Item.INCUMBENT),
    )
    members = region.members or members_total(site_registered, parameters)
    return RegionPart(
        race_sites=race_sites,
        site_registered=site_registered,
        resources=staff_sites(site_registered, members, parameters, members_not_issuing),
        distance_km=distance_km,
        n_commissions=min(commissions, region.races),
        candidates=candidates,
        incumbent=incumbent,
    )


def _race_sizes(region: Region, weights: Floats) -> Ints:
    """Return registered voters of each race; published extremes are exact."""
    smallest, largest = region.smallest_race, region.largest_race
    low = np.full(region.races, SMALLEST_RACE if smallest is None else smallest)
    high = np.full(region.races, region.registered if largest is None else largest)
    if smallest is not None:
        high[weights.argmin()] = smallest
    if largest is not None:
        low[weights.argmax()] = largest
    return apportion(weights, region.registered, low, high)


def _distances(registered: Ints, words: Words, parameters: RegisterParameters) -> Floats:
    """Return the road from each site to its commission, km; smaller sites are farther away.

    Distances are log-normal. Their normal score is correlated with that of the size of the
    site, by rank among the sites of the region.
    """
    n_sites = len(registered)
    rank = np.empty(n_sites, dtype=np.int64)
    rank[np.argsort(registered, kind="stable")] = np.arange(n_sites)
    size = normal_table()[((2 * rank + 1) * HALF_WORD) // (2 * n_sites)]
    correlation = parameters.size_distance_correlation
    score = correlation * size + np.sqrt(1 - correlation**2) * normal(words)
    variance = np.log1p(parameters.distance_cv**2)
    distance = parameters.distance_mean_km * np.exp(np.sqrt(variance) * score - variance / 2)
    near: Floats = np.minimum(distance, parameters.distance_max_km)
    return near.round(1)


def _keys(counts: Ints) -> Ints:
    """Return keys of random words: region and index in it, independent of other regions."""
    return np.concatenate([(region << 16) + np.arange(n) for region, n in enumerate(counts)])


def _assemble(of: Published, parts: list[RegionPart], hours: tuple[int, int]) -> Register:
    """Return the regions as one register."""
    regions = of.regions
    race_id: list[str] = []
    site_id: list[str] = []
    commission_id: list[str] = []
    race_commission: list[int] = []
    candidate_race: list[int] = []
    candidate_party: list[int] = []
    incumbent: list[bool] = []
    for region, part in zip(regions, parts, strict=True):
        base = len(commission_id)
        commission_id += [f"{region.code}-C{k + 1:02d}" for k in range(part.n_commissions)]
        for race in range(region.races):
            race_commission.append(base + race * part.n_commissions // region.races)
            candidate_race += [len(race_id)] * len(part.candidates[race])
            candidate_party += part.candidates[race]
            incumbent += [k == part.incumbent[race] for k in range(len(part.candidates[race]))]
            race_id.append(f"{region.code}-{race + 1:03d}")
            site_id += [f"{race_id[-1]}-{k + 1:02d}" for k in range(part.race_sites[race])]
    races = np.array([region.races for region in regions])
    race_region = np.repeat(np.arange(len(regions)), races)
    race_sites = np.concatenate([part.race_sites for part in parts])
    n_races = len(race_id)
    seats = of.seats_by_region
    behind_ms = np.array([region.behind_ms for region in regions])
    commission_region = np.repeat(np.arange(len(regions)), [part.n_commissions for part in parts])
    site_race = np.repeat(np.arange(n_races), race_sites)
    registered = np.concatenate([part.site_registered for part in parts])
    site_key = _keys(np.bincount(race_region, weights=race_sites).astype(np.int64))
    return Register(
        synthetic=True,
        published=True,
        parties=of.party_names,
        nation_code=of.nation_code,
        nation_name=of.nation_name,
        hours_ms=hours,
        region_code=np.array([region.code for region in regions]),
        region_name=np.array([region.name for region in regions]),
        region_behind_ms=behind_ms,
        region_key=np.arange(len(regions)),
        quota_votes=np.array([region.votes_cast for region in regions]),
        quota_seats=np.array([list(seats[region.code].values()) for region in regions]),
        commission_id=np.array(commission_id),
        commission_region=commission_region,
        commission_behind_ms=behind_ms[commission_region],
        commission_key=first_site_key(
            len(commission_id), np.array(race_commission)[site_race], site_key
        ),
        race_id=np.array(race_id),
        race_name=np.array(race_id),
        race_region=race_region,
        race_quota=race_region.copy(),
        race_commission=np.array(race_commission),
        race_key=_keys(races),
        race_vote_for=np.ones(n_races, dtype=np.int64),
        race_seats=np.ones(n_races, dtype=np.int64),
        race_system=np.full(n_races, PLURALITY),
        candidate_race=np.array(candidate_race),
        candidate_party=np.array(candidate_party),
        candidate_incumbent=np.array(incumbent),
        candidate_votes_share=np.full(len(candidate_race), np.nan),
        candidate_name=np.full(len(candidate_race), ""),
        race_against_all_share=np.full(n_races, np.nan),
        race_invalid_share=np.full(n_races, np.nan),
        expected_share=no_expected_share(len(candidate_race)),
        site_id=np.array(site_id),
        site_race=site_race,
        site_region=race_region[site_race],
        site_commission=np.array(race_commission)[site_race],
        site_behind_ms=behind_ms[race_region[site_race]],
        site_opens_ms=np.full(len(site_id), hours[0]),
        site_closes_ms=np.full(len(site_id), hours[1]),
        site_registered=registered,
        site_voters=registered,
        site_voted_before=np.zeros(len(site_race), dtype=np.int64),
        site_turnout=np.full(len(site_id), np.nan),
        site_expected=np.full(len(registered), -1),
        site_members=np.concatenate([part.resources.members for part in parts]),
        site_desks=np.concatenate([part.resources.desks for part in parts]),
        site_booths=np.concatenate([part.resources.booths for part in parts]),
        site_boxes=np.concatenate([part.resources.boxes for part in parts]),
        site_distance_km=np.concatenate([part.distance_km for part in parts]),
        site_key=site_key,
        site_place_key=site_key,
        section_site=np.arange(len(site_race)),
        section_race=site_race,
    )
