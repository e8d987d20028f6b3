"""Chances of reported figures: Student's t with four degrees of freedom, in closed form.

Its tails are heavy, so that one wrong figure does not drag all others with it. Four
degrees are the least with which residuals still have a usual spread (assumption).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
    return -(DOF + 1) / 2 * np.log1p(z * z / DOF)


def log_t_of_many(squares: Floats, n: int) -> Floats:
    """Return the same of n residuals together, given their squared Mahalanobis distance."""
    return -(DOF + n) / 2 * np.log1p(squares / DOF)


def t_below(z: Floats) -> Floats:
    """Return the chance that the error is below z, exact far out in either tail.

    With c = z / sqrt(4 + z^2) the distribution is (1 + c)^2 (2 - c) / 4.

    >>> [round(float(t_below(np.array(z))), 4) for z in (-2.1318, 0, 2.1318)]
    [0.05, 0.5, 0.95]
    """
    root = np.sqrt(DOF + z * z)
    c = z / root
    one_plus_c = np.where(z < 0, DOF / (root * (root + np.abs(z))), 1 + c)
    return one_plus_c**2 * (2 - c) / 4


def draw_t(generator: np.random.Generator, shape: tuple[int, ...]) -> Floats:
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
