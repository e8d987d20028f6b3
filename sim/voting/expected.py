"""Log shares at which differences between sites leave the expected vote shares in the mean.

The shares of a site are softmax(c + spread x z), z standard normal, one for each candidate. A
softmax is not linear: with c = log(expected) differences would pull the mean shares towards
each other. By the Gumbel-max identity [1]_ the mean is the probability that candidate k has the
largest of the independent X_j = c_j + spread x z_j + Gumbel_j,

    E softmax_k = integral of f(x - c_k) x product over j != k of F(x - c_j) dx,

with F and f the distribution and density of spread x z + Gumbel: one integral whatever the
number of candidates. It depends on no site, so a site's shares are those that it has alone.

References
----------
.. [1] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Floats

_STEP = 0.25
"""Of both integrals: for functions as smooth as these the trapezoidal rule is exact by far."""
_FINE = 200
"""Points per unit of x at which F and f are known; between them they are interpolated."""
_LOWEST, _HIGHEST = -4.0, 26.0
"""A standard Gumbel value is outside with a probability below 1e-11."""
_CLOSE = 1e-9
_MOST_STEPS = 500


def expected_log_shares(expected: Floats, spread: float) -> Floats:
    """Return the log shares c of each row, shape ``(n_rows, n_candidates)``.

    Parameters
    ----------
    expected
        Mean shares above 0, of the same shape; rows sum to 1.
    spread
        Standard deviation of a candidate's log share from site to site, in [0, 2].
    """
    wanted = np.log(expected)
    centre = wanted.copy()
    if spread == 0 or expected.shape[1] == 1:
        return centre
    for _ in range(_MOST_STEPS):
        change = wanted - np.log(mean_shares(centre, spread))
        centre += change
        if np.abs(change).max(initial=0) < _CLOSE:
            break
    return centre


def mean_shares(centre: Floats, spread: float) -> Floats:
    """Return the mean over sites of softmax(centre + spread x z), shape of ``centre``.

    Rows sum to 1 as nearly as the integral is exact, to about 1e-6.

    >>> np.round(mean_shares(np.log([[0.6, 0.3, 0.1]]), 1.0), 3)
    array([[0.545, 0.324, 0.131]])
    """
    x, log_f, log_density = _spread_gumbel(spread)
    # All candidates of a row far below the largest one are lost against it.
    top = centre.max(axis=1, keepdims=True)
    points = np.arange(x[0], x[-1], _STEP)
    y = points + (top - centre)[..., None]
    below = np.interp(y, x, log_f, right=0.0)
    others = below.sum(axis=1, keepdims=True) - below
    density = np.exp(np.interp(y, x, log_density, right=-np.inf) + others)
    shares: Floats = density.sum(axis=2)
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


@lru_cache(maxsize=8)
def _spread_gumbel(spread: float) -> tuple[Floats, Floats, Floats]:
    """Return points, and at these log F and log f of spread x z + a standard Gumbel value."""
    z = np.arange(-8, 8 + _STEP / 2, min(_STEP, _STEP / spread))
    weight = np.exp(-(z**2) / 2)
    weight /= weight.sum()
    low, high = _LOWEST - 6 * spread, _HIGHEST + 6 * spread
    x = np.linspace(low, high, round((high - low) * _FINE) + 1)
    exceeded = np.exp(spread * z - x[:, None])
    chance = np.exp(-exceeded)
    return x, np.log(chance @ weight), np.log((exceeded * chance) @ weight)
