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
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.prior import FROM_MIDDLE

if TYPE_CHECKING:
    from sim.core.types import Flags, Floats, Ints


CELLS = (60, 120)
"""Number of cells along log a, and along the level at the middle of the opening hours."""
_LOW, _HIGH = np.array([0.0, -2.5]), np.array([1.2, 2.5])
"""Ends of the grid, wide for the shapes that other elections had; chains go on outside."""
_UNIFORM_WEIGHT = 0.02
"""Weight of a uniform component, so that the proposal is positive everywhere on the grid."""


@dataclass(frozen=True)
class Grid:
    """A distribution of some coordinates, uniform within each cell of a grid."""

    low: Floats
    """Lower ends, shape ``(d,)``."""
    cell: Floats
    """Lengths of a cell, shape ``(d,)``."""
    probability: Floats
    """Of each cell, one axis for each coordinate; sums to 1."""
    basis: Floats
    """From places on the grid to coordinates, with determinant 1, shape ``(d, d)``."""

    def sample(self, random: np.random.RandomState, n: int) -> Floats:
        """Sample points, shape ``(n, d)``."""
        cell = np.searchsorted(self._reached, random.rand(n) * self._reached[-1])
        corner = np.stack(np.unravel_index(cell, self.probability.shape), axis=1)
        places = self.low + (corner + random.rand(n, len(self.low))) * self.cell
        points: Floats = places @ self.basis.T
        return points

    def propose(
        self, random: np.random.RandomState, coords: Floats, indices: Ints
    ) -> tuple[Floats, Floats]:
        """Sample points, wherever the walkers are; see :class:`.Proposal`."""
        points = self.sample(random, len(coords))
        return points, self.log_density(coords[:, indices]) - self.log_density(points)

    def log_density(self, points: Floats) -> Floats:
        """Return the log density, up to a constant; -inf outside, shape ``(n,)``."""
        index, inside = self.cells_of(points)
        with np.errstate(divide="ignore"):  # Cells that the prior does not allow have none.
            return np.where(inside, np.log(self.probability[tuple(index.T)]), -np.inf)

    def cells_of(self, points: Floats) -> tuple[Ints, Flags]:
        """Return the cell of each point, ``(n, d)``, the nearest one outside; and if inside."""
        index = np.floor((points @ self._inverse.T - self.low) / self.cell).astype(int)
        sizes = self.probability.shape
        inside = ((index >= 0) & (index < sizes)).all(axis=1)
        return np.clip(index, 0, np.array(sizes) - 1), np.asarray(inside)

    @cached_property
    def _reached(self) -> Floats:
        """Cumulative probability by number of the cell."""
        return np.cumsum(self.probability.ravel())

    @cached_property
    def _inverse(self) -> Floats:
        """From coordinates to places on the grid."""
        return np.linalg.inv(self.basis).astype(float, copy=False)


def points_of(n_regions: int) -> Floats:
    """Return the centres of all cells, repeated for each region: ``(n_cells, n_regions, 2)``."""
    sides = [
        low + (np.arange(n) + 0.5) * length
        for low, n, length in zip(_LOW, CELLS, _lengths(), strict=True)
    ]
    places = np.stack(np.meshgrid(*sides, indexing="ij"), axis=-1).reshape(-1, 1, 2)
    return np.repeat(places @ FROM_MIDDLE.T, n_regions, axis=1)


def grid_of(log_density: Floats, uniform_weight: float = _UNIFORM_WEIGHT) -> Grid:
    """Return the distribution given its log density at the centres of the cells."""
    probability = np.exp(log_density - log_density.max())
    probability = (1 - uniform_weight) * probability / probability.sum() + uniform_weight / len(
        probability
    )
    return Grid(_LOW, _lengths(), probability.reshape(CELLS), FROM_MIDDLE)


def _lengths() -> Floats:
    lengths: Floats = (_HIGH - _LOW) / np.array(CELLS)
    return lengths
