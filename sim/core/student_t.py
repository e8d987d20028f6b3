"""Student's t: density, distribution function and quantiles, exact from one degree of freedom.

The distribution function is a regularised incomplete beta function, evaluated by its
continued fraction (equation 8.17.22 of [1]_, https://dlmf.nist.gov/8.17) with Lentz's method
[2]_; with four degrees of freedom it has a closed form. Quantiles are found by Newton's method.

References
----------
.. [1] Olver F. W. J., Lozier D. W., Boisvert R. F., Clark C. W. (2010). NIST Handbook of
   Mathematical Functions. Cambridge University Press, New York.
.. [2] Lentz W. J. (1976). Generating Bessel functions in Mie scattering calculations using
   continued fractions. Applied Optics 15(3): 668–671. doi:10.1364/AO.15.000668
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Floats

_PRECISION = 1e-15
_TINY = 1e-300
_TERMS = 1_000
"""Terms of the continued fraction at most; a hundred are enough for a million degrees."""
_STEPS = 100
"""Newton steps at most: the heaviest tail, at p = 1 - 1e-15, takes 60."""


def log_kernel(squares: Floats, dof: Floats | float, dimensions: int = 1) -> Floats:
    """Return the log density up to a constant.

    Parameters
    ----------
    squares
        Squared distances from the mean in units of the scale; in several dimensions squared
        Mahalanobis distances. Any shape.
    dof
        Degrees of freedom, above 0.
    dimensions
        Of the distribution.

    >>> round(float(log_kernel(np.array(4.0), 4)), 3)
    -1.733
    """
    kernel: Floats = -(dof + dimensions) / 2 * np.log1p(squares / dof)
    return kernel


def density(x: float, dof: float) -> float:
    """Return the density at a point.

    >>> round(density(0, 1) * math.pi, 12)
    1.0
    """
    constant = math.lgamma((dof + 1) / 2) - math.lgamma(dof / 2) - math.log(dof * math.pi) / 2
    return math.exp(constant - (dof + 1) / 2 * math.log1p(x * x / dof))


def cdf(x: Floats, dof: float) -> Floats:
    """Return the distribution function, exact far out in both tails.

    Parameters
    ----------
    x
        Any shape.
    dof
        Degrees of freedom, at least 1; four are fast.

    >>> cdf(np.array([-2.1318, 0, 2.1318]), 4).round(4).tolist()
    [0.05, 0.5, 0.95]
    >>> cdf(np.array([-2.92, 1]), 2).round(4).tolist()
    [0.05, 0.7887]
    """
    if dof == 4:
        return _cdf_4(x)
    tail = np.vectorize(_upper_tail, otypes=[float])(np.abs(x), dof)
    return np.asarray(np.where(x < 0, tail, 1 - tail))


def _cdf_4(x: Floats) -> Floats:
    """Return the distribution function with four degrees of freedom.

    It is (1 + c)^2 (2 - c) / 4 with c = x / sqrt(4 + x^2).
    """
    root = np.sqrt(4 + x * x)
    c = x / root
    one_plus_c = np.where(x < 0, 4 / (root * (root + np.abs(x))), 1 + c)
    return one_plus_c**2 * (2 - c) / 4


@lru_cache(maxsize=1024)
def quantile(p: float, dof: float) -> float:
    """Return a quantile.

    Parameters
    ----------
    p
        In (0, 1).
    dof
        Degrees of freedom, at least 1.

    >>> [round(quantile(0.95, dof), 4) for dof in (1, 2, 3)]
    [6.3138, 2.92, 2.3534]
    """
    if p < 0.5:
        return -quantile(1 - p, dof)
    # Tails of t are above those of the normal distribution, and convex: Newton's method
    # begins below the quantile and never steps beyond it.
    x = NormalDist().inv_cdf(p)
    for _ in range(_STEPS):
        step = (_upper_tail(x, dof) - (1 - p)) / density(x, dof)
        x += step
        if step <= _PRECISION * x:
            break
    return x


def _upper_tail(x: float, dof: float) -> float:
    """Return the probability of a value above x, for x of 0 or more."""
    share = dof / (dof + x * x)
    return _incomplete_beta(dof / 2, 0.5, share, x * x / (dof + x * x)) / 2


def _incomplete_beta(a: float, b: float, x: float, rest: float) -> float:
    """Return the regularised incomplete beta function at x; ``rest`` is 1 - x, exact if small."""
    if rest == 0:
        return 1.0
    front = math.exp(
        a * math.log(x) + b * math.log(rest)
        + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    )  # fmt: skip
    if x > (a + 1) / (a + b + 2):  # where the fraction of the other tail converges faster
        return 1 - front * _fraction(b, a, rest) / b
    return front * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(c * d - 1) < _PRECISION:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
