"""Posterior predictions of seats, votes and incumbents, given parameters.

Utilities have standard Gumbel terms, and the largest one of a race wins [1]_ [2]_. They are
sampled for every race; vote shares follow from them. The variance by single ballots and sites
is small in comparison, and left out.

References
----------
.. [1] McFadden D. (1974). Conditional logit analysis of qualitative choice behavior. In
   P. Zarembka (ed.), Frontiers in Econometrics: 105–142. Academic Press, New York.
.. [2] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.calibration.votes.invalid_posterior import AGAINST_ALL, INVALID, OTHERS, PlaceShares
from sim.scenario.election import by_elections_of
from sim.turnout import expit, logit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.core.types import Floats
    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario

    Parameters = Mapping[str, Floats]

_AT_ONCE = 200
"""Number of draws that are in memory at once."""


def sample_outcomes(
    scenario: Scenario,
    register: Register,
    parameters: Parameters,
    targets: Sequence[Target],
    generator: np.random.Generator,
) -> dict[int, Floats]:
    """Sample seats, votes and the share of incumbents.

    Parameters
    ----------
    scenario, register
        The country; parameters without draws have the values of the scenario.
    parameters
        By dotted key, each of shape ``(n,)``.
    targets
        Targets; those that are not of seats, votes or incumbents are skipped.
    generator
        Source of random numbers.

    Returns
    -------
    dict
        Values by number of the target, in its unit, shape ``(n,)`` each.
    """
    n = len(next(iter(parameters.values())))
    used = [k for k, t in enumerate(targets) if t.what in {"seats", "votes", "incumbents"}]
    found: dict[int, list[Floats]] = {k: [] for k in used}
    for begin in range(0, n, _AT_ONCE):
        block = {key: values[begin : begin + _AT_ONCE] for key, values in parameters.items()}
        races = _Races(scenario, register, block, generator)
        for k in used:
            found[k].append(races.value(targets[k]))
    return {k: np.concatenate(parts) for k, parts in found.items()}


class _Races:
    """Utilities and shares of all races, for some draws."""

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        parameters: Parameters,
        generator: np.random.Generator,
    ) -> None:
        self.scenario, self.register = scenario, register
        self.parameters, self.generator = parameters, generator
        self.n = len(next(iter(parameters.values())))
        self.codes = register.region_code.tolist()
        self.strength = np.zeros((self.n, register.n_regions, len(register.parties)))
        choice = scenario.choice
        for p, party in enumerate(register.parties):
            nation = self._value(f"choice.strength.{party}", choice.strength.get(party, 0.0))
            for r, code in enumerate(self.codes):
                of_region = choice.regions.get(code)
                default = of_region.strength.get(party, 0.0) if of_region else 0.0
                added = self._value(f"choice.regions.{code}.strength.{party}", default)
                self.strength[:, r, p] = nation + added
        self.incumbency = self._value("choice.incumbency", choice.incumbency)
        self.sharpness = self._value("choice.sharpness", choice.sharpness)
        region = register.race_region[register.candidate_race]
        utility = self.strength[:, region, register.candidate_party]
        utility += self.incumbency[:, None] * register.candidate_incumbent
        self.utility = utility + generator.gumbel(size=utility.shape)
        first = register.candidate_start[:-1]
        best = np.maximum.reduceat(self.utility, first, axis=1)
        self.won = self.utility == best[:, register.candidate_race]
        weight = np.exp(self.sharpness[:, None] * (self.utility - best[:, register.candidate_race]))
        total = np.add.reduceat(weight, first, axis=1)
        self.share = weight / total[:, register.candidate_race]
        self.registered = np.bincount(register.site_race, weights=register.site_registered)

    def _value(self, key: str, default: float) -> Floats:
        return self.parameters.get(key, np.full(self.n, default))

    def value(self, target: Target) -> Floats:
        """Return the predictions of a target, in its unit, shape ``(n,)``."""
        value: Floats = np.asarray(self._value_of(target), dtype=np.float64)
        return value

    def _value_of(self, target: Target) -> Any:
        register = self.register
        if target.what == "incumbents":
            of_winners = self.won[:, register.candidate_incumbent].sum(axis=1) / register.n_races
            error = np.hypot(target.error, target.step / 12**0.5)
            return 100 * of_winners + error * self.generator.standard_normal(self.n)
        if target.what == "seats":
            return self._inside(target, self.won).sum(axis=1).astype(float)
        if target.code not in self.codes:
            return self._by_election(by_elections_of(self.scenario)[target.code], target)
        against = self._share_of_region(target.code, AGAINST_ALL)
        invalid = self._share_of_region(target.code, INVALID)
        if target.item == INVALID:
            return 100 * invalid
        if target.item == AGAINST_ALL:
            return 100 * (1 - invalid) * against
        inside = register.race_region == self.codes.index(target.code)
        weight = self.registered / self.registered[inside].sum()
        share = self._inside(target, self.share * weight[register.candidate_race]).sum(axis=1)
        model = self.scenario.calibration.votes_error_pct * self.generator.standard_normal(self.n)
        return np.clip(100 * (1 - invalid) * (1 - against) * share + model, 0.0, 100.0)

    def _inside(self, target: Target, by_candidate: NDArray[np.generic]) -> Floats:
        """Return the columns of a party's candidates in a region, or in the nation."""
        register = self.register
        chosen = register.candidate_party == register.parties.index(target.item)
        if target.code in self.codes:
            region = register.race_region[register.candidate_race]
            chosen &= region == self.codes.index(target.code)
        columns: Floats = by_candidate[:, chosen].astype(float)
        return columns

    def _share_of_region(self, code: str, item: str) -> Floats:
        """Return the share of one region; sampled around the nation's if it has no value."""
        name = OTHERS[item]
        key = f"choice.regions.{code}.{name}"
        if key in self.parameters:
            return self.parameters[key]
        of_region = self.scenario.choice.regions.get(code)
        given = getattr(of_region, name) if of_region else None
        if given is not None:
            return np.full(self.n, given)
        mean = self._value(f"choice.{name}", getattr(self.scenario.choice, name))
        places = PlaceShares.of(self.scenario, item)
        return expit(places.sample(logit(np.clip(mean, 1e-6, 1 - 1e-6)), self.generator))

    def _by_election(self, race: ByElection, target: Target) -> Any:
        """Sample one choice's share in a single race, per cent of ballots cast."""
        against, invalid = (self._share_of_region("", item) for item in (AGAINST_ALL, INVALID))
        if target.item in OTHERS:
            # The counts are so small that the variance by single ballots matters.
            share = invalid if target.item == INVALID else (1 - invalid) * against
            return 100 * self.generator.binomial(race.votes_cast, share) / race.votes_cast
        parties = [self.register.parties.index(party) for party in race.candidates]
        utility = self.strength[:, self.codes.index(race.region_code), parties]
        stands = self.generator.random(self.n) < self.scenario.register_.incumbents_stand_share
        utility = utility + self.generator.gumbel(size=utility.shape)
        utility[:, 0] += self.incumbency * stands
        weight = np.exp(self.sharpness[:, None] * (utility - utility.max(axis=1, keepdims=True)))
        share = weight[:, race.choices.index(target.item)] / weight.sum(axis=1)
        return 100 * (1 - invalid) * (1 - against) * share
