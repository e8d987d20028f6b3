"""The register: all that is fixed before the polling day."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.pack.files.declared import INDEPENDENT
from sim.register.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Floats, Ints, Names
    from sim.register.areas import AreaTree, Intake


PLURALITY = "plurality"
"""The system of races whose candidates with most votes are elected."""


@dataclass(frozen=True, eq=False)
class Register:
    """The country as arrays; lower levels refer to higher ones by index.

    A *quota* is a group of races whose published votes and seats are known
    together: a region on 25 July, a single race in a by-election.
    """

    synthetic: bool
    """Whether race sizes, sites and staff were generated from published totals."""
    published: bool
    """Whether votes and winners were published; else they are made up by a scenario file."""
    parties: tuple[str, ...]
    nation_code: str
    """Stands in columns of codes for all regions together."""
    nation_name: str
    hours_ms: tuple[int, int]
    """When sites without given hours open and close, as ``site_opens_ms``."""

    region_code: Names
    """Shape ``(n_regions,)``, as are all ``region_*``."""
    region_name: Names
    region_behind_ms: Ints
    """How far local time is behind capital time, milliseconds; negative if it is ahead."""
    region_key: Ints
    """Index in the full country: the key of the region's random words."""

    quota_votes: Ints
    """Published votes cast, shape ``(n_quotas,)``; -1 where unknown."""
    quota_seats: Ints
    """Published seats, shape ``(n_quotas, n_parties)``; rows of -1 where unknown."""

    commission_id: Names
    """Shape ``(n_commissions,)``."""
    commission_region: Ints
    commission_behind_ms: Ints
    """As ``region_behind_ms``."""
    commission_key: Ints
    """Key of the commission's random words; that of its first site in a generated country."""

    race_id: Names
    """Shape ``(n_races,)``, as are all ``race_*``."""
    race_name: Names
    race_region: Ints
    """-1 for a race with sites in several regions."""
    race_quota: Ints
    race_commission: Ints
    """-1 for a race whose protocols go to several commissions."""
    race_key: Ints
    """Index in the full country: the key of the race's random words."""
    race_vote_for: Ints
    """Most candidates that a voter may mark."""
    race_seats: Ints
    """Candidates, or members of lists, who are elected."""
    race_system: Names
    """One of :data:`sim.pack.files.declared.SYSTEMS`."""

    candidate_race: Ints
    """Shape ``(n_candidates,)``, sorted: the candidates of a race are adjacent."""
    candidate_party: Ints
    candidate_incumbent: Flags
    candidate_votes_share: Floats
    """Published or expected share of all votes cast, where known, else NaN."""
    candidate_name: Names
    """Empty where candidates are known by their party."""
    race_against_all_share: Floats
    """Published share of votes cast, where known, else NaN; shape ``(n_races,)``."""
    race_invalid_share: Floats
    """Published share of votes cast, where known, else NaN; of a pack what expected shares leave,
    votes against all included."""

    expected_share: Floats
    """Expected shares of all votes cast in parts of the country, which stand before those of the
    whole race; NaN where not given. Shape ``(n_rows, n_candidates)``."""

    site_id: Names
    """Shape ``(n_sites,)``, as are all ``site_*``."""
    site_race: Ints
    """The first race on the ballot; sorted, so that sites with the same one are adjacent."""
    site_region: Ints
    site_commission: Ints
    site_behind_ms: Ints
    """As ``region_behind_ms``."""
    site_opens_ms: Ints
    """When the doors open, local time, milliseconds since midnight of the election day."""
    site_closes_ms: Ints
    """As ``site_opens_ms``; beyond 24 hours if the doors close after midnight."""
    site_registered: Ints
    site_voters: Ints
    """Voters who may come: those registered who did not vote before, or at some sites more."""
    site_voted_before: Ints
    """Voters who voted before the day, by mail or early: further ones, who do not come. Their
    ballots are put into the boxes of the site, and counted with the others."""
    site_turnout: Floats
    """Expected share of these voters who come, NaN where the votes of the quota say it."""
    site_expected: Ints
    """Row of ``expected_share``, -1 if the shares of the whole race are expected."""
    site_members: Ints
    site_desks: Ints
    """Planned check-in desks."""
    site_booths: Ints
    site_boxes: Ints
    site_distance_km: Floats
    site_key: Ints
    """Index in the full country: the key of the random words of the site and its voters."""
    site_place_key: Ints
    """Key of the random words of its building: sites in one have the same; that of the site where
    buildings are not known."""

    section_site: Ints
    """A section is a race on the ballot of a site, shape ``(n_sections,)``; sorted by site."""
    section_race: Ints
    """The first section of a site is of ``site_race``."""

    intake: Intake | None = None
    """Clerks and places of commissions; None if no pack gives any."""
    areas: AreaTree | None = None
    """Areas of all levels; None if regions are the only areas."""

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return len(self.site_id)

    @property
    def n_races(self) -> int:
        """Number of races."""
        return len(self.race_id)

    @property
    def n_regions(self) -> int:
        """Number of regions."""
        return len(self.region_code)

    @cached_property
    def race_code(self) -> Names:
        """Region of each race, or the nation if it has several, shape ``(n_races,)``."""
        # An index of -1 refers to the last code.
        return np.append(self.region_code, self.nation_code)[self.race_region]

    @cached_property
    def independent(self) -> int:
        """Index of the party that stands for candidates whom no party nominates, else -1."""
        found = [k for k, name in enumerate(self.parties) if name.rstrip("*") == INDEPENDENT]
        return found[-1] if found else -1

    @cached_property
    def site_quota(self) -> Ints:
        """Quota of each site, shape ``(n_sites,)``."""
        return self.race_quota[self.site_race]

    @cached_property
    def site_listed(self) -> Ints:
        """Voters on the list of each site, shape ``(n_sites,)``: all who may vote there."""
        return self.site_voters + self.site_voted_before

    @cached_property
    def candidate_start(self) -> Ints:
        """First candidate of each race, and the end of the last, shape ``(n_races + 1,)``."""
        return np.searchsorted(self.candidate_race, np.arange(self.n_races + 1))

    @cached_property
    def tally(self) -> Tally:
        """Layout of the counts of all sites in arrays of counts."""
        several = self.race_vote_for[self.section_race] > 1
        return Tally(self.candidate_start, self.section_race, self.section_site, several)

    def sum_by_race(self, by_site: Ints) -> Ints:
        """Return sums over the sites of each race, shape ``(n_races,)``."""
        by_section = by_site[self.section_site]
        return np.bincount(self.section_race, by_section, self.n_races).astype(np.int64)

    @cached_property
    def candidate_number(self) -> Ints:
        """Index of each candidate on its ballot, from 0."""
        return np.arange(len(self.candidate_race)) - self.candidate_start[self.candidate_race]

    def digest(self) -> str:
        """Return the SHA-256 of the register; names that are only shown do not change it."""
        total = hashlib.sha256()
        for name, value in self._digested():
            if isinstance(value, np.ndarray):
                total.update(f"{name}{value.dtype.str}{value.shape}".encode())
                total.update(np.ascontiguousarray(value).tobytes())
            else:
                total.update(f"{name}{value!r}".encode())
        return total.hexdigest()

    def _digested(self) -> Iterator[tuple[str, object]]:
        """Yield the fields of a generated register, then those with which others differ from it.

        Hours that are those of the scenario are not among them.
        """
        hours, part = np.divmod(self.region_behind_ms, clock.HOUR_MS)
        follows = {
            "nation_code": self.nation_code,
            "nation_name": self.nation_name,
            "hours_ms": self.hours_ms,
            "commission_behind_ms": self.region_behind_ms[self.commission_region],
            "commission_key": first_site_key(
                len(self.commission_id), self.site_commission, self.site_key
            ),
            "candidate_name": np.full(len(self.candidate_race), ""),
            "site_region": self.race_region[self.site_race],
            "site_commission": self.race_commission[self.site_race],
            "site_behind_ms": self.region_behind_ms[self.site_region],
            "site_opens_ms": np.full(self.n_sites, self.hours_ms[0]),
            "site_closes_ms": np.full(self.n_sites, self.hours_ms[1]),
            "site_voters": self.site_registered,
            "site_turnout": np.full(self.n_sites, np.nan),
            "site_place_key": self.site_key,
            "site_voted_before": np.zeros(self.n_sites, dtype=np.int64),
            "race_vote_for": np.ones(self.n_races, dtype=np.int64),
            "race_seats": np.ones(self.n_races, dtype=np.int64),
            "race_system": np.full(self.n_races, PLURALITY),
            "section_site": np.arange(self.n_sites),
            "section_race": self.site_race,
            "expected_share": no_expected_share(len(self.candidate_race)),
            "site_expected": np.full(self.n_sites, -1),
            "intake": None,
            "areas": None,
        }
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "region_behind_ms" and not part.any():
                yield "region_hours_behind", hours
            elif field.name not in follows or not _same(value, follows[field.name]):
                yield field.name, value


def first_site_key(n_commissions: int, site_commission: Ints, site_key: Ints) -> Ints:
    """Return the key of the first site of each commission, shape ``(n_commissions,)``.

    >>> first_site_key(3, np.array([1, 0, 1]), np.array([7, 8, 9])).tolist()
    [8, 7, 0]
    """
    commissions, first = np.unique(site_commission, return_index=True)
    key = np.zeros(n_commissions, dtype=np.int64)
    key[commissions] = site_key[first]
    return key


def no_expected_share(n_candidates: int) -> Floats:
    """Return ``expected_share`` of a register in which no area has expected shares."""
    return np.zeros((0, n_candidates))


def _same(one: object, other: object) -> bool:
    """Return whether two values of fields are equal; not-a-number equals itself."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return one == other
