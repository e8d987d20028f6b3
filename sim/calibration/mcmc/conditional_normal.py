"""Normal approximations of the coordinates of regions, given the common coordinates.

Near its mode the density of a region, given the common coordinates, is about normal [1]_. Its
location follows the common coordinates linearly, so that

- a block update can move all regions with the common coordinates to where their density is
- a region can be proposed from a Student-t around that location, whatever its state is: an
  independence proposal [2]_, with tails that are heavier than those of the density.

Both are only proposals: the chain samples the density itself, however good the approximation is.

References
----------
.. [1] Tierney L., Kadane J. B. (1986). Accurate approximations for posterior moments and marginal
   densities. Journal of the American Statistical Association 81(393): 82–86.
   doi:10.1080/01621459.1986.10478240
.. [2] Tierney L. (1994). Markov chains for exploring posterior distributions. The Annals of
   Statistics 22(4): 1701–1728. doi:10.1214/aos/1176325750
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.mcmc.posterior import BlockUpdate, IndependenceProposal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.calibration.mcmc.posterior import Layout
    from sim.core.types import Floats, Ints


_NEWTON_STEPS = 12
_LONGEST = 0.5
"""Longest Newton step of a coordinate."""
_LEAST_CURVATURE = 0.05
"""Least curvature of the log density along any direction."""
_DOF = 8.0
"""Degrees of freedom of the proposal."""
_WIDER = 1.1
"""Factor by which the proposal is wider than the approximation."""


@dataclass(frozen=True)
class ConditionalNormal:
    """The approximation of a region of d coordinates, given n common ones."""

    common: Ints
    """Indices of the common coordinates."""
    at: Floats
    """Common coordinates at which it was computed, shape ``(n,)``."""
    mode: Floats
    """The mode there, shape ``(d,)``."""
    slope: Floats
    """Change of the mode by that of the common coordinates, shape ``(d, n)``."""
    root: Floats
    """Root of the covariance: a lower triangular matrix, shape ``(d, d)``."""

    def location(self, coords: Floats) -> Floats:
        """Return the mode at positions of walkers, shape ``(n_walkers, d)``."""
        return self.mode + (coords[:, self.common] - self.at) @ self.slope.T

    def propose(
        self, random: np.random.RandomState, coords: Floats, indices: Ints
    ) -> tuple[Floats, Floats]:
        """Sample from a t around the mode; see :class:`.Proposal`."""
        n, d = len(coords), len(self.mode)
        location = self.location(coords)
        scale: Floats = _WIDER / np.sqrt(random.chisquare(_DOF, n) / _DOF)
        standard: Floats = random.standard_normal((n, d)) * scale[:, None]
        away = (coords[:, indices] - location).T
        before = np.asarray(np.linalg.solve(self.root, away).T, dtype=np.float64)
        return location + standard @ self.root.T, _log_t(before) - _log_t(standard)


def _log_t(standard: Floats) -> Floats:
    """Return the log density of the proposal at standardised coordinates, up to a constant."""
    d = standard.shape[1]
    squares = (standard**2).sum(axis=1) / _WIDER**2
    log_density: Floats = -(_DOF + d) / 2 * np.log1p(squares / _DOF)
    return log_density


def normal_proposals(
    log_density: Callable[[Floats], Floats], layout: Layout, start: Floats, steps: Floats,
    low: Floats, high: Floats,
) -> list[IndependenceProposal]:  # fmt: skip
    """Return a proposal for the common coordinates, with which all regions move, and one for each.

    Parameters
    ----------
    log_density
        Total and parts, as of :class:`.PosteriorDensity`, of a separable posterior.
    layout
        Its coordinates; some are common.
    start
        Coordinates near the mode, shape ``(n_coordinates,)``.
    steps
        Steps of finite differences, shape ``(n_coordinates,)``: about a quarter of the standard
        deviation.
    low, high
        Range of the common coordinates outside which the density is 0, shape ``(n_common,)``.

    Returns
    -------
    list
        Empty where the density is 0 near the start.
    """
    at, common = start.copy(), layout.common
    regions = [(1 + r, indices) for r, indices in enumerate(layout.regions) if len(indices)]
    wide = max((len(indices) for _, indices in regions), default=0)
    # No region depends on coordinates of others, so all are differentiated at once.
    moved = [
        np.array([indices[k] for _, indices in regions if k < len(indices)]) for k in range(wide)
    ]
    moved += list(common[:, None])
    steps = steps.copy()
    steps[common] = np.minimum(steps[common], (high - low) / 8)
    edge = 2.001 * steps[common]
    low, high = low + edge, high - edge
    at[common] = np.clip(at[common], low, high)
    for _ in range(_NEWTON_STEPS):
        gradient, curvature = _derivatives(log_density, at, steps, moved)
        if not (np.isfinite(gradient).all() and np.isfinite(curvature).all()):
            return []
        rise, marginal = gradient[wide:].sum(axis=1), curvature[wide:, wide:].sum(axis=2)
        found = []
        for part, indices in regions:
            k = len(indices)
            covariance = np.linalg.inv(_positive(curvature[:k, :k, part]))
            slope = -covariance @ curvature[:k, wide:, part]
            rise = rise + slope.T @ gradient[:k, part]
            marginal = marginal + curvature[wide:, :k, part] @ slope
            found.append((part, indices, covariance, slope, covariance @ gradient[:k, part]))
        of_common = np.linalg.inv(_positive(marginal))
        before = at[common]
        at[common] = np.clip(
            before + _limited(_step_inside(before, low, high, marginal, rise)), low, high
        )
        for _, indices, _, slope, step in found:
            at[indices] += _limited(step) + slope @ (at[common] - before)
    mode, root = at[common], np.linalg.cholesky
    none = np.zeros((len(common), len(common)))
    first = ConditionalNormal(common, mode, mode, none, root(of_common))
    followers = np.concatenate([np.zeros(0, dtype=int), *(indices for _, indices, *_ in found)])
    slopes = [np.zeros((0, len(common))), *(slope for *_, slope, _ in found)]
    update = BlockUpdate(followers, np.concatenate(slopes))
    return [
        IndependenceProposal(common, None, first, update),
        *(
            IndependenceProposal(
                indices, part,
                ConditionalNormal(common, mode, at[indices], slope, root(covariance)),
            )
            for part, indices, covariance, slope, _ in found
        ),
    ]  # fmt: skip


def _step_inside(
    at: Floats, low: Floats, high: Floats, curvature: Floats, gradient: Floats
) -> Floats:
    """Return a Newton step without the coordinates that are at an end and would pass it."""
    step = np.zeros(len(at))
    inside = np.where(gradient < 0, at > low, at < high)
    step[inside] = np.linalg.solve(_positive(curvature[np.ix_(inside, inside)]), gradient[inside])
    return step


def _limited(step: Floats) -> Floats:
    return np.clip(step, -_LONGEST, _LONGEST)


def _derivatives(
    log_density: Callable[[Floats], Floats], at: Floats, steps: Floats, moved: Sequence[Ints]
) -> tuple[Floats, Floats]:
    """Return gradient and negative second derivatives of each part of the log density.

    By central differences. Each of the k ``moved`` is a set of coordinates that move together.

    Returns
    -------
    tuple
        Shapes ``(k, n_parts)`` and ``(k, k, n_parts)``.
    """
    k = len(moved)
    ways = np.zeros((k, len(at)))
    for row, indices in zip(ways, moved, strict=True):
        row[indices] = steps[indices]
    first, second = np.triu_indices(k)
    points = np.concatenate([
        at + s * ways[first] + t * ways[second] for s, t in ((1, 1), (1, -1), (-1, 1), (-1, -1))
    ])  # fmt: skip
    parts = log_density(points)[:, 1:]
    plus_plus, plus_minus, minus_plus, minus_minus = parts.reshape(4, len(first), -1)
    length = np.array([steps[indices[0]] for indices in moved])
    curvature = np.zeros((k, k, parts.shape[1]))
    area = 4 * (length[first] * length[second])[:, None]
    with np.errstate(invalid="ignore"):  # A density of 0 has no derivatives.
        curvature[first, second] = (plus_minus + minus_plus - plus_plus - minus_minus) / area
        gradient = (plus_plus - minus_minus)[first == second] / (4 * length[:, None])
    curvature[second, first] = curvature[first, second]
    return gradient, curvature


def _positive(curvature: Floats) -> Floats:
    """Return a curvature that is positive along every direction."""
    values, vectors = np.linalg.eigh(curvature)
    positive: Floats = vectors * np.maximum(values, _LEAST_CURVATURE) @ vectors.T
    return positive
