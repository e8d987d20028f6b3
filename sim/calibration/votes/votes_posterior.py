"""The posterior of the choice: strengths of parties, incumbency, sharpness.

Coordinates are national strengths, incumbency, sharpness, and additions of each region to the
strengths. The targets are seats by region and party, votes where they were
published, and the share of incumbents.

The winner of a race is a conditional logit [1]_ [2]_ of strengths and incumbency.

References
----------
.. [1] McFadden D. (1974). Conditional logit analysis of qualitative choice behavior. In
   P. Zarembka (ed.), Frontiers in Econometrics: 105–142. Academic Press, New York.
.. [2] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.mcmc.conditional_normal import normal_proposals
from sim.calibration.mcmc.posterior import (
    Coordinates,
    IndependenceProposal,
    Layout,
    block_update,
    uniform_log_density,
)
from sim.calibration.votes.race_kinds import race_kinds
from sim.calibration.votes.seats import SeatTargets
from sim.calibration.votes.starting_points import Profile, fitted_strengths, grid_of_incumbency
from sim.calibration.votes.vote_targets import VoteTargets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats
    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario


_MANY_SEATS = 2
"""Mean number of seats per region from which the strengths of a party are well determined."""
_SCALARS = ("choice.incumbency", "choice.sharpness")
_SHARPNESS = 0.7
"""Centre of its starting points; any value in its range is valid."""
_FARTHEST = 50.0
"""Strengths, and the incumbency, beyond which the likelihood is that of this value."""
_STEP, _SHARPNESS_STEP = 0.15, 0.03
"""Steps of finite differences: about a quarter of usual posterior standard deviations."""


class VotesPosterior:
    """The posterior of the parameters of the choice."""

    name = "choice"

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
            All targets of the calibration, of which those of seats, votes and incumbents are used.
        ranges
            Calibration ranges of ``choice`` by key: the prior is uniform over them.
        fixed
            Parameters that are held fixed, by dotted key.
        elections
            By-elections whose votes are among the targets; the published ones by default.
        """
        self.parties, self.codes = register.parties, register.region_code.tolist()
        self.kinds = race_kinds(register)
        self.spread = scenario.calibration.strength_spread
        stands = np.array([kinds.standing for kinds in self.kinds])
        # Only differences of strengths have an effect: that of independents is held, or of the
        # last party if there are none.
        independent = register.independent
        stands[:, independent] = False
        self.stands = stands
        """Whether a party's strength matters in a region, shape ``(n_regions, n_parties)``."""
        self.given = np.zeros(stands.shape)
        self.given[:, independent] = _independents(scenario, self.parties[independent], self.codes)
        self.seats = SeatTargets(register, self.kinds, targets)
        self.votes = VoteTargets(
            scenario, register, self.kinds, self.seats.known, targets, elections
        )
        self._lay_out(ranges, fixed)
        self._fit_strengths()

    def _lay_out(
        self, ranges: Mapping[str, tuple[float, float]], fixed: Mapping[str, float]
    ) -> None:
        nation = [p for p in range(len(self.parties)) if self.stands[:, p].any()]
        keys = [f"choice.strength.{self.parties[p]}" for p in nation]
        low, high = ranges["choice.strength"]
        bounds = [(low, high)] * len(nation)
        scalars = [*_SCALARS, *(key for key in ranges if key not in {*_SCALARS, "choice.strength"})]
        bounds += [ranges[key] for key in scalars]
        self.low, self.high = (np.array(ends) for ends in zip(*bounds, strict=True))
        self.nation, self.scalars = nation, scalars
        common = [*keys, *scalars]
        names, regions = list(common), []
        for r, code in enumerate(self.codes):
            standing = [p for p in range(len(self.parties)) if self.stands[r, p]]
            begin = len(names)
            names += [f"choice.regions.{code}.strength.{self.parties[p]}" for p in standing]
            regions.append(range(begin, len(names)))
        self.coordinates = Coordinates(names, {k: v for k, v in fixed.items() if k in names})
        self._added = np.array(
            [[names.index(f"choice.regions.{code}.strength.{party}") if self.stands[r, p] else -1
              for p, party in enumerate(self.parties)] for r, code in enumerate(self.codes)]
        )  # fmt: skip
        moving = self.coordinates.moving
        shared = moving(range(len(common)))
        pairs = [
            (follower, shared.tolist().index(leader))
            for r in range(len(self.codes)) for column, p in enumerate(nation) if self.stands[r, p]
            for follower in moving([self._added[r, p]]).tolist()
            for leader in moving([column]).tolist()
        ]  # fmt: skip
        # For parties with many seats the sum of both strengths is well determined in every region.
        seats = self.seats.table.sum(axis=0)
        determined = [
            pair for pair in pairs if seats[nation[pair[1]]] > _MANY_SEATS * len(self.codes)
        ]
        self.layout = Layout(
            names=tuple(names[k] for k in self.coordinates.free),
            common=shared,
            reference=(),
            regions=tuple(moving(indices) for indices in regions),
            block_updates=tuple(
                block_update(some, len(shared), -1) for some in (pairs, determined) if some
            ),
            separable=self.seats.separable,
        )

    def split(self, coords: Floats) -> tuple[Floats, dict[str, Floats], Floats, Floats]:
        """Return national strengths, scalars by key, strengths by region, all coordinates.

        Strengths have shapes ``(n, n_parties)`` and ``(n, n_regions, n_parties)``.
        """
        values = self.coordinates.full(coords)
        nation = np.zeros((len(values), len(self.parties)))
        nation[:, self.nation] = values[:, : len(self.nation)]
        scalars = {key: values[:, len(self.nation) + k] for k, key in enumerate(self.scalars)}
        added = np.where(self._added >= 0, values[:, self._added], 0.0)
        strength = np.where(self.stands, nation[:, None, :] + added, self.given)
        return nation, scalars, strength, values

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density in all and in parts; see :class:`.PosteriorDensity`."""
        _, scalars, strength, values = self.split(coords)
        n_common = len(self.low)
        common = uniform_log_density(values[:, :n_common], self.low, self.high)
        by_region = self._log_prior(np.where(self._added >= 0, values[:, self._added], 0.0))
        # Proposals have heavy tails: where the prior is negligible, exponentials would overflow.
        strength = np.clip(strength, -_FARTHEST, _FARTHEST)
        scalars["choice.incumbency"] = np.clip(scalars["choice.incumbency"], -_FARTHEST, _FARTHEST)
        self.seats.add_log_likelihood(strength, scalars["choice.incumbency"], common, by_region)
        self.votes.add_log_likelihood(strength, scalars, by_region)
        return np.column_stack([common + by_region.sum(axis=1), common, by_region])

    def _log_prior(self, added: Floats) -> Floats:
        """Return the log prior of regional additions, shape ``(n, n_regions)``.

        Utilities of all parties and of independents are independent normals. Strengths are
        relative to independents, so the covariance is spread^2 (1 + identity).
        """
        n = self.stands.sum(axis=1)
        squares = (added**2).sum(axis=2) - added.sum(axis=2) ** 2 / (n + 1)
        log_prior: Floats = -squares / (2 * self.spread**2)
        return log_prior

    def _fit_strengths(self) -> None:
        """Set ``profile`` and ``middle``: strengths by region that fit the seats."""
        column = len(self.nation) + self.scalars.index("choice.incumbency")
        ends = self.low[column], self.high[column]
        if not len(self.coordinates.moving([column])):
            ends = (self.coordinates.fixed[column],) * 2
        incumbency = grid_of_incumbency(*ends)
        fitted = fitted_strengths(self.seats, self.spread, incumbency)
        # These strengths are relative to independents, whose strength need not be 0.
        strength = np.where(self.stands, fitted, 0.0) + self.given.sum(axis=1)[:, None]
        added = np.where(self.stands, strength - self._medians(strength)[:, None, :], 0.0)
        by_region, common = self._log_prior(added), np.zeros(len(incumbency))
        self.seats.add_log_likelihood(strength, incumbency, common, by_region)
        self.profile = Profile(incumbency, strength, common + by_region.sum(axis=1))
        self.middle = strength[self.profile.best]
        self.votes.tabulate(self.middle, float(incumbency[self.profile.best]))

    def _medians(self, strength: Floats) -> Floats:
        """Return the median over regions where a party stands, shape ``(n, n_parties)``."""
        medians = np.zeros((len(strength), len(self.parties)))
        for p in self.nation:
            medians[:, p] = np.median(strength[:, self.stands[:, p], p], axis=1)
        return medians

    def sample_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample the free coordinates from the prior."""
        values = np.zeros((n, len(self.coordinates.names)))
        values[:, : len(self.low)] = generator.uniform(self.low, self.high, (n, len(self.low)))
        for r in range(len(self.codes)):
            added = self._added[r, self.stands[r]]
            independents = generator.normal(0, self.spread, (n, 1))
            values[:, added] = generator.normal(0, self.spread, (n, len(added))) - independents
        return values[:, self.coordinates.free]

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample starting points around fitted strengths, overdispersed as to the posterior."""
        values = np.repeat(self.coordinates.fixed[None, :], n, axis=0)
        incumbency, strength = self.profile.sample(n, generator)
        nation = self._medians(strength)
        others = slice(len(self.nation) + len(_SCALARS), None)
        halfway, eighth = (self.low + self.high) / 2, (self.high - self.low) / 8
        middle = np.column_stack([
            nation[:, self.nation], incumbency, np.full(n, _SHARPNESS),
            np.repeat(halfway[None, others], n, axis=0),
        ])  # fmt: skip
        width = np.array([*np.full(len(self.nation), 0.3), 0.0, 0.1, *eighth[others]])
        around = middle + width * generator.standard_normal(middle.shape)
        edge = (self.high - self.low) / 1000
        values[:, : len(width)] = np.clip(around, self.low + edge, self.high - edge)
        for r in range(len(self.codes)):
            for p in np.flatnonzero(self.stands[r]).tolist():
                added = strength[:, r, p] - nation[:, p]
                values[:, self._added[r, p]] = added + 0.3 * generator.standard_normal(n)
        return values[:, self.coordinates.free]

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return proposals of the common coordinates and of each region, near the mode."""
        if not self.layout.separable or not len(self.layout.common):
            return []
        steps = np.full(len(self.coordinates.names), _STEP)
        steps[len(self.nation) + self.scalars.index("choice.sharpness")] = _SHARPNESS_STEP
        ends = self.coordinates.free[self.layout.common]
        return normal_proposals(
            self.log_density, self.layout, self._fitted(), steps[self.coordinates.free],
            self.low[ends], self.high[ends],
        )  # fmt: skip

    def _fitted(self) -> Floats:
        """Return coordinates at which strengths fit the seats best."""
        values = self.coordinates.fixed.copy()
        nation = self._medians(self.middle[None])[0]
        common = (self.low + self.high) / 2
        common[: len(self.nation)] = nation[self.nation]
        scalars = self.profile.incumbency[self.profile.best], _SHARPNESS
        common[len(self.nation) : len(self.nation) + len(_SCALARS)] = scalars
        values[: len(common)] = common
        values[self._added[self.stands]] = (self.middle - nation)[self.stands]
        free: Floats = values[self.coordinates.free]
        return free

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return strengths and scalars by dotted key, as in a scenario."""
        values = self.coordinates.full(coords)
        return dict(zip(self.coordinates.names, values.T, strict=True))


def _independents(scenario: Scenario, name: str, codes: Sequence[str]) -> list[float]:
    """Return the strength of independents by region; fixed, as only differences have an effect."""
    choice = scenario.choice
    nation = choice.strength.get(name, 0.0)
    of_region = [choice.regions[c].strength if c in choice.regions else {} for c in codes]
    return [nation + strength.get(name, 0.0) for strength in of_region]
