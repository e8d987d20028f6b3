"""The likelihood of incumbency given the published seats, however many incumbents won.

Seats by party n and incumbents among the winners I are the sufficient statistics of
strengths y and incumbency beta: P(n, I) = exp(y.n + beta I - A(y, beta)) H(n, I), with
A the sum over races of log(sum(exp(utility))), as each race is a conditional logit [1]_
[2]_. Only the seats are known exactly, so P is summed over I; the sum factorises, with a
term h that depends on beta only:

    P(n) = exp(y.n - A(y, beta)) h(beta),   d log h / d beta = E(I | n, beta).

h is a coefficient of a product over races, computed by multiplying the product out. The
likelihood of a reported share of incumbents is a further factor.

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

from sim.calibration.targets.likelihood import log_t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.calibration.votes.race_kinds import RaceKinds
    from sim.core.types import Floats


_BETA = np.linspace(-1.0, 6.0, 57)
_RIDGE = 1e-3
"""Ridge penalty that keeps the strength of a party finite if it won no seat, or every seat."""
_NEWTON_STEPS = 60


def strengths_that_meet(
    kinds: RaceKinds,
    seats: Floats,
    incumbency: Floats,
    *,
    ridge: float = _RIDGE,
    around: Floats | None = None,
) -> Floats:
    """Return strengths by party whose expected seats are the given ones.

    Parameters
    ----------
    kinds
        Races of a region.
    seats
        By party, shape ``(n_parties,)``; the last party, at strength 0, is the reference.
    incumbency
        Shape ``(n,)``.
    ridge, around
        Weight of the ridge penalty, and its centre, shape ``(n, n_parties)``; 0 by default. The
        default weight affects only parties that won no seat, or every seat.

    Returns
    -------
    NDArray
        Shape ``(n, n_parties)``.
    """
    centre = np.zeros((len(incumbency), len(seats))) if around is None else around
    strength = np.where(kinds.standing, centre, 0.0)
    strength[:, -1] = 0.0
    free = np.flatnonzero(kinds.standing[:-1])
    for _ in range(_NEWTON_STEPS):
        wins, _ = kinds.probabilities(strength, incumbency)
        wins = wins[..., free]
        gradient = seats[free] - np.einsum("wkp,k->wp", wins, kinds.n_races)
        gradient -= ridge * (strength[:, free] - centre[:, free])
        information = -np.einsum("wkp,wkq,k->wpq", wins, wins, kinds.n_races)
        diagonal = np.arange(len(free))
        information[:, diagonal, diagonal] += np.einsum("wkp,k->wp", wins, kinds.n_races) + ridge
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        strength[:, free] += np.clip(step, -1.0, 1.0)
    return strength


def log_ways_to_win(kinds: RaceKinds, seats: Floats, incumbency: Floats) -> Floats:
    """Return log h: the weighted number of choices of winners with given seats.

    A choice with I incumbents has the weight exp(beta I). h is the coefficient of x^seats in the
    product over races of the sums over candidates of x_party, times exp(beta) for incumbents. It
    is multiplied out race by race, for all beta at once.

    Parameters
    ----------
    kinds, seats
        Races of a region; its seats by party, integers.
    incumbency
        Shape ``(n,)``; the result has the same shape, -inf if no choice has these seats.
    """
    wanted = np.rint(seats).astype(int)
    main = int(wanted.argmax())
    others = [p for p in range(len(wanted)) if p != main and wanted[p] > 0]
    ways = np.zeros((*(wanted[p] + 1 for p in others), len(incumbency)))
    ways[(0,) * len(others)] = 1.0
    log_scale = np.zeros(len(incumbency))
    for n_races, newcomers, incumbent in zip(
        kinds.n_races, kinds.newcomers, kinds.incumbent, strict=True
    ):
        weight = np.repeat(newcomers[:, None].astype(float), len(incumbency), axis=1)
        if incumbent >= 0:
            weight[incumbent] += np.exp(incumbency)
        for _ in range(int(n_races)):
            after = ways * weight[main]
            for axis, party in enumerate(others):
                won, before = [slice(None)] * ways.ndim, [slice(None)] * ways.ndim
                won[axis], before[axis] = slice(1, None), slice(None, -1)
                after[tuple(won)] += ways[tuple(before)] * weight[party]
            most = after.reshape(-1, len(incumbency)).max(axis=0)
            if not most.all():
                return np.full(len(incumbency), -np.inf)
            ways = after / most
            log_scale += np.log(most)
    last: Floats = ways[tuple(wanted[p] for p in others)]
    return log_scale + np.log(last) if last.all() else np.full(len(incumbency), -np.inf)


class Incumbents:
    """The factor of the likelihood that depends on beta only: h and the reported share."""

    def __init__(
        self,
        kinds: Sequence[RaceKinds],
        seats: Sequence[Floats],
        weights: Sequence[float],
        share: float | None = None,
        error: float = 0.0,
        weight: float = 1.0,
    ) -> None:
        """Tabulate the log of the factor.

        Parameters
        ----------
        kinds, seats
            Races and seats of the regions with known seats.
        weights
            Exponents of the likelihoods of these seats.
        share
            Reported share of incumbents among the winners; None if there is none.
        error
            Standard deviation of its error.
        weight
            Exponent of its likelihood.
        """
        self._term = np.zeros(len(_BETA))
        log_ways = np.zeros(len(_BETA))
        for region, n, exponent in zip(kinds, seats, weights, strict=True):
            log_h = log_ways_to_win(region, n, _BETA)
            log_ways += log_h
            self._term += exponent * log_h
        expected = np.gradient(log_ways, _BETA, edge_order=2)
        if share is not None and kinds:
            n_races = sum(int(region.n_races.sum()) for region in kinds)
            variance = np.maximum(np.gradient(expected, _BETA), 0.0) / n_races**2 + error**2
            z = (share - expected / n_races) / np.sqrt(variance)
            self._term += weight * (log_t(z) - np.log(variance) / 2)

    def log_term(self, incumbency: Floats) -> Floats:
        """Return the log of the factor, up to a constant, in the shape of ``incumbency``."""
        term: Floats = np.interp(incumbency, _BETA, self._term)
        return term
