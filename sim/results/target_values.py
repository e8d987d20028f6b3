"""The simulated value of each target, and whether the target is met."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from sim.core import clock
from sim.day.announcements import count_times
from sim.day.area_counts import area_counts
from sim.day.day_records import QUARTERS
from sim.pack.targets import AGAINST_ALL, INVALID
from sim.register.area_sites import sites_in
from sim.results.columns import sum_by_region
from sim.results.night_table import night_times, votes_by_party
from sim.results.target_sources import has_all_regions, targets_of_run
from sim.results.target_votes import contest_votes_pct
from sim.scenario.election import by_elections_of
from sim.voting.outcome import NOBODY, elected_parties

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sim.core.types import Flags, Floats, Ints
    from sim.day.area_counts import AreaCounts
    from sim.day_alone import DayAlone
    from sim.election import Election
    from sim.pack.targets import Target, What


UNOBSERVED = math.nan
"""The simulated value where the country has none, such as that of a region it does not have."""


class Verdict(NamedTuple):
    """The comparison of a simulated value with a target."""

    residual: float
    """Simulated minus reported value, in the unit of the target; for ``highest`` the lead over
    the next region, percentage points."""
    met: bool
    """Whether the simulated value meets the target."""


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One target, its value in a run, and the verdict."""

    target: Target
    value: float
    """Simulated value in the unit of the target; for ``highest`` the lead over the next region,
    percentage points."""
    pct: float
    """Turnout in per cent of registered voters; NaN for other targets."""
    ballots: int
    """Ballots issued (turnout by hour) or cast (final turnout); 0 for other targets."""
    residual: float
    met: bool


def judge(target: Target, value: float) -> Verdict:
    """Compare a simulated value with a target.

    Parameters
    ----------
    target
        The target.
    value
        The simulated value, as returned by :func:`observe`; NaN never meets a target.

    Returns
    -------
    Verdict
        The residual, and whether the target is met: ``equals`` if the residual is at most
        ``target.within`` in size, ``highest`` if the lead is above 0, the other relations if the
        simulated value is not below the reported one.
    """
    residual = value - (target.value or 0.0)
    if target.relation == "highest":
        return Verdict(residual, residual > 0)
    if target.relation == "equals":
        return Verdict(residual, abs(residual) <= target.within)
    return Verdict(residual, residual >= 0)


def observe(election: Election | DayAlone, targets: Sequence[Target]) -> Floats:
    """Return the simulated value of each target, in its unit.

    Turnout by hour counts ballots issued, as the reports did. It is the true turnout and not the
    announced one, because the delay of announcements is an assumption.

    Parameters
    ----------
    election
        A run that counted ballots at the times of the targets: at quarter hours, at reports,
        and at the times of the targets in its scenario.
    targets
        The targets.

    Returns
    -------
    NDArray
        Shape ``(n_targets,)``; for ``highest`` the lead over the next region, percentage points;
        NaN where the country has no such value.

    Raises
    ------
    ValueError
        If ballots were not counted at the time of a target, or the night was not simulated.
    """
    observed = _Observed(election)
    return np.array([observed.value(target) for target in targets], dtype=np.float64)


def target_results(election: Election) -> list[TargetResult]:
    """Return the targets of a run with their simulated values, and whether they are met.

    Targets of regions and by-elections that the country does not have are left out.
    """
    observed = _Observed(election)
    found = []
    for target in targets_of_run(election.scenario, election.register):
        value = observed.value(target)
        pct, ballots = UNOBSERVED, 0
        if target.what in {"turnout", "final_turnout"}:
            ballots, registered = observed.ballots(target)
            pct = 100 * ballots / registered if registered else UNOBSERVED
        found.append(TargetResult(target, value, pct, ballots, *judge(target, value)))
    return found


def lead(pct: NDArray[np.float64], row: int) -> float:
    """Return the lead of one region over the highest other one, points; may be negative.

    >>> lead(np.array([40.0, 56.0, 30.0]), 1)
    16.0
    """
    return float(pct[row] - np.delete(pct, row).max())


