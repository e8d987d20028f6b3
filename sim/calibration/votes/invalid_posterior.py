"""The posterior of the shares of votes against all and of invalid ballots.

Shares of places are logit-normal around those of the nation [1]_; those of a region are
truncated at one half, the limit of a scenario. Votes against all are a mixture: at some places
hardly anybody votes so, and their counts say nothing of the nation's share. The data are the
counts of regions and of the by-elections.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
"""

from __future__ import annotations

from functools import cache
from math import erfc, lgamma
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.mcmc.posterior import (
    Coordinates,
    IndependenceProposal,
    Layout,
    uniform_log_density,
)
from sim.scenario.election import by_elections_of
from sim.turnout import expit, logit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats
    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario


AGAINST_ALL, INVALID = "Against all", "Invalid/blank"
OTHERS = {AGAINST_ALL: "against_all_share", INVALID: "invalid_share"}
_WIDTHS = 8.0
"""Half width of the range of summation, in widths of the binomial or spread."""
_STEPS = 4
"""Points of the sum per width."""
_MANY = 20
"""Count from which the likelihood of a share decreases fast on both sides."""
_MOST = 0.0
"""Upper limit of the logit of a region's share: a share of one half."""
_RARE, _RARE_SPREAD = float(logit(np.array(0.001))), 1.0
"""Mean and standard deviation, on the logit scale, of the share against all at places where it is
rare (assumption: by-elections counted 0 of 3,663 valid votes, and 4 of 720)."""
_erfc = np.frompyfunc(erfc, 1, 1)


def log_likelihood_of_count(count: int, n: int, mean: Floats, spread: float) -> Floats:
    """Return the log likelihood of ``count`` of n ballots with a logit-normal share.

    Parameters
    ----------
    count, n
        Whole numbers, ``0 <= count <= n``.
    mean
        Mean of the share on the logit scale, any shape.
    spread
        Standard deviation over districts on the logit scale, above 0.

    >>> even = [log_likelihood_of_count(k, 3, np.array(0.0), 0.01) for k in range(4)]
    >>> [round(float(np.exp(x)), 3) for x in even]
    [0.125, 0.375, 0.375, 0.125]
    """
    at, log_binomial = _binomial_grid(count, n, spread)
    log_normal = -(((at - mean[..., None]) / spread) ** 2) / 2 - np.log(spread * (2 * np.pi) ** 0.5)
    log_parts = log_binomial + log_normal + np.log(at[1] - at[0])
    most = log_parts.max(axis=-1)
    log_likelihood: Floats = most + np.log(np.exp(log_parts - most[..., None]).sum(axis=-1))
    return log_likelihood


@cache
def _binomial_grid(count: int, n: int, spread: float) -> tuple[Floats, Floats]:
    """Return plausible shares for a count, as logits, and its log likelihood at each."""
    middle = logit(np.array((count + 0.5) / (n + 1)))
    width = (1 / (count + 0.5) + 1 / (n - count + 0.5)) ** 0.5
    # If the count is near 0 or n, the likelihood has a long tail on that side.
    low, high = (_WIDTHS * (width + spread * (end < _MANY)) for end in (count, n - count))
    step = min(width, spread) / _STEPS
    at = np.arange(middle - low, middle + high + step, step)
    log_yes, log_no = -np.logaddexp(0.0, -at), -np.logaddexp(0.0, at)
    ways = lgamma(n + 1) - lgamma(count + 1) - lgamma(n - count + 1)
    return at, ways + count * log_yes + (n - count) * log_no


class PlaceShares(NamedTuple):
    """The distribution over places of the logit of a share, given the nation's."""

    spread: float
    """Standard deviation around the nation's."""
    rare: float
    """Probability that the share is small at a place, whatever the nation's is."""

    @classmethod
    def of(cls, scenario: Scenario, item: str) -> PlaceShares:
        """Return that of votes against all, or of invalid ballots."""
        calibration = scenario.calibration
        rare = calibration.rare_share if item == AGAINST_ALL else 0.0
        return cls(calibration.place_spread, rare)

    def log_density(self, at: Floats, mean: Floats) -> Floats:
        """Return the log density of logits up to one half, given the nation's, up to a constant."""
        usual = -(((at - mean) / self.spread) ** 2) / 2 - np.log(self.spread)
        rare = -(((at - _RARE) / _RARE_SPREAD) ** 2) / 2 - np.log(_RARE_SPREAD)
        below = np.asarray(_erfc((mean - _MOST) / (self.spread * 2**0.5)), dtype=np.float64) / 2
        # Next to no place where the share is rare is above one half.
        inside = (1 - self.rare) * below + self.rare
        return np.where(at <= _MOST, self._mixed(usual, rare) - np.log(inside), -np.inf)

    def log_likelihood(self, count: int, n: int, mean: Floats) -> Floats:
        """Return the log likelihood of ``count`` of the n ballots of a place."""
        usual = log_likelihood_of_count(count, n, mean, self.spread)
        if not self.rare:
            return usual
        rare = log_likelihood_of_count(count, n, np.array(_RARE), _RARE_SPREAD)
        return self._mixed(usual, rare)

    def _mixed(self, usual: Floats, rare: Floats) -> Floats:
        if not self.rare:
            return usual
        mixed: Floats = np.logaddexp(np.log1p(-self.rare) + usual, np.log(self.rare) + rare)
        return mixed

    def sample(self, mean: Floats, generator: np.random.Generator) -> Floats:
        """Sample logits of places, in the shape of ``mean``; they can be above one half."""
        usual = mean + self.spread * generator.standard_normal(mean.shape)
        rare = _RARE + _RARE_SPREAD * generator.standard_normal(mean.shape)
        return np.where(generator.random(mean.shape) < self.rare, rare, usual)


