"""The independence proposal of a region's arrival shapes: a distribution on a grid.

Two targets of one region can contradict each other or the prior; then the posterior of its
shapes has two distant modes, and local moves do not change modes. An independence proposal [1]_,
which does not depend on the state of the chain, proposes both. Chains also start from it.

References
----------
.. [1] Tierney L. (1994). Markov chains for exploring posterior distributions. The
   Annals of Statistics 22(4): 1701–1728. doi:10.1214/aos/1176325750
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.prior import HIGHEST, LOWEST

if TYPE_CHECKING:
    from sim.core.types import Floats


_CELLS = 100
"""Number of cells along log a and along log b."""
_UNIFORM_WEIGHT = 0.02
"""Weight of a uniform component, so that the proposal is positive everywhere in the range."""


@dataclass(frozen=True)
class Grid:
    """A distribution of two coordinates, uniform within each cell."""

    low: Floats
    """Lower ends, shape ``(2,)``."""
    cell: Floats
    """Lengths of a cell, shape ``(2,)``."""
    probability: Floats
    """Of each cell, shape ``(_CELLS, _CELLS)``; sums to 1."""

    def sample(self, random: np.random.RandomState, n: int) -> Floats:
        """Sample points, shape ``(n, 2)``."""
        reached = np.cumsum(self.probability.ravel())
        cell = np.searchsorted(reached, random.rand(n) * reached[-1])
        corner = np.stack(np.divmod(cell, _CELLS), axis=1)
        points: Floats = self.low + (corner + random.rand(n, 2)) * self.cell
        return points

    def log_density(self, points: Floats) -> Floats:
        """Return the log density, up to a constant; -inf outside, shape ``(n,)``."""
        index = np.floor((points - self.low) / self.cell).astype(int)
        inside = ((index >= 0) & (index < _CELLS)).all(axis=1)
        row, column = np.clip(index, 0, _CELLS - 1).T
        return np.where(inside, np.log(self.probability[row, column]), -np.inf)


def points_of(n_regions: int) -> Floats:
    """Return the centres of all cells, repeated for each region: ``(_CELLS**2, n_regions, 2)``."""
    sides = [LOWEST[k] + (np.arange(_CELLS) + 0.5) * _cell()[k] for k in (0, 1)]
    points = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    return np.repeat(points, n_regions, axis=1)


def grid_of(log_density: Floats, uniform_weight: float = _UNIFORM_WEIGHT) -> Grid:
    """Return the distribution given its log density at the centres of the cells."""
    probability = np.exp(log_density - log_density.max())
    probability = (1 - uniform_weight) * probability / probability.sum() + uniform_weight / len(
        probability
    )
    return Grid(LOWEST, _cell(), probability.reshape(_CELLS, _CELLS))


def _cell() -> Floats:
    lengths: Floats = (HIGHEST - LOWEST) / _CELLS
    return lengths
