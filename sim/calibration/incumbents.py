"""What the published seats say about incumbency, however many incumbents won.

Seats by party n and incumbents among the winners I are the sufficient statistics of
strengths y and incumbency beta: P(n, I) = exp(y.n + beta I - A(y, beta)) H(n, I), with
A the sum over races of log(sum(exp(utility))). Only the seats are known exactly, so
H(n, I) is summed over I; what remains of it depends on beta alone:

    P(n) = exp(y.n - A(y, beta)) h(beta),   d log h / d beta = E(I | n, beta).

By the saddle point, at the strengths which meet n at this beta, h is
exp(A - y.n) / sqrt(det V) up to a constant, with V the covariance of the seats. A reported
share of incumbents multiplies h by its own chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.chances import log_t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.calibration.expectation import RaceKinds

    Floats = NDArray[np.float64]

_BETA = np.linspace(-1.0, 6.0, 57)
_RIDGE = 1e-3
"""Keeps the strength of a party that won nothing, or everything, from running away."""
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
        How strongly strengths are drawn to others, shape ``(n_parties,)``; by default to 0,
        and so little that only a party that won nothing, or everything, is held.

    Returns
    -------
    NDArray
        Shape ``(n, n_parties)``.
    """
    centre = np.zeros(len(seats)) if around is None else around
    strength = np.repeat(np.where(kinds.standing, centre, 0.0)[None, :], len(incumbency), axis=0)
    strength[:, -1] = 0.0
    moves = np.flatnonzero(kinds.standing[:-1])
    for _ in range(_NEWTON_STEPS):
        wins, _ = kinds.chances(strength, incumbency)
        slope = seats[moves] - np.einsum("wkp,k->wp", wins[..., moves], kinds.n_races)
        slope -= ridge * (strength[:, moves] - centre[moves])
        step = np.linalg.solve(_bend(kinds, wins[..., moves], ridge), slope[..., None])[..., 0]
        strength[:, moves] += np.clip(step, -1.0, 1.0)
    return strength


def _bend(kinds: RaceKinds, wins: Floats, ridge: float) -> Floats:
    """Return the covariance of seats by party, a ridge added, given P(party wins) by kind."""
    bend: Floats = -np.einsum("wkp,wkq,k->wpq", wins, wins, kinds.n_races)
    place = np.arange(wins.shape[2])
    bend[:, place, place] += np.einsum("wkp,k->wp", wins, kinds.n_races) + ridge
    return bend


class Incumbents:
    """The term of beta: h, and the chance of the reported share."""

    def __init__(
        self,
        kinds: Sequence[RaceKinds],
        seats: Sequence[Floats],
        share: float | None = None,
        error: float = 0.0,
        weight: float = 1.0,
    ) -> None:
        """Tabulate the term.

        Parameters
        ----------
        kinds, seats
            Of the regions whose seats are known.
        share
            Reported share of incumbents among the winners; None where nothing was.
        error
            Standard deviation of its error.
        weight
            Power of its chance.
        """
        expected, log_det = np.zeros(len(_BETA)), np.zeros(len(_BETA))
        for own, n in zip(kinds, seats, strict=True):
            strength = strengths_that_meet(own, n, _BETA)
            expected += own.expected_seats(strength, _BETA)[1]
            wins = own.chances(strength, _BETA)[0][..., np.flatnonzero(own.standing[:-1])]
            log_det += np.linalg.slogdet(_bend(own, wins, _RIDGE))[1]
        steps = np.diff(_BETA) * (expected[1:] + expected[:-1]) / 2
        self._term = np.concatenate([[0.0], np.cumsum(steps)]) - log_det / 2
        if share is not None:
            n_races = sum(int(own.n_races.sum()) for own in kinds)
            variance = np.gradient(expected, _BETA) / n_races**2 + error**2
            expected = expected - np.gradient(log_det, _BETA) / 2
            z = (share - expected / n_races) / np.sqrt(variance)
            self._term += weight * (log_t(z) - np.log(variance) / 2)

    def log_term(self, incumbency: Floats) -> Floats:
        """Return the term, up to a constant, shape as given."""
        term: Floats = np.interp(incumbency, _BETA, self._term)
        return term
