"""The likelihood of votes by party in a region, and by candidate in a single race.

Utilities have standard Gumbel terms [1]_ [2]_. Expectations over these are means over a
low-discrepancy lattice [3]_.

References
----------
.. [1] McFadden D. (1974). Conditional logit analysis of qualitative choice behavior. In
   P. Zarembka (ed.), Frontiers in Econometrics: 105–142. Academic Press, New York.
.. [2] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
.. [3] Niederreiter H. (1992). Random Number Generation and Quasi-Monte Carlo Methods.
   SIAM, Philadelphia. doi:10.1137/1.9781611970081
"""

from __future__ import annotations

from math import lgamma
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.targets.likelihood import log_t_of_many

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.calibration.votes.race_kinds import RaceKinds
    from sim.core.types import Floats, Ints
    from sim.pack.published_rows import ByElection


_POINTS = 16
"""Points of the lattice of Gumbel values of the candidates."""
_FINE_POINTS = 2048
"""Points of the fine lattice, by which the error of the coarse one is corrected."""
_FARTHEST = 40.0
"""Limit on the logarithm of the largest weight of a race's candidates: single precision holds it
with the factor of their Gumbel values."""
_NONE = float(np.exp(-np.euler_gamma))
"""Bound on the expected votes of a candidate without votes: P(0 votes) of a Poisson distribution
is replaced by the indicator that its mean is below this bound."""
_SHARPNESS = np.array([0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.3, 2.0])
"""Values of the sharpness at which the covariance of votes is tabulated; that of a value beyond
them is that of the nearest one."""


class _Candidates(NamedTuple):
    """The candidates of all kinds of races, concatenated; shapes ``(n_candidates,)``."""

    kind: Ints
    number: Ints
    """Index on the ballot."""
    party: Ints
    incumbent: NDArray[np.bool_]


