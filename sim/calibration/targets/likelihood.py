"""The likelihood of reported values: Student's t with four degrees of freedom.

Its tails are heavy, so that one wrong value has little influence on the fit [1]_. Four degrees
of freedom are few, but still give a finite variance (assumption).

References
----------
.. [1] Lange K. L., Little R. J. A., Taylor J. M. G. (1989). Robust statistical modeling
   using the t distribution. Journal of the American Statistical Association 84(408):
   881–896. doi:10.1080/01621459.1989.10478852
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import student_t

if TYPE_CHECKING:
    from sim.core.types import Floats
    from sim.pack.targets import Target


DOF = 4
LEAST = 1e-300
"""Lower bound of probabilities before their logarithm is taken."""


def log_t(z: Floats) -> Floats:
    """Return the log density of a residual in units of its scale, up to a constant.

    >>> round(float(log_t(np.array(2.0))), 3)
    -1.733
    """
    return student_t.log_kernel(z * z, DOF)


def log_t_of_many(squares: Floats, n: int) -> Floats:
    """Return the joint log density of n residuals, given their squared Mahalanobis distance."""
    return student_t.log_kernel(squares, DOF, n)


def t_below(z: Floats) -> Floats:
    """Return the probability that an error is below z, accurate in both tails."""
    return student_t.cdf(z, DOF)


def sample_t(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Sample errors in units of their scale."""
    return generator.standard_t(DOF, shape)


def log_likelihood(target: Target, expected: Floats, scale: Floats | float) -> Floats:
    """Return the log likelihood of a reported value, up to a constant.

    Parameters
    ----------
    target
        A target with a value: ``equals``, ``at_least`` or ``count_at_least``.
    expected
        Expected value, in the unit of the target, any shape.
    scale
        Scale of the error and of the spread over runs combined, same unit.
    """
    z = ((target.value or 0.0) - expected) / scale
    if target.relation == "equals":
        return log_t(z)
    return np.log(np.maximum(t_below(-z), LEAST))


def scale_of(target: Target, spread: float) -> float:
    """Return the scale of the likelihood: spread over runs, error and rounding combined.

    It is in the unit of the target, as is ``spread``.
    """
    return float(np.sqrt(spread**2 + target.error**2 + target.step**2 / 12))