class OtherMarksPosterior:
    """The posterior of both shares; all coordinates are common, as they are few."""

    name = "others"

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        targets: Sequence[Target],
        ranges: Mapping[str, tuple[float, float]],
        fixed: Mapping[str, float],
        elections: Sequence[ByElection] | None = None,
    ) -> None:
        """Lay out the coordinates.

        Parameters
        ----------
        scenario, register
            The country.
        targets
            All targets of the calibration.
        ranges
            Calibration ranges of both shares by dotted key: the prior is uniform over them.
        fixed
            Parameters that are held fixed, by dotted key.
        elections
            By-elections whose votes are among the targets; the published ones by default.
        """
        self.register = register
        self.places = {item: PlaceShares.of(scenario, item) for item in OTHERS}
        self.site_spread = scenario.choice.share_spread
        self.keys = [f"choice.{key}" for key in OTHERS.values()]
        self.low, self.high = (np.array([ranges[key][end] for key in self.keys]) for end in (0, 1))
        codes = register.region_code.tolist()
        known = [t for t in targets if t.what == "votes" and t.weight > 0]
        self.known = [t for t in known if t.item in OTHERS and t.code in codes]
        pct = {(t.code, t.item): t.value or 0.0 for t in self.known}
        self.share = [
            _of_valid(t.value or 0.0, pct.get((t.code, INVALID), 0.0), t.item) for t in self.known
        ]
        self.region = [codes.index(t.code) for t in self.known]
        districts = {t.code: t.weight for t in known}
        voted = by_elections_of(scenario).values() if elections is None else elections
        self.races = [(r, districts[r.district]) for r in voted if r.district in districts]
        of_region = [f"choice.regions.{t.code}.{OTHERS[t.item]}" for t in self.known]
        names = [*self.keys, *of_region]
        held = {
            k: logit(np.array(v)) if k in of_region else v for k, v in fixed.items() if k in names
        }
        self.coordinates = Coordinates(names, {k: float(v) for k, v in held.items()})
        indices = np.arange(len(self.coordinates.free))
        free = tuple(names[k] for k in self.coordinates.free)
        self.layout = Layout(free, indices, (), (), (), separable=True)

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density, all of it in the common part; see :class:`.PosteriorDensity`."""
        values = self.coordinates.full(coords)
        density = uniform_log_density(values[:, :2], self.low, self.high)
        means = logit(np.clip(values[:, :2], 1e-6, 1 - 1e-6))
        for k, target in enumerate(self.known):
            at = values[:, 2 + k]
            mean = means[:, self.keys.index(f"choice.{OTHERS[target.item]}")]
            density += self.places[target.item].log_density(at, mean)
            share = expit(at)
            scatter = self._scatter(self.region[k], share)
            z = (self.share[k] - share) / scatter
            density -= target.weight * (z**2 / 2 + np.log(scatter))
        for race, weight in self.races:
            valid = race.votes_cast - race.invalid
            against, invalid = self.places[AGAINST_ALL], self.places[INVALID]
            density += weight * (
                against.log_likelihood(race.votes[-1], valid, means[:, 0])
                + invalid.log_likelihood(race.invalid, race.votes_cast, means[:, 1])
            )
        return np.column_stack([density, density, np.zeros(len(coords))])

    def _scatter(self, r: int, share: Floats) -> Floats:
        """Return the standard deviation of a share by the spread of sites and single ballots."""
        register = self.register
        registered = register.site_registered[register.site_region == r].astype(float)
        weight = registered / registered.sum()
        sites = self.site_spread * share * (1 - share) * np.sqrt((weight**2).sum())
        single = share * (1 - share) / registered.sum()
        scatter: Floats = np.sqrt(sites**2 + single + 1e-10)
        return scatter

    def sample_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample the free coordinates from the prior."""
        nation = generator.uniform(self.low, self.high, (n, 2))
        means = logit(np.clip(nation, 1e-6, 1 - 1e-6))
        at = np.zeros((n, len(self.known)))
        for k, target in enumerate(self.known):
            mean = means[:, self.keys.index(f"choice.{OTHERS[target.item]}")]
            at[:, k] = self.places[target.item].sample(mean, generator)
            while (over := at[:, k] > _MOST).any():
                at[over, k] = self.places[target.item].sample(mean[over], generator)
        return np.column_stack([nation, at])[:, self.coordinates.free]

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample starting points: small national shares, regional ones around the counts."""
        nation = self.low + (self.high - self.low) * generator.uniform(0.02, 0.6, (n, 2))
        counted = logit(np.clip(np.array(self.share), 0.001, 0.4)) if self.share else np.zeros(0)
        around = counted + 0.05 * generator.standard_normal((n, len(self.known)))
        return np.column_stack([nation, around])[:, self.coordinates.free]

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return an empty list, as no coordinate has two modes."""
        return []

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return the shares by dotted key."""
        values = self.coordinates.full(coords)
        return {
            key: column if key in self.keys else expit(column)
            for key, column in zip(self.coordinates.names, values.T, strict=True)
        }


def _of_valid(pct: float, invalid_pct: float, item: str) -> float:
    """Return a percentage of ballots as a share: against all of valid votes, invalid of ballots."""
    return pct / 100 if item == INVALID else pct / (100 - invalid_pct)
