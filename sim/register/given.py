"""Countries of given races: by-elections, and those that a scenario file describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.apportion import apportion
from sim.core.errors import Problem, RegisterError
from sim.core.names import id_in
from sim.register.register import PLURALITY, Register, first_site_key, no_expected_share
from sim.register.staff import members_total, staff_sites
from sim.scenario.parameters.country import GivenRace, GivenSite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.pack.published_rows import ByElection
    from sim.pack.records import Published
    from sim.scenario.parameters.country import RegisterParameters


def by_election_register(
    of: Published,
    parameters: RegisterParameters,
    members_not_issuing: int,
    hours: tuple[int, int],
) -> Register:
    """Build a country of all or some of the published by-elections.

    Votes, candidates and winners are published; the number of sites is not, so it is the least
    that the limit of voters per site allows (assumption). Sites open and close at ``hours``: see
    :func:`sim.scenario.election.hours_of`.
    """
    chosen = [
        election
        for election in of.by_elections
        if not parameters.districts or election.district in parameters.districts
    ]
    races = [_race(election, parameters, members_not_issuing) for election in chosen]
    register = given_register(of, races, hours, published=True)
    shares = [
        (*(v / election.votes_cast for v in election.votes), election.invalid / election.votes_cast)
        for election in chosen
    ]
    # These arrays are not shared yet, so they can be written.
    register.candidate_votes_share[:] = np.concatenate([share[:-2] for share in shares])
    register.race_against_all_share[:] = [share[-2] for share in shares]
    register.race_invalid_share[:] = [share[-1] for share in shares]
    return register


def _race(
    election: ByElection, parameters: RegisterParameters, members_not_issuing: int
) -> GivenRace:
    n_sites = -(-election.registered // parameters.site_registered_max)
    registered = apportion(np.ones(n_sites), election.registered)
    members = members_total(registered, parameters)
    staff = staff_sites(registered, members, parameters, members_not_issuing)
    return GivenRace(
        name=election.district,
        region=election.region_code,
        commission=election.district,
        candidates=list(election.candidates),
        winner=election.candidates[int(np.argmax(election.votes[:-1]))],
        votes_cast=election.votes_cast,
        sites=[
            GivenSite(
                registered=int(registered[k]),
                members=int(staff.members[k]),
                desks=int(staff.desks[k]),
                booths=int(staff.booths[k]),
                boxes=int(staff.boxes[k]),
                distance_km=parameters.distance_mean_km,
            )
            for k in range(n_sites)
        ],
    )


def _problems(of: Published, races: list[GivenRace]) -> list[Problem]:
    found = []
    behind: dict[str, int] = {}
    for number, race in enumerate(races):
        key = f"register.races.{number} ({race.name})"
        for party in [*race.candidates, *([race.winner] if race.winner else [])]:
            if party not in of.party_names:
                allowed = ", ".join(of.party_names)
                message = f"{key}: no party {party!r}; known: {allowed}"
                found.append(Problem("", key, message))
        if race.winner is not None and race.winner not in race.candidates:
            message = f"{key}: winner must be the party of a candidate; got {race.winner!r}"
            found.append(Problem("", key, message))
        if race.incumbent is not None and race.incumbent >= len(race.candidates):
            last = len(race.candidates) - 1
            message = f"{key}: incumbent must be between 0 and {last}; got {race.incumbent}"
            found.append(Problem("", key, message))
        if race.region == of.nation_code:
            message = f"{key}: region must not be {race.region!r}, the code of the nation"
            found.append(Problem("", key, message))
        registered = sum(site.registered for site in race.sites)
        if race.votes_cast > registered:
            limit = f"{registered:,} (its registered voters)"
            message = f"{key}: votes_cast must be at most {limit}; got {race.votes_cast:,}"
            found.append(Problem("", key, message))
        hours = race.hours_behind_capital or 0
        of_first = behind.setdefault(race.region, hours)
        if hours != of_first and race.timezone is None:
            message = (
                f"{key}: hours_behind_capital of region {race.region} must be the same in all "
                f"its races; got {of_first} and {hours}"
            )
            found.append(Problem("", key, message))
    return found + _same_names(races) + _same_ids(races)


def _same_names(races: list[GivenRace]) -> list[Problem]:
    """Return problems with races of one region that have the same name."""
    found, seen = [], dict[tuple[str, str], int]()
    for number, race in enumerate(races):
        first = seen.setdefault((race.region, race.name), number)
        if first != number:
            message = f"register.races: {first} and {number} of region {race.region} have the same "
            message += f"name, {race.name!r}; give one of them another name"
            found.append(Problem("", "register.races", message))
    return found


def _same_ids(races: list[GivenRace]) -> list[Problem]:
    """Return problems with different races, or commissions, that would have the same id.

    The id of a site is the id of its race and a number, so ids of sites differ if those do.
    """
    found = []
    named = {(race.region, race.name): race.race_id for race in races}
    for (one, other), same in _sharing(named):
        message = (
            f"register.races: race {one[1]!r} of region {one[0]!r} and race {other[1]!r} of "
            f"region {other[0]!r} "
            f'would both have the id {same!r}: give one of them another id = "..."'
        )
        found.append(Problem("", "register.races", message))
    intakes = {(r.region, r.commission): id_in(r.region, r.commission) for r in races}
    for (one, other), same in _sharing(intakes):
        message = (
            f"register.races: commission {one[1]!r} of region {one[0]!r} and commission "
            f"{other[1]!r} of region {other[0]!r} would both have the id {same!r}: give one of "
            "them another name"
        )
        found.append(Problem("", "register.races", message))
    return found


def _sharing(
    ids: Mapping[tuple[str, str], str],
) -> Iterator[tuple[tuple[tuple[str, str], tuple[str, str]], str]]:
    """Yield pairs of keys that have the same id: the first of them and each further one."""
    seen: dict[str, tuple[str, str]] = {}
    for key, same in ids.items():
        first = seen.setdefault(same, key)
        if first != key:
            yield (first, key), same


def given_register(
    of: Published,
    races: list[GivenRace],
    hours: tuple[int, int],
    *,
    published: bool = False,
    behind: Mapping[str, int] | None = None,
) -> Register:
    """Build a country from given races and sites; each race is a quota.

    Parameters
    ----------
    of
        The election that the country is of: its parties, and names of regions.
    races
        The races with their sites.
    hours
        When the doors of all sites open and close: see :func:`sim.scenario.election.hours_of`.
    published
        Whether their votes and winners were published; clocks are those of its regions then.
    behind
        How far the clock of each region is behind the capital's, ms; None if races say it in
        hours.

    Raises
    ------
    RegisterError
        If a race is contradictory; lists every problem found.
    """
    if problems := _problems(of, races):
        raise RegisterError(problems)
    codes = list(dict.fromkeys(race.region for race in races))
    commissions = list(dict.fromkeys((race.region, race.commission) for race in races))
    parties, names = of.party_names, of.region_names
    sites = [site for race in races for site in race.sites]
    per_race = [len(race.sites) for race in races]
    candidates = [len(race.candidates) for race in races]
    nominated_by = [parties.index(party) for race in races for party in race.candidates]
    first = {race.region: race for race in reversed(races)}
    late = behind or {
        code: clock.HOUR_MS * (race.hours_behind_capital or 0) for code, race in first.items()
    }
    if published:
        late = {region.code: region.behind_ms for region in of.regions}
    behind_ms = np.array([late[code] for code in codes])
    commission_region = np.array([codes.index(region) for region, _ in commissions])
    race_region = np.array([codes.index(race.region) for race in races])
    race_commission = np.array([commissions.index((r.region, r.commission)) for r in races])
    site_race = np.repeat(np.arange(len(races)), per_race)
    registered = np.array([site.registered for site in sites])
    return Register(
        synthetic=False,
        published=published,
        parties=parties,
        nation_code=of.nation_code,
        nation_name=of.nation_name,
        hours_ms=hours,
        region_code=np.array(codes),
        region_name=np.array([names.get(code, code) for code in codes]),
        region_behind_ms=behind_ms,
        region_key=np.arange(len(codes)),
        quota_votes=np.array([race.votes_cast for race in races]),
        quota_seats=np.array(
            [
                [int(party == race.winner) for party in parties]
                if race.winner
                else [-1] * len(parties)
                for race in races
            ]
        ),
        commission_id=np.array([id_in(region, name) for region, name in commissions]),
        commission_region=commission_region,
        commission_behind_ms=behind_ms[commission_region],
        commission_key=first_site_key(
            len(commissions), race_commission[site_race], np.arange(len(sites))
        ),
        race_id=np.array([race.race_id for race in races]),
        race_name=np.array([race.name for race in races]),
        race_region=race_region,
        race_quota=np.arange(len(races)),
        race_commission=race_commission,
        race_key=np.arange(len(races)),
        race_vote_for=np.ones(len(races), dtype=np.int64),
        race_seats=np.ones(len(races), dtype=np.int64),
        race_system=np.full(len(races), PLURALITY),
        candidate_race=np.repeat(np.arange(len(races)), candidates),
        candidate_party=np.array(nominated_by),
        candidate_incumbent=np.array(
            [k == race.incumbent for race in races for k in range(len(race.candidates))]
        ),
        candidate_votes_share=np.full(len(nominated_by), np.nan),
        candidate_name=np.full(len(nominated_by), ""),
        race_against_all_share=np.full(len(races), np.nan),
        race_invalid_share=np.full(len(races), np.nan),
        expected_share=no_expected_share(len(nominated_by)),
        site_id=np.array(
            [f"{race.race_id}-{k + 1:02d}" for race in races for k in range(len(race.sites))]
        ),
        site_race=site_race,
        site_region=race_region[site_race],
        site_commission=race_commission[site_race],
        site_behind_ms=behind_ms[race_region[site_race]],
        site_opens_ms=np.full(len(sites), hours[0]),
        site_closes_ms=np.full(len(sites), hours[1]),
        site_registered=registered,
        site_voters=registered,
        site_voted_before=np.zeros(len(site_race), dtype=np.int64),
        site_turnout=np.full(len(sites), np.nan),
        site_expected=np.full(len(sites), -1),
        site_members=np.array([site.members for site in sites]),
        site_desks=np.array([site.desks for site in sites]),
        site_booths=np.array([site.booths for site in sites]),
        site_boxes=np.array([site.boxes for site in sites]),
        site_distance_km=np.array([site.distance_km for site in sites]),
        site_key=np.arange(len(sites)),
        site_place_key=np.arange(len(sites)),
        section_site=np.arange(len(site_race)),
        section_race=site_race,
    )
