"""The multivariate Student-t distribution: density, sampling, and fit to draws.

Density and sampling are those of Kotz and Nadarajah [1]_; the correlation of an elliptical
distribution is ``sin(pi tau / 2)`` of Kendall's tau [2]_.

References
----------
.. [1] Kotz S., Nadarajah S. (2004). Multivariate t Distributions and Their
   Applications. Cambridge University Press. doi:10.1017/CBO9780511550683
.. [2] Lindskog F., McNeil A., Schmock U. (2003). Kendall's tau for elliptical
   distributions. In Credit Risk: Measurement, Evaluation and Management: 149–156.
   Physica-Verlag, Heidelberg.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core import student_t

if TYPE_CHECKING:
    from sim.core.types import Floats


DOFS = np.array([2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30])
"""Degrees of freedom among which the fit chooses."""


@dataclass(frozen=True, eq=False)
class LogDensity:
    """The log density of a multivariate Student-t, or of several, of distances from the mean."""

    precision: Floats
    """Inverse of the scale matrix, shape ``(d, d)`` or ``(n, d, d)``."""
    constant: Floats
    """What does not depend on the distance, shape ``()`` or ``(n,)``."""
    dof: Floats
    """Degrees of freedom, shape ``()`` or ``(n,)``."""

    @classmethod
    def of(cls, scale: Floats, dof: Floats) -> LogDensity:
        """Return that of a scale matrix, which is not the covariance, of shape ``precision``."""
        d = scale.shape[-1]
        gammas = [math.lgamma((v + d) / 2) - math.lgamma(v / 2) for v in np.ravel(dof).tolist()]
        constant = np.reshape(gammas, np.shape(dof)) - d / 2 * np.log(math.pi * np.asarray(dof))
        constant = constant - np.log(np.linalg.det(scale)) / 2
        precision = np.linalg.inv(scale).astype(float, copy=False)
        return cls(precision, np.asarray(constant), dof)

    def at(self, rest: Floats) -> Floats:
        """Return the log density at distances, shape ``(..., d)`` or ``(..., n, d)``."""
        distance = np.einsum("...i,...ij,...j->...", rest, self.precision, rest)
        kernel = student_t.log_kernel(distance, self.dof, rest.shape[-1])
        return np.asarray(self.constant + kernel)


def sample_t(mean: Floats, scale: Floats, dof: Floats, generator: np.random.Generator) -> Floats:
    """Sample a multivariate Student-t around each mean, shape ``(..., d)``.

    Parameters
    ----------
    mean
        Shape ``(..., d)``.
    scale, dof
        As in :class:`LogDensity`.
    """
    root = np.linalg.cholesky(scale)
    z = generator.standard_normal(mean.shape)
    weight = generator.chisquare(np.broadcast_to(dof, mean.shape[:-1])) / dof
    return np.asarray(mean + np.einsum("...ij,...j->...i", root, z) / np.sqrt(weight)[..., None])


def matched_t(rows: Floats) -> tuple[Floats, Floats, float]:
    """Fit a multivariate t to draws; return its location, scale matrix and degrees of freedom.

    The location is the median. Degrees of freedom match the ratio of the central 95 % interval
    to the central 50 % interval, scales match the central 90 % interval, and correlations
    match Kendall's tau.

    Parameters
    ----------
    rows
        Shape ``(n, d)``.
    """
    q = np.quantile(rows, [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975], axis=0)
    ratio = float(np.log((q[6] - q[0]) / (q[4] - q[2])).mean())
    ratios = np.array(
        [np.log(student_t.quantile(0.975, v) / student_t.quantile(0.75, v)) for v in DOFS]
    )
    dof = float(DOFS[np.argmin(np.abs(ratios - ratio))])
    scale = (q[5] - q[1]) / (2 * student_t.quantile(0.95, dof))
    # Pairs of draws far apart in the chain are practically independent.
    signs = np.sign(rows - np.roll(rows, len(rows) // 2, axis=0))
    correlation = np.sin(np.pi / 2 * (signs.T @ signs) / len(rows))
    np.fill_diagonal(correlation, 1.0)
    return q[3], np.outer(scale, scale) * correlation, dof
