"""The posterior of the shares of votes against all and of invalid ballots.

Shares of districts are logit-normal around those of the nation [1]_; those of a region are
truncated at one half, the limit of a scenario. The data are the counts of regions and of the
by-elections.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
"""

from __future__ import annotations

from functools import cache
from math import erfc, lgamma
from typing import TYPE_CHECKING

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
        self.register, self.spread = register, scenario.calibration.place_spread
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
            density += self._log_prior(at, mean)
            share = expit(at)
            scatter = self._scatter(self.region[k], share)
            z = (self.share[k] - share) / scatter
            density -= target.weight * (z**2 / 2 + np.log(scatter))
        for race, weight in self.races:
            valid = race.votes_cast - race.invalid
            density += weight * (
                log_likelihood_of_count(race.votes[-1], valid, means[:, 0], self.spread)
                + log_likelihood_of_count(race.invalid, race.votes_cast, means[:, 1], self.spread)
            )
        return np.column_stack([density, density, np.zeros(len(coords))])

    def _log_prior(self, at: Floats, mean: Floats) -> Floats:
        """Return the log density of regional logits: a truncated normal around the nation's."""
        below = np.asarray(_erfc((mean - _MOST) / (self.spread * 2**0.5)), dtype=np.float64) / 2
        density = -(((at - mean) / self.spread) ** 2) / 2 - np.log(below)
        return np.where(at <= _MOST, density, -np.inf)

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
        which = [self.keys.index(f"choice.{OTHERS[t.item]}") for t in self.known]
        middle = means[:, which]
        at = middle + self.spread * generator.standard_normal(middle.shape)
        while (over := at > _MOST).any():
            at[over] = middle[over] + self.spread * generator.standard_normal(int(over.sum()))
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