class RegionVotes:
    """Votes by party of one region, given seats by party.

    The Gumbel values of candidates are unknown, so shares have an expectation and a covariance,
    both computed over a lattice for each kind of race. If seats are known, expectation and
    covariance are conditional on them, by linear regression of votes on seats.
    """

    def __init__(
        self, kinds: RaceKinds, parties: Ints, share: Floats, seats: Floats | None, error: float
    ) -> None:
        """Compute the lattice.

        Parameters
        ----------
        kinds
            Races of the region.
        parties
            Parties with known votes, shape ``(n,)``.
        share
            Their share of the candidates' votes, shape ``(n,)``.
        seats
            By party, where known.
        error
            Standard deviation of the model error, as a share.
        """
        self.kinds, self.parties, self.share, self.seats, self.error = (
            kinds, parties, share, seats, error,
        )  # fmt: skip
        self.candidates = _candidates(kinds)
        self._first = np.flatnonzero(np.diff(self.candidates.kind, prepend=-1))
        n_numbers = int(self.candidates.number.max()) + 1
        self._coarse = _gumbel_lattice(n_numbers, _POINTS)
        self._fine = _gumbel_lattice(n_numbers, _FINE_POINTS)
        self._tables: tuple[Floats, Floats, Floats, Floats] | None = None

    def tabulate(self, strength: Floats, incumbency: float) -> None:
        """Tabulate regression and covariance of votes by sharpness, at given strengths.

        ``strength`` has shape ``(n_parties,)``.
        """
        rows = [self._moments(strength, incumbency, sharpness) for sharpness in _SHARPNESS]
        regressions, covariances = (np.stack(part) for part in zip(*rows, strict=True))
        everywhere = np.repeat(strength[None, :], len(_SHARPNESS), axis=0)
        same = np.full(len(_SHARPNESS), incumbency)
        coarse, fine = (
            self._mean_shares(everywhere, same, _SHARPNESS, lattice)
            for lattice in (self._coarse, self._fine)
        )
        inverse, log_det = np.linalg.inv(covariances), np.linalg.slogdet(covariances)[1]
        self._tables = regressions, inverse, log_det, fine - coarse

    def log_likelihood(
        self, strength: Floats, incumbency: Floats, sharpness: Floats, moved: Floats
    ) -> Floats:
        """Return the log likelihood of the votes, up to a constant, shape ``(n,)``.

        ``moved`` is added to the expected shares, shape ``(n, n_parties_known)``.
        """
        regression, inverse, log_det, _ = self._at(sharpness)
        residual = self.share - self.expected(strength, incumbency, sharpness) - moved
        if self.seats is not None:
            excess = self.seats - self.kinds.expected_seats(strength, incumbency)[0]
            residual = residual - np.einsum("wpq,wq->wp", regression, excess)
        squares = np.einsum("wp,wpq,wq->w", residual, inverse, residual)
        return log_t_of_many(squares, len(self.parties)) - log_det / 2

    def expected(self, strength: Floats, incumbency: Floats, sharpness: Floats) -> Floats:
        """Return expected shares of the candidates' votes, shape ``(n, n_parties_known)``."""
        coarse = self._mean_shares(strength, incumbency, sharpness, self._coarse)
        return coarse + self._at(sharpness)[3]

    def _at(self, sharpness: Floats) -> list[Floats]:
        """Return all tables, interpolated at values of the sharpness."""
        if self._tables is None:
            raise RuntimeError("call tabulate first")
        left = np.clip(np.searchsorted(_SHARPNESS, sharpness) - 1, 0, len(_SHARPNESS) - 2)
        part = (sharpness - _SHARPNESS[left]) / (_SHARPNESS[left + 1] - _SHARPNESS[left])
        part = np.clip(part, 0.0, 1.0)
        return [_between(table, left, part) for table in self._tables]

    def _mean_shares(
        self, strength: Floats, incumbency: Floats, sharpness: Floats, points: Floats
    ) -> Floats:
        """Return mean shares over the points of a lattice."""
        listed = self.candidates
        utility = strength[:, listed.party] + incumbency[:, None] * listed.incumbent
        # exp(sharpness x utility) as a product: the factor of the Gumbel value depends only on the
        # index on the ballot. Single precision is enough for a mean, and twice as fast.
        fixed = np.exp(self._in_range(sharpness[:, None] * utility)).astype(np.float32)
        random = np.exp(sharpness[:, None, None] * points).astype(np.float32)
        weight = random[..., listed.number] * fixed[:, None, :]
        total = np.add.reduceat(weight, self._first, axis=-1)
        shares = np.einsum("wmc,wmc->wc", weight, (1 / total)[..., listed.kind]) / len(points)
        weighted = shares * self.kinds.weight[listed.kind]
        by_party: Floats = weighted @ (listed.party[:, None] == self.parties)
        return by_party

    def _in_range(self, logs: Floats) -> Floats:
        """Return logarithms of weights, shifted by race so that single precision holds them.

        Only shares of a race's total count. Most logarithms need no shift and stay as they are.
        """
        if np.abs(logs).max() <= _FARTHEST:
            return logs
        most = np.maximum.reduceat(logs, self._first, axis=-1)
        beyond = most - np.clip(most, -_FARTHEST, _FARTHEST)
        shifted: Floats = logs - beyond[:, self.candidates.kind]
        return shifted

    def _moments(
        self, strength: Floats, incumbency: float, sharpness: float
    ) -> tuple[Floats, Floats]:
        """Return the regression of votes on seats, and the residual covariance of votes."""
        listed, n_parties = self.candidates, len(strength)
        utility = strength[listed.party] + incumbency * listed.incumbent
        utility = utility + self._fine[:, listed.number]
        weight = np.exp(sharpness * utility)
        shares = weight / np.add.reduceat(weight, self._first, axis=-1)[:, listed.kind]
        best = np.maximum.reduceat(utility, self._first, axis=-1)[..., listed.kind]
        won = (utility == best).astype(float)
        votes_votes = np.eye(len(self.parties)) * self.error**2
        votes_seats = np.zeros((len(self.parties), n_parties))
        seats_seats = np.eye(n_parties) * 1e-6
        for kind, n_races in enumerate(self.kinds.n_races.tolist()):
            inside = listed.kind == kind
            votes = shares[:, inside] @ (listed.party[inside, None] == self.parties)
            seats = won[:, inside] @ (listed.party[inside, None] == np.arange(n_parties))
            votes, seats = votes - votes.mean(axis=0), seats - seats.mean(axis=0)
            votes_votes += self.kinds.square_weight[kind] * votes.T @ votes / _FINE_POINTS
            votes_seats += self.kinds.weight[kind] * votes.T @ seats / _FINE_POINTS
            seats_seats += n_races * seats.T @ seats / _FINE_POINTS
        if self.seats is None:
            return np.zeros_like(votes_seats), votes_votes
        regression = votes_seats @ np.linalg.inv(seats_seats)
        return regression, votes_votes - regression @ votes_seats.T


