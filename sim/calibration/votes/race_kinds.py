"""Races grouped by kind, and their expected seats and incumbents in closed form.

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

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Floats, Ints
    from sim.register import Register


@dataclass(frozen=True)
class RaceKinds:
    """The races of a region, grouped by the parties of the candidates and of the incumbent.

    Winning probabilities depend on nothing else; 730 races have about 200 kinds.
    """

    n_races: Ints
    """Number of races of each kind, shape ``(n_kinds,)``."""
    weight: Floats
    """Share of the region's registered voters in races of the kind; sums to 1."""
    square_weight: Floats
    """Sum of squares of the shares of single races."""
    newcomers: Ints
    """Number of candidates other than the incumbent, shape ``(n_kinds, n_parties)``."""
    incumbent: Ints
    """Party of the incumbent; -1 where none stands, shape ``(n_kinds,)``."""

    @cached_property
    def standing(self) -> NDArray[np.bool_]:
        """Whether a party stands anywhere, shape ``(n_parties,)``."""
        stands: NDArray[np.bool_] = self.newcomers.sum(axis=0) > 0
        stands[self.incumbent[self.incumbent >= 0]] = True
        return stands

    def weights(self, strength: Floats, incumbency: Floats) -> tuple[Floats, Floats]:
        """Return the sum of exp(utility) of newcomers, and exp(utility) of the incumbent.

        Parameters
        ----------
        strength
            Shape ``(n, n_parties)``.
        incumbency
            Shape ``(n,)``.

        Returns
        -------
        tuple
            Shapes ``(n, n_kinds)`` each.
        """
        newcomers: Floats = np.exp(strength) @ self.newcomers.T
        of_incumbent: Floats = np.exp(strength[:, self.incumbent] + incumbency[:, None]) * (
            self.incumbent >= 0
        )
        return newcomers, of_incumbent

    def probabilities(self, strength: Floats, incumbency: Floats) -> tuple[Floats, Floats]:
        """Return P(party wins) and P(incumbent wins) by kind of race.

        Returns
        -------
        tuple
            Shapes ``(n, n_kinds, n_parties)`` and ``(n, n_kinds)``.
        """
        newcomers, of_incumbent = self.weights(strength, incumbency)
        total = newcomers + of_incumbent
        wins = np.exp(strength)[:, None, :] * self.newcomers / total[..., None]
        incumbent = of_incumbent / total
        kinds = np.flatnonzero(self.incumbent >= 0)
        wins[:, kinds, self.incumbent[kinds]] += incumbent[:, kinds]
        return wins, incumbent

    def expected_seats(self, strength: Floats, incumbency: Floats) -> tuple[Floats, Floats]:
        """Return expected seats and incumbents among the winners.

        Returns
        -------
        tuple
            Shapes ``(n, n_parties)`` and ``(n,)``.
        """
        wins, incumbent = self.probabilities(strength, incumbency)
        return np.einsum("wkp,k->wp", wins, self.n_races), incumbent @ self.n_races


class AllKinds:
    """The kinds of races of all regions in one array, for vectorised computations.

    Regions with fewer kinds than others are padded with kinds without races. Matrix products are
    small on purpose: large ones would use threads, which are slow on a busy machine.
    """

    def __init__(self, regions: list[RaceKinds], n_parties: int) -> None:
        shape = (len(regions), max(len(kinds.n_races) for kinds in regions))
        self.n_races = np.zeros(shape)
        self.newcomers = np.zeros((len(regions), n_parties, shape[1]))
        self.incumbent = np.zeros((len(regions), n_parties, shape[1]))
        for r, kinds in enumerate(regions):
            index = np.arange(len(kinds.n_races))
            self.n_races[r, index] = kinds.n_races
            self.newcomers[r, :, index] = kinds.newcomers
            with_one = np.flatnonzero(kinds.incumbent >= 0)
            self.incumbent[r, kinds.incumbent[with_one], with_one] = 1.0
        self.is_padding = (self.n_races == 0)[:, None, :]

    def log_norms(self, strength: Floats, incumbency: Floats) -> Floats:
        """Return the sum over races of log(sum(exp(utility))) by region.

        Parameters
        ----------
        strength
            Shape ``(n, n_regions, n_parties)``.
        incumbency
            Shape ``(n,)``.

        Returns
        -------
        NDArray
            Shape ``(n, n_regions)``.
        """
        weight = np.exp(strength).transpose(1, 0, 2)
        total = weight @ self.newcomers + np.exp(incumbency)[:, None] * (weight @ self.incumbent)
        norms: Floats = np.einsum("rnk,rk->nr", np.log(total + self.is_padding), self.n_races)
        return norms


def race_kinds(register: Register) -> list[RaceKinds]:
    """Return the races of each region, grouped by kind."""
    n_parties = len(register.parties)
    shape = (register.n_races, n_parties)
    newcomers = np.zeros(shape, dtype=np.int64)
    is_incumbent = register.candidate_incumbent
    np.add.at(
        newcomers,
        (register.candidate_race[~is_incumbent], register.candidate_party[~is_incumbent]),
        1,
    )
    incumbent = np.full(register.n_races, -1)
    incumbent[register.candidate_race[is_incumbent]] = register.candidate_party[is_incumbent]
    registered = np.bincount(register.site_race, weights=register.site_registered)
    found = []
    for region in range(register.n_regions):
        races = np.flatnonzero(register.race_region == region)
        table = np.column_stack([newcomers[races], incumbent[races]])
        kinds, kind = np.unique(table, axis=0, return_inverse=True)
        share = registered[races] / registered[races].sum()
        found.append(
            RaceKinds(
                n_races=np.bincount(kind.ravel()),
                weight=np.bincount(kind.ravel(), share).astype(np.float64),
                square_weight=np.bincount(kind.ravel(), share**2).astype(np.float64),
                newcomers=kinds[:, :-1],
                incumbent=kinds[:, -1],
            )
        )
    return found


def join_kinds(regions: list[RaceKinds]) -> RaceKinds:
    """Return the races of several regions as those of one region."""
    n = [int(kinds.n_races.sum()) for kinds in regions]
    return RaceKinds(
        n_races=np.concatenate([kinds.n_races for kinds in regions]),
        weight=np.concatenate([k.weight / len(n) for k in regions]),
        square_weight=np.concatenate([k.square_weight / len(n) ** 2 for k in regions]),
        newcomers=np.concatenate([kinds.newcomers for kinds in regions]),
        incumbent=np.concatenate([kinds.incumbent for kinds in regions]),
    )
