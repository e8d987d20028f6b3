"""Chances of reported figures: Student's t with four degrees of freedom, in closed form.

Its tails are heavy, so that one wrong figure does not drag all others with it [1]_. Four
degrees are the least with which residuals still have a usual spread (assumption).

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
"""Stands for a chance of nothing, which has no logarithm."""


def log_t(z: Floats) -> Floats:
    """Return the log density of a residual in units of its scale, up to a constant.

    >>> round(float(log_t(np.array(2.0))), 3)
    -1.733
    """
    return student_t.log_kernel(z * z, DOF)


def log_t_of_many(squares: Floats, n: int) -> Floats:
    """Return the same of n residuals together, given their squared Mahalanobis distance."""
    return student_t.log_kernel(squares, DOF, n)


def t_below(z: Floats) -> Floats:
    """Return the probability that the error is below z, exact far out in either tail."""
    return student_t.cdf(z, DOF)


def sample_t(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Draw errors in units of their scale."""
    return generator.standard_t(DOF, shape)


def log_likelihood(target: Target, expected: Floats, scale: Floats | float) -> Floats:
    """Return the log likelihood of what was reported, up to a constant.

    Parameters
    ----------
    target
        A figure with a value: ``equals``, or at least so much.
    expected
        What the model expects, in the figure's unit, any shape.
    scale
        Chance and error together, same unit.
    """
    z = ((target.value or 0.0) - expected) / scale
    if target.relation == "equals":
        return log_t(z)
    return np.log(np.maximum(t_below(-z), LEAST))