def _between(table: Floats, left: Ints, part: Floats) -> Floats:
    """Interpolate linearly along the first axis."""
    part = part.reshape(-1, *[1] * (table.ndim - 1))
    between: Floats = (1 - part) * table[left] + part * table[left + 1]
    return between


def _candidates(kinds: RaceKinds) -> _Candidates:
    """List the candidates of each kind of race."""
    rows = []
    for kind, (newcomers, incumbent) in enumerate(
        zip(kinds.newcomers, kinds.incumbent, strict=True)
    ):
        listed = [(party, False) for party, n in enumerate(newcomers.tolist()) for _ in range(n)]
        listed += [(int(incumbent), True)] if incumbent >= 0 else []
        rows += [(kind, number, *one) for number, one in enumerate(listed)]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return _Candidates(columns[0], columns[1], columns[2], columns[3].astype(bool))


def _gumbel_lattice(n_numbers: int, n_points: int) -> Floats:
    """Return Gumbel quantiles at the points of a lattice, shape ``(n_points, n_numbers)``.

    The steps of the lattice are powers of the root of x^(d+1) = x + 1, a generalisation of the
    golden ratio to d dimensions.
    """
    root = 2.0
    for _ in range(50):
        root = (1 + root) ** (1 / (n_numbers + 1))
    steps = root ** -np.arange(1, n_numbers + 1)
    uniforms = (0.5 + np.arange(1, n_points + 1)[:, None] * steps) % 1.0
    values: Floats = -np.log(-np.log(uniforms))
    return values


def log_likelihood_of_race(
    election: ByElection,
    parties: tuple[str, ...],
    strength: Floats,
    incumbency: Floats,
    sharpness: Floats,
    stands_share: float,
) -> Floats:
    """Return the log likelihood of the votes of a single race, up to a constant.

    Vote shares are softmax(sharpness x utility), so differences of their logarithms,
    over the sharpness, are differences of utilities: of Gumbel variables, a density in
    closed form. Whether the first candidate is the incumbent is not known.

    Parameters
    ----------
    election
        Votes by candidate; half a vote is added to each. For a candidate without votes only an
        upper bound on the utility is used.
    parties
        Names of the columns of ``strength``.
    strength
        Shape ``(n, n_parties)``.
    incumbency, sharpness
        Shape ``(n,)``.
    stands_share
        Probability that the first candidate is the incumbent.
    """
    counts = np.array(election.votes[:-1], dtype=float)
    known = counts > 0
    votes = np.where(known, counts + 0.5, _NONE)
    listed = strength[:, [parties.index(party) for party in election.candidates]]
    relative = np.log(votes / votes.max()) / sharpness[:, None]
    n = int(known.sum())

    def log_density(utility: Floats) -> Floats:
        low = utility - relative
        most = low.max(axis=1)
        total = np.log(np.exp(low - most[:, None]).sum(axis=1)) + most
        density: Floats = (
            lgamma(n) + low[:, known].sum(axis=1) - n * total - (n - 1) * np.log(sharpness)
        )
        return density

    raised = listed.copy()
    raised[:, 0] += incumbency
    with_one, without = log_density(raised), log_density(listed)
    stands = min(max(stands_share, 1e-9), 1 - 1e-9)
    either: Floats = np.logaddexp(np.log(stands) + with_one, np.log1p(-stands) + without)
    return either
