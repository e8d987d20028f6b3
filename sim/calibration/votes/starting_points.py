"""Starting points of the chains of the choice: strengths that fit the seats, by incumbency.

Incumbency moves slowly, so chains that all start at one value need a long burn-in: they start
where its profile likelihood is high, and more widely than that.
"""

# No reference: fitted strengths on a grid, and a likelihood to a power.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.votes.incumbents import strengths_that_meet
from sim.calibration.votes.race_kinds import join_kinds

if TYPE_CHECKING:
    from sim.calibration.votes.seats import SeatTargets
    from sim.core.types import Floats

_POINTS = 9
"""Values of incumbency at which strengths are fitted, unless it is held."""
_TEMPER = 4.0
"""Power of the likelihood that is left out: twice its standard deviation."""


class Profile(NamedTuple):
    """Fitted strengths at increasing values of incumbency."""

    incumbency: Floats
    """Equidistant, shape ``(n_points,)``."""
    strength: Floats
    """Shape ``(n_points, n_regions, n_parties)``."""
    log_density: Floats
    """Log density of seats and incumbents, prior included, shape ``(n_points,)``."""

    @property
    def best(self) -> int:
        """Index of the value with the highest density."""
        return int(self.log_density.argmax())

    def sample(self, n: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        """Sample incumbency, shape ``(n,)``, with strengths ``(n, n_regions, n_parties)``."""
        last = len(self.incumbency) - 1
        weight = np.exp((self.log_density - self.log_density.max()) / _TEMPER)
        at = generator.choice(last + 1, n, p=weight / weight.sum())
        at = np.clip(at + generator.uniform(-0.5, 0.5, n), 0, last)
        left = np.floor(at).astype(int)
        right, part = np.minimum(left + 1, last), at - left
        beta = (1 - part) * self.incumbency[left] + part * self.incumbency[right]
        part = part[:, None, None]
        return beta, (1 - part) * self.strength[left] + part * self.strength[right]


def grid_of_incumbency(low: float, high: float) -> Floats:
    """Return the values at which strengths are fitted; one where both ends are the same."""
    return np.linspace(low, high, _POINTS if high > low else 1)


def fitted_strengths(seats: SeatTargets, spread: float, incumbency: Floats) -> Floats:
    """Return strengths by region that fit its seats, shrunk towards the nation's.

    Parameters
    ----------
    seats
        Races and known seats; regions without known seats have the nation's strengths.
    spread
        Standard deviation of strengths between regions.
    incumbency
        Shape ``(n,)``.

    Returns
    -------
    NDArray
        Relative to the last party, shape ``(n, n_regions, n_parties)``.
    """
    known = [(r, won) for r, won in enumerate(seats.known) if won is not None]
    strength = np.zeros((len(incumbency), len(seats.codes), len(seats.parties)))
    if known:
        all_races = join_kinds([seats.kinds[r] for r, _ in known])
        of_nation = seats.table.sum(axis=0)
        nation = strengths_that_meet(all_races, of_nation, incumbency, ridge=0.1)
        strength[:] = np.clip(nation, -2.5, 5.5)[:, None, :]
    ridge = 1 / (2 * spread**2)
    for r, won in known:
        strength[:, r] = strengths_that_meet(
            seats.kinds[r], won, incumbency, ridge=ridge, around=strength[:, r]
        )
    return strength
