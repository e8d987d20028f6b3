"""Votes: what shares a region's parties can expect, and how a single race comes out.

Utilities have Gumbel parts [1]_ [2]_. Means over them are taken over a lattice of evenly
spread points [3]_.

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
    from sim.pack import ByElection


_POINTS = 16
"""Points of the lattice of Gumbel variables of the candidates."""
_FINE_POINTS = 2048
"""The same where it is looked at once: what the coarse one misses there is added to it."""
_NONE = float(np.exp(-np.euler_gamma))
"""Votes that a candidate may have expected at most who has none: the mean of a Poisson whose
chance of none stands for being below it."""
_SHARPNESS = np.array([0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.3, 2.0])
"""At which the scatter of votes is tabulated."""


class _Candidates(NamedTuple):
    """The candidates of all kinds of races, one after the other; shapes ``(n_candidates,)``."""

    kind: Ints
    place: Ints
    """On the ballot."""
    party: Ints
    incumbent: NDArray[np.bool_]


class RegionVotes:
    """Votes by party of one region, given seats by party.

    The Gumbel variables of candidates are unknown, so a share is a mean over races with a
    scatter. Both are taken over a lattice in these variables of each kind of race. Seats are
    known: what they imply for votes (a party with more seats than expected has more
    votes) is taken as linear.
    """

    def __init__(
        self, kinds: RaceKinds, parties: Ints, share: Floats, seats: Floats | None, error: float
    ) -> None:
        """Prepare the lattice.

        Parameters
        ----------
        kinds
            Races of the region.
        parties
            Those whose votes are known, shape ``(n,)``.
        share
            Their share of the candidates' votes, shape ``(n,)``.
        seats
            By party, where known.
        error
            Standard deviation of what the model leaves out, as a share.
        """
        self.kinds, self.parties, self.share, self.seats, self.error = (
            kinds, parties, share, seats, error,
        )  # fmt: skip
        self.candidates = _candidates(kinds)
        self._first = np.flatnonzero(np.diff(self.candidates.kind, prepend=-1))
        n_places = int(self.candidates.place.max()) + 1
        self._streams = _even_streams(n_places, _POINTS)
        self._fine_streams = _even_streams(n_places, _FINE_POINTS)
        self._tables: tuple[Floats, Floats, Floats, Floats] | None = None

    def tabulate(self, strength: Floats, incumbency: float) -> None:
        """Tabulate the scatter of votes by sharpness, at strengths in the middle.

        ``strength`` has shape ``(n_parties,)``.
        """
        rows = [self._scatter(strength, incumbency, sharpness) for sharpness in _SHARPNESS]
        pulls, scatters = (np.stack(part) for part in zip(*rows, strict=True))
        everywhere = np.repeat(strength[None, :], len(_SHARPNESS), axis=0)
        same = np.full(len(_SHARPNESS), incumbency)
        coarse, fine = (
            self._mean_shares(everywhere, same, _SHARPNESS, streams)
            for streams in (self._streams, self._fine_streams)
        )
        inverse, log_det = np.linalg.inv(scatters), np.linalg.slogdet(scatters)[1]
        self._tables = pulls, inverse, log_det, fine - coarse

    def log_likelihood(
        self, strength: Floats, incumbency: Floats, sharpness: Floats, moved: Floats
    ) -> Floats:
        """Return the log likelihood of the votes, up to a constant, shape ``(n,)``.

        ``moved`` is added to the expected shares, shape ``(n, n_parties_known)``.
        """
        pull, inverse, log_det, _ = self._at(sharpness)
        missed = self.share - self.expected(strength, incumbency, sharpness) - moved
        if self.seats is not None:
            beyond = self.seats - self.kinds.expected_seats(strength, incumbency)[0]
            missed = missed - np.einsum("wpq,wq->wp", pull, beyond)
        squares = np.einsum("wp,wpq,wq->w", missed, inverse, missed)
        return log_t_of_many(squares, len(self.parties)) - log_det / 2

    def expected(self, strength: Floats, incumbency: Floats, sharpness: Floats) -> Floats:
        """Return expected shares of the candidates' votes, shape ``(n, n_parties_known)``."""
        coarse = self._mean_shares(strength, incumbency, sharpness, self._streams)
        return coarse + self._at(sharpness)[3]

    def _at(self, sharpness: Floats) -> list[Floats]:
        """Return all tables at some sharpness."""
        if self._tables is None:
            raise RuntimeError("call tabulate first")
        left = np.clip(np.searchsorted(_SHARPNESS, sharpness) - 1, 0, len(_SHARPNESS) - 2)
        part = (sharpness - _SHARPNESS[left]) / (_SHARPNESS[left + 1] - _SHARPNESS[left])
        return [_between(table, left, part) for table in self._tables]

    def _mean_shares(
        self, strength: Floats, incumbency: Floats, sharpness: Floats, points: Floats
    ) -> Floats:
        """Return mean shares over the points of the lattice."""
        own = self.candidates
        utility = strength[:, own.party] + incumbency[:, None] * own.incumbent
        # exp(sharpness x utility) without the Gumbel variable, which candidates at one position
        # of a ballot share.
        # Half precision of a number is enough for a mean over a lattice, and twice as fast.
        fixed = np.exp(sharpness[:, None] * utility).astype(np.float32)
        streams = np.exp(sharpness[:, None, None] * points).astype(np.float32)
        weight = streams[..., own.place] * fixed[:, None, :]
        total = np.add.reduceat(weight, self._first, axis=-1)
        shares = np.einsum("wmc,wmc->wc", weight, (1 / total)[..., own.kind]) / len(points)
        weighted = shares * self.kinds.weight[own.kind]
        by_party: Floats = weighted @ (own.party[:, None] == self.parties)
        return by_party

    def _scatter(
        self, strength: Floats, incumbency: float, sharpness: float
    ) -> tuple[Floats, Floats]:
        """Return how seats beyond expectation pull votes, and the scatter that is left."""
        own, n_parties = self.candidates, len(strength)
        utility = strength[own.party] + incumbency * own.incumbent
        utility = utility + self._fine_streams[:, own.place]
        weight = np.exp(sharpness * utility)
        shares = weight / np.add.reduceat(weight, self._first, axis=-1)[:, own.kind]
        best = np.maximum.reduceat(utility, self._first, axis=-1)[..., own.kind]
        won = (utility == best).astype(float)
        votes_votes = np.eye(len(self.parties)) * self.error**2
        votes_seats = np.zeros((len(self.parties), n_parties))
        seats_seats = np.eye(n_parties) * 1e-6
        for kind, n_races in enumerate(self.kinds.n_races.tolist()):
            inside = own.kind == kind
            votes = shares[:, inside] @ (own.party[inside, None] == self.parties)
            seats = won[:, inside] @ (own.party[inside, None] == np.arange(n_parties))
            votes, seats = votes - votes.mean(axis=0), seats - seats.mean(axis=0)
            votes_votes += self.kinds.square_weight[kind] * votes.T @ votes / _FINE_POINTS
            votes_seats += self.kinds.weight[kind] * votes.T @ seats / _FINE_POINTS
            seats_seats += n_races * seats.T @ seats / _FINE_POINTS
        if self.seats is None:
            return np.zeros_like(votes_seats), votes_votes
        pull = votes_seats @ np.linalg.inv(seats_seats)
        return pull, votes_votes - pull @ votes_seats.T


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
        own = [(party, False) for party, n in enumerate(newcomers.tolist()) for _ in range(n)]
        own += [(int(incumbent), True)] if incumbent >= 0 else []
        rows += [(kind, place, *one) for place, one in enumerate(own)]
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return _Candidates(columns[0], columns[1], columns[2], columns[3].astype(bool))


