"""Functions of turnout and arrivals: logit, mean of a logit-normal, arrival curve.

Means of logit-normal distributions [1]_ have no closed form; they are sums over Gauss–Hermite
nodes [2]_.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
.. [2] Golub G. H., Welsch J. H. (1969). Calculation of Gauss quadrature rules.
   Mathematics of Computation 23(106): 221–230. doi:10.1090/S0025-5718-69-99647-1
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.core.types import Floats


NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
"""Values of a standard normal variable that stand for all, and their weights."""


def logit(p: Floats) -> Floats:
    """Return log(p / (1 - p)), p inside (0, 1)."""
    return np.log(p) - np.log1p(-p)


def expit(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


def spread_centre(mean: Floats, spread: Floats | float) -> Floats:
    """Return the location at which a logit-normal distribution has a given mean.

    Parameters
    ----------
    mean
        Inside (0, 1), any shape.
    spread
        Standard deviation on the logit scale, 0 or more; one, or as many as means.

    >>> centre = spread_centre(np.array([0.8]), 0.5)
    >>> bool(centre[0] > logit(np.array([0.8]))[0])
    True
    """
    means = np.asarray(mean, dtype=float)
    spreads = np.broadcast_to(np.asarray(spread, dtype=float), means.shape)
    return _centre(means.tobytes(), spreads.tobytes()).reshape(means.shape).copy()


@lru_cache(maxsize=8)
def _centre(means: bytes, spreads: bytes) -> Floats:
    """Return :func:`spread_centre` of arrays as bytes: replications ask for the same ones again."""
    mean, spread = np.frombuffer(means), np.frombuffer(spreads)
    weights = WEIGHTS / WEIGHTS.sum()
    below, above = logit(mean) - 10 * spread - 1e-9, logit(mean) + 10 * spread + 1e-9
    for _ in range(60):
        middle = (below + above) / 2
        short = (expit(middle[..., None] + spread[..., None] * NODES) @ weights) < mean
        below, above = np.where(short, middle, below), np.where(short, above, middle)
    centre: Floats = (below + above) / 2
    return centre


def opening_part(at: ArrayLike, opens: ArrayLike, closes: ArrayLike) -> Floats:
    """Return the part of the opening hours that has passed, in [0, 1].

    Parameters
    ----------
    at, opens, closes
        Milliseconds since midnight, all on one clock; broadcast against each other. In regions
        behind the capital, doors open later in capital time.

    >>> opening_part(10, np.array([7, 8]), np.array([20, 21])) == np.array([3 / 13, 2 / 13])
    array([ True,  True])
    """
    part: Floats = np.clip(np.subtract(at, opens) / np.subtract(closes, opens), 0.0, 1.0)
    return part


def arrival_cdf(x: Floats, a: Floats, b: Floats, c: Floats | float) -> Floats:
    """Return the share of voters who have arrived: F(x) = 1 - exp(-b x^a (1 - x)^-c).

    Early, it rises as b x^a; c says how fast those who are left come towards the end. Arrivals
    are sampled by its inverse: see :func:`sim.turnout.compiled_sampling.sample_site`.

    Parameters
    ----------
    x
        Part of the opening hours that has passed, in [0, 1].
    a, b, c
        Shapes, above 0; from a = 1 the rate of arrivals is bounded when doors open.

    >>> float(arrival_cdf(np.array(0.5), np.array(1.0), np.log(4.0), np.array(1.0)))
    0.75
    """
    inside = np.clip(x, 1e-12, 1 - 1e-12)
    log_hazard = np.log(b) + a * np.log(inside) - c * np.log1p(-inside)
    share = -np.expm1(-np.exp(np.minimum(log_hazard, 700.0)))
    return np.where(x >= 1, 1.0, np.where(x <= 0, 0.0, share))
