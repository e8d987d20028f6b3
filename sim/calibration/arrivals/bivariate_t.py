"""The bivariate Student-t distribution: density, sampling, and fit to draws.

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
from typing import TYPE_CHECKING

import numpy as np

from sim.core import student_t

if TYPE_CHECKING:
    from sim.core.types import Floats


DOFS = np.array([2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20, 30])
"""Degrees of freedom among which the fit chooses."""


def log_t(rest: Floats, scale: Floats, dof: Floats) -> Floats:
    """Return the log density of a bivariate Student-t at a distance from its mean.

    Parameters
    ----------
    rest
        Shape ``(..., 2)``.
    scale
        Scale matrix, shape ``(2, 2)`` or ``(n, 2, 2)``; not the covariance.
    dof
        Degrees of freedom, shape ``()`` or ``(n,)``.
    """
    # In two dimensions Gamma((v + 2) / 2) / Gamma(v / 2) is v / 2.
    inverse = np.linalg.inv(scale)
    distance = np.einsum("...i,...ij,...j->...", rest, inverse, rest)
    constant = -math.log(2 * math.pi) - np.log(np.linalg.det(scale)) / 2
    return np.asarray(constant + student_t.log_kernel(distance, dof, 2))


def sample_t(mean: Floats, scale: Floats, dof: Floats, generator: np.random.Generator) -> Floats:
    """Sample a bivariate Student-t around each mean, shape ``(..., 2)``.

    Parameters
    ----------
    mean
        Shape ``(..., 2)``.
    scale, dof
        As in :func:`log_t`.
    """
    root = np.linalg.cholesky(scale)
    z = generator.standard_normal(mean.shape)
    weight = generator.chisquare(np.broadcast_to(dof, mean.shape[:-1])) / dof
    return np.asarray(mean + np.einsum("...ij,...j->...i", root, z) / np.sqrt(weight)[..., None])


def matched_t(rows: Floats) -> tuple[float, ...]:
    """Fit a bivariate t to draws; return its parameters as columns of ``arrival_prior.csv``.

    The location is the median. Degrees of freedom match the ratio of the central 95 % interval
    to the central 50 % interval, scales match the central 90 % interval, and the correlation
    matches Kendall's tau.

    Parameters
    ----------
    rows
        Shape ``(n, 2)``.
    """
    q = np.quantile(rows, [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975], axis=0)
    ratio = float(np.log((q[6] - q[0]) / (q[4] - q[2])).mean())
    ratios = np.array(
        [np.log(student_t.quantile(0.975, v) / student_t.quantile(0.75, v)) for v in DOFS]
    )
    dof = float(DOFS[np.argmin(np.abs(ratios - ratio))])
    scale = (q[5] - q[1]) / (2 * student_t.quantile(0.95, dof))
    # Pairs of draws far apart in the chain are practically independent.
    other = np.roll(rows, len(rows) // 2, axis=0)
    tau = float(np.sign(np.prod(rows - other, axis=1)).mean())
    return (*q[3].tolist(), *scale.tolist(), float(np.sin(np.pi / 2 * tau)), dof)