def _even_streams(n_places: int, n_points: int) -> Floats:
    """Return Gumbel variables on a lattice, shape ``(n_points, n_places)``.

    Powers of the root of x^(d+1) = x + 1, a generalised golden section, spread points evenly
    in d directions.
    """
    root = 2.0
    for _ in range(50):
        root = (1 + root) ** (1 / (n_places + 1))
    steps = root ** -np.arange(1, n_places + 1)
    even = (0.5 + np.arange(1, n_points + 1)[:, None] * steps) % 1.0
    streams: Floats = -np.log(-np.log(even))
    return streams


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
        Votes by candidate; half a vote is added to each. Of one who has none it is only known
        that the utility is below a level, as ballots are few.
    parties
        Names by place in ``strength``.
    strength
        Shape ``(n, n_parties)``.
    incumbency, sharpness
        Shape ``(n,)``.
    stands_share
        Chance that the first candidate is the incumbent.
    """
    counts = np.array(election.votes[:-1], dtype=float)
    known = counts > 0
    votes = np.where(known, counts + 0.5, _NONE)
    own = strength[:, [parties.index(party) for party in election.candidates]]
    apart = np.log(votes / votes.max()) / sharpness[:, None]
    n = int(known.sum())

    def log_density(utility: Floats) -> Floats:
        low = utility - apart
        most = low.max(axis=1)
        total = np.log(np.exp(low - most[:, None]).sum(axis=1)) + most
        density: Floats = (
            lgamma(n) + low[:, known].sum(axis=1) - n * total - (n - 1) * np.log(sharpness)
        )
        return density

    raised = own.copy()
    raised[:, 0] += incumbency
    with_one, without = log_density(raised), log_density(own)
    stands = min(max(stands_share, 1e-9), 1 - 1e-9)
    either: Floats = np.logaddexp(np.log(stands) + with_one, np.log1p(-stands) + without)
    return either