class _Observed:
    """The quantities of one election that targets refer to; sums are computed when needed."""

    def __init__(self, election: Election | DayAlone) -> None:
        self.election = election
        self.register = election.register
        self.codes: list[str] = self.register.region_code.tolist()
        self.nation = self.register.nation_code

    def value(self, target: Target) -> float:
        """Return the simulated value of one target."""
        of_contest = self.register.areas is not None or target.contest
        if of_contest and target.what == "votes":
            return contest_votes_pct(self.register, self.election.day, target)
        if target.what == "votes" and target.code not in self.codes:
            return self.district(target.code, target.item)
        if not self.is_region(target) and not sites_in(self.register, *_place(target)).any():
            return UNOBSERVED
        by_what: dict[What, Callable[[Target], float]] = {
            "turnout": self.turnout,
            "final_turnout": self.turnout,
            "seats": self.seats,
            "votes": self.votes,
            "incumbents": self.incumbents,
            "night": lambda target: self.night[target.item] / clock.HOUR_MS,
        }
        return by_what[target.what](target)

    def turnout(self, target: Target) -> float:
        """Return turnout, per cent of registered voters.

        For ``count_at_least`` the number of voters, for ``highest`` the lead.
        """
        if target.relation == "highest" and not self.is_region(target):
            return self.lead_of_area(target)
        if target.relation == "highest":
            if len(self.codes) < 2 or not has_all_regions(self.election.scenario, self.register):
                return UNOBSERVED
            pct = 100 * self.by_region(target) / self.registered
            return lead(pct, self.codes.index(target.code))
        ballots, registered = self.ballots(target)
        return float(ballots) if target.relation == "count_at_least" else 100 * ballots / registered

    def is_region(self, target: Target) -> bool:
        """Return whether a target is of a region or the nation, and not of another area."""
        return not target.level and target.code in {*self.codes, self.nation}

    def ballots(self, target: Target) -> tuple[int, int]:
        """Return the ballots that turnout counts, and registered voters, in the target's area."""
        if not self.is_region(target):
            return self.ballots_in_area(target)
        rows = slice(None) if target.code == self.nation else self.codes.index(target.code)
        return int(self.by_region(target)[rows].sum()), int(self.registered[rows].sum())

    def ballots_in_area(self, target: Target) -> tuple[int, int]:
        """Return the same of an area that is no region, or of a site."""
        day = self.election.day
        inside = sites_in(self.register, *_place(target))
        registered = int(self.register.site_registered[inside].sum())
        if target.at is None:
            return int((day.in_portable_box + day.in_ballot_boxes)[inside].sum()), registered
        areas = self.areas
        if _place(target) not in areas.named or target.at not in areas.times:
            message = f"ballots were not counted in {target.code} at {target.time}"
            raise ValueError(f"{message}: run the scenario of with_target_times()")
        row, column = areas.named.index(_place(target)), areas.times.index(target.at)
        return int(day.issued_in_areas[row, column]), registered

    def lead_of_area(self, target: Target) -> float:
        """Return the lead of an area that is no region over the next of its level, points."""
        areas = self.register.areas
        assert areas is not None  # Countries that are no packs have no areas but regions.
        of_level = areas.of_same_level(*_place(target))
        others, leads = [], UNOBSERVED
        for code, level in of_level:
            ballots, registered = self.ballots_in_area(replace(target, code=code, level=level))
            if code == target.code:
                leads = 100 * ballots / registered if registered else UNOBSERVED
            elif registered:
                others.append(100 * ballots / registered)
        return leads - max(others) if others else UNOBSERVED

    @cached_property
    def areas(self) -> AreaCounts:
        """The areas besides regions in which the day counted ballots."""
        return area_counts(self.election.scenario, self.register)

    def by_region(self, target: Target) -> Ints:
        """Return the ballots issued by the time of a target, shape ``(n_regions,)``.

        The ballots cast if the target has no time.
        """
        at, day = target.at, self.election.day
        if at is None:
            return sum_by_region(self.register, day.in_portable_box + day.in_ballot_boxes)
        if not at % clock.QUARTER_MS:
            return day.issued_by_quarter[:, np.searchsorted(QUARTERS, at)]
        times = count_times(self.election.scenario)
        if at not in times:
            message = f"ballots were not counted at {clock.clock(at)}"
            raise ValueError(f"{message}: run the scenario of with_target_times()")
        return day.issued_by_time[:, times.index(at)]

    def seats(self, target: Target) -> float:
        """Return seats of a party, by nomination."""
        won = elected_parties(self.register, self.election.seats, self.races(target.code))
        return float(won[list(self.register.parties).index(target.item)])

    def incumbents(self, _: Target) -> float:
        """Return incumbents, per cent of winners; 0 where nobody is elected."""
        winner = self.election.winner
        elected = winner[winner != NOBODY]
        won = self.register.candidate_incumbent[elected]
        return 100 * float(won.mean()) if len(elected) else 0.0

    def votes(self, target: Target) -> float:
        """Return votes for a choice, per cent of ballots cast."""
        inside = self.register.site_region == self.codes.index(target.code)
        votes = self.tally_of_sites[:, inside].sum(axis=1)
        choices = [*self.register.parties, AGAINST_ALL, INVALID]
        return _share_pct(votes, choices.index(target.item))

    def district(self, district: str, choice: str) -> float:
        """Return votes for a choice in a by-election, per cent; NaN if it is not held."""
        register = self.register
        races = np.flatnonzero(register.race_name == district)
        if register.synthetic or not register.published or not len(races):
            return UNOBSERVED
        sites = register.site_race == races[0]
        choices = by_elections_of(self.election.scenario)[district].choices
        tally = self.election.day.tally[sites[register.tally.site]].reshape(int(sites.sum()), -1)
        return _share_pct(tally.sum(axis=0), choices.index(choice))

    def races(self, code: str) -> Flags:
        """Return the races of a region or the nation, as flags of shape ``(n_races,)``."""
        if code == self.nation:
            return np.ones(self.register.n_races, dtype=bool)
        inside: Flags = self.register.race_region == self.codes.index(code)
        return inside

    @cached_property
    def night(self) -> dict[str, int]:
        """The milestones of the night, milliseconds since midnight of the election day."""
        if not hasattr(self.election, "night"):
            raise ValueError("the night was not simulated: use the election of run_for()")
        return night_times(cast("Election", self.election))

    @cached_property
    def tally_of_sites(self) -> Ints:
        """Votes by party, against all, invalid; shape ``(n_parties + 2, n_sites)``."""
        return votes_by_party(self.register, self.election.day.tally)

    @cached_property
    def registered(self) -> Ints:
        """Registered voters, shape ``(n_regions,)``."""
        return sum_by_region(self.register, self.register.site_registered)


def _place(target: Target) -> tuple[str, str]:
    """Return the area of a target: its id and its level."""
    return target.code, target.level


def _share_pct(votes: Ints, index: int) -> float:
    """Return the votes for one choice, per cent of all."""
    return 100 * float(votes[index]) / max(float(votes.sum()), 1.0)
