"""Convergence diagnostics of Markov chains: split R-hat and effective sample size.

Both are computed from rank-normalised draws [1]_: every draw is replaced by the normal
score of its rank among all draws of its coordinate, so that neither heavy tails nor the
scale of a coordinate matter.

References
----------
.. [1] Vehtari A., Gelman A., Simpson D., Carpenter B., Bürkner P.-C. (2021).
   Rank-normalization, folding, and localization: An improved R-hat for assessing
   convergence of MCMC (with discussion). Bayesian Analysis 16(2): 667–718.
   doi:10.1214/20-BA1221
.. [2] Geyer C. J. (1992). Practical Markov chain Monte Carlo. Statistical Science 7(4):
   473–483. doi:10.1214/ss/1177011137
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LEAST_DRAWS = 10
"""Least length of a chain for an effective sample size: two pairs of lags in each half."""


def split_r_hat(chains: Floats) -> Floats:
    """Return the rank-normalised split R-hat of each coordinate, shape ``(n_coordinates,)``.

    It is the larger of two values [1]_: of the draws, sensitive to differences in location, and
    of their distances from the median, sensitive to differences in scale. A constant coordinate
    has 1.

    Parameters
    ----------
    chains
        Shape ``(n_chains, n_draws, n_coordinates)``, 4 draws or more; every chain is split
        into its first and its last half.
    """
    found = []
    for halves in _split(chains):
        folded = np.abs(halves - np.median(halves))
        found.append(max(_r_hat(rank_normalise(halves)), _r_hat(rank_normalise(folded))))
    return np.array(found)


def bulk_ess(chains: Floats) -> Floats:
    """Return the bulk effective sample size of each coordinate, shape ``(n_coordinates,)``.

    The number of independent draws with the same variance of the mean of the rank-normalised
    draws [1]_. Autocorrelations are averaged over all half chains and summed by the initial
    monotone sequence [2]_. Variance between chains is included, so chains that stay at different
    locations have a small size.

    Parameters
    ----------
    chains
        As in :func:`split_r_hat`; with fewer than 10 draws the sizes are NaN.
    """
    if chains.shape[1] < _LEAST_DRAWS:
        return np.full(chains.shape[2], np.nan)
    return np.array([_ess(rank_normalise(halves)) for halves in _split(chains)])


def rank_normalise(values: Floats) -> Floats:
    """Return the normal scores of the ranks of values, in their shape.

    The score of rank r among n values is the normal quantile of ``(r - 3/8) / (n + 1/4)``;
    equal values share their mean rank.
    """
    flat = values.ravel()
    order = np.argsort(flat)
    ordered = flat[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    n_equal = np.diff(first, append=len(flat))
    # Equal values have the ranks first + 1 to first + n_equal; scores are by half ranks.
    half_ranks = 2 * first + n_equal - 1
    scores = np.empty(len(flat))
    scores[order] = np.repeat(_normal_scores(len(flat))[half_ranks], n_equal)
    return scores.reshape(values.shape)


@lru_cache(maxsize=4)
def _normal_scores(n: int) -> Floats:
    """Return the scores of the ranks 1, 1.5, 2, ... n, shape ``(2 n - 1,)``."""
    quantile = NormalDist().inv_cdf
    lower = [quantile((1 + half / 2 - 3 / 8) / (n + 1 / 4)) for half in range(n - 1)]
    scores = np.array([*lower, 0.0, *(-score for score in reversed(lower))])
    scores.setflags(write=False)
    return scores


def _split(chains: Floats) -> Iterator[Floats]:
    """Yield first and last halves by coordinate; of an odd number the middle draw is left out.

    Each has the shape ``(2 * n_chains, n_draws // 2)``.
    """
    half = chains.shape[1] // 2
    for k in range(chains.shape[2]):
        yield np.concatenate([chains[:, :half, k], chains[:, -half:, k]])


def _r_hat(chains: Floats) -> float:
    """Return R-hat: the root of the pooled variance over the mean variance within chains."""
    n_draws = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = float(chains.mean(axis=1).var(ddof=1))
    if within == between == 0:
        return 1.0
    ratio = between / within if within > 0 else np.inf
    return float(np.sqrt((n_draws - 1) / n_draws + ratio))


def _ess(chains: Floats) -> float:
    """Return the effective sample size of the mean of chains, shape ``(n_chains, n_draws)``."""
    n_draws = chains.shape[1]
    covariance = _mean_autocovariance(chains)
    within = covariance[0] * n_draws / (n_draws - 1)
    total = covariance[0] + chains.mean(axis=1).var(ddof=1)
    if total == 0:
        return float(chains.size)
    correlation = 1 - (within - covariance) / total
    correlation[0] = 1.0
    # With negative autocorrelation the size can exceed the number of draws, up to a limit.
    return float(chains.size / max(_time(correlation), 1 / np.log10(chains.size)))


def _mean_autocovariance(chains: Floats) -> Floats:
    """Return the mean over chains of their autocovariance by lag, shape ``(n_draws,)``."""
    n_draws = chains.shape[1]
    length = 1 << (2 * n_draws - 1).bit_length()
    rest = chains - chains.mean(axis=1, keepdims=True)
    power = (np.abs(np.fft.rfft(rest, length, axis=1)) ** 2).mean(axis=0)
    covariance: Floats = np.fft.irfft(power, length)[:n_draws] / n_draws
    return covariance


def _time(correlation: Floats) -> float:
    """Return the integrated autocorrelation time of one coordinate, by Geyer's sequences.

    The even lag of the first pair that is left out is counted once if it is positive, as in Stan
    and ArviZ; the same applies to the last pair, whose estimate has few draws.
    """
    pairs = correlation[: (len(correlation) - 1) // 2 * 2].reshape(-1, 2)
    sums = pairs.sum(axis=1)
    last = int(np.argmax(sums <= 0)) if (sums <= 0).any() else len(sums) - 1
    monotone = np.minimum.accumulate(sums[:last])
    return float(-1 + 2 * monotone.sum() + max(pairs[last, 0], 0.0))
