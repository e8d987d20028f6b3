"""The targets of votes, and their likelihood given strengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.votes.invalid_posterior import OTHERS
from sim.calibration.votes.shares import RegionVotes, log_likelihood_of_race
from sim.scenario.election import by_elections_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.simulate import Response
    from sim.calibration.votes.race_kinds import RaceKinds
    from sim.core.types import Floats
    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario


class VoteTargets:
    """Regions with votes by party, and single races with votes by candidate."""

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        kinds: Sequence[RaceKinds],
        seats: Sequence[Floats | None],
        targets: Sequence[Target],
        elections: Sequence[ByElection] | None,
    ) -> None:
        """Group the targets by region.

        Parameters
        ----------
        scenario, register
            The country.
        kinds, seats
            Races and known seats of each region.
        targets
            All targets of the calibration; responses refer to their numbers.
        elections
            By-elections that are among the targets; the published ones by default.
        """
        self.parties, self.codes = register.parties, register.region_code.tolist()
        self.stands_share = scenario.register_.incumbents_stand_share
        self.responses: Mapping[str, Response] = {}
        """Effects of parameters without a closed form on votes, by dotted key."""
        self.regions: dict[int, RegionVotes] = {}
        self.numbers: dict[int, list[int]] = {}
        """Numbers of the targets of each region's parties."""
        self.weight: dict[int, float] = {}
        self.of_candidates_pct: dict[int, float] = {}
        """Votes for candidates, per cent of ballots cast."""
        error = scenario.calibration.votes_error_pct / 100
        counted = {k: t for k, t in enumerate(targets) if t.what == "votes" and t.weight > 0}
        for r, code in enumerate(self.codes):
            numbers_of = {t.item: k for k, t in counted.items() if t.code == code}
            known = np.array(
                [p for p, party in enumerate(self.parties) if party in numbers_of], dtype=int
            )
            if len(known):
                others = sum(
                    targets[numbers_of[item]].value or 0.0 for item in OTHERS if item in numbers_of
                )
                numbers = [numbers_of[self.parties[p]] for p in known.tolist()]
                share = np.array([targets[k].value or 0.0 for k in numbers]) / (100.0 - others)
                self.regions[r] = RegionVotes(kinds[r], known, share, seats[r], error)
                self.numbers[r] = numbers
                self.weight[r] = min(targets[k].weight for k in numbers)
                self.of_candidates_pct[r] = 100.0 - others
        districts = {t.code: t.weight for t in counted.values()}
        self.races = [
            (race, self.codes.index(race.region_code), districts[race.district])
            for race in (by_elections_of(scenario).values() if elections is None else elections)
            if race.district in districts and race.region_code in self.codes
        ]

    def tabulate(self, strength: Floats, incumbency: float) -> None:
        """Tabulate the covariances of votes at strengths of shape ``(n_regions, n_parties)``."""
        for r, votes in self.regions.items():
            votes.tabulate(strength[r], incumbency)

    def add_log_likelihood(
        self, strength: Floats, scalars: Mapping[str, Floats], by_region: Floats
    ) -> None:
        """Add the log likelihood of the votes.

        Parameters
        ----------
        strength
            Shape ``(n, n_regions, n_parties)``.
        scalars
            Parameters by dotted key, shape ``(n,)`` each.
        by_region
            Parts of the density, shape ``(n, n_regions)``; modified in place.
        """
        incumbency = scalars["choice.incumbency"]
        # Outside this range the prior density is 0.
        sharpness = np.clip(scalars["choice.sharpness"], 0.05, 5.0)
        for r, votes in self.regions.items():
            moved = self._moved(r, scalars, len(strength))
            log_likelihood = votes.log_likelihood(strength[:, r], incumbency, sharpness, moved)
            by_region[:, r] += self.weight[r] * log_likelihood
        for race, r, weight in self.races:
            by_region[:, r] += weight * log_likelihood_of_race(
                race, self.parties, strength[:, r], incumbency, sharpness, self.stands_share
            )

    def _moved(self, r: int, scalars: Mapping[str, Floats], n: int) -> Floats:
        """Return the effect of parameters without a closed form on a region's shares of votes."""
        total = np.zeros((n, len(self.numbers[r])))
        # Responses to parameters of the day are skipped: they are not among the scalars.
        for key, response in self.responses.items():
            if key in scalars:
                pct = response.at(scalars[key])[1][:, self.numbers[r]]
                total += pct / self.of_candidates_pct[r]
        return total
