"""Proper scores of predictions that are samples, and what a table shows of them.

A proper score is best, in the mean, for a forecaster who says what he believes [1]_. Lower is
better for all of them here.

References
----------
.. [1] Gneiting T., Raftery A. E. (2007). Strictly proper scoring rules, prediction, and
   estimation. Journal of the American Statistical Association 102(477): 359–378.
   doi:10.1198/016214506000001437
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Flags, Floats

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Scored(NamedTuple):
    """Values and their predictions; every field has the shape ``(n,)`` but the quantiles."""

    value: Floats
    quantiles: Floats
    """Shape ``(n, 5)``: 5, 25, 50, 75 and 95 %."""
    crps: Floats
    """Continuous ranked probability score, in the unit of the values."""
    log_score: Floats
    """Minus the logarithm of the predictive density at the value."""

    def chosen(self, rows: Flags) -> Scored:
        """Return some of them."""
        return Scored(*(field[rows] for field in self))

    def coverage(self, low: int, high: int) -> float:
        """Return the share of values between two of the quantiles."""
        inside = (self.value >= self.quantiles[:, low]) & (self.value <= self.quantiles[:, high])
        return float(inside.mean())

    def width(self, low: int, high: int) -> float:
        """Return the mean distance of two of the quantiles."""
        return float((self.quantiles[:, high] - self.quantiles[:, low]).mean())

    @property
    def bias(self) -> float:
        """Return the mean of value minus predicted median."""
        return float((self.value - self.quantiles[:, 2]).mean())

    @property
    def interval_score(self) -> Floats:
        """Return the score of the 90 % intervals: width, and 20 times the distance outside."""
        low, high = self.quantiles[:, 0], self.quantiles[:, 4]
        outside = np.maximum(low - self.value, 0) + np.maximum(self.value - high, 0)
        score: Floats = high - low + 2 / 0.1 * outside
        return score


def scored(values: Floats, samples: Floats, weights: Floats, densities: Floats) -> Scored:
    """Return the scores of predictions.

    Parameters
    ----------
    values
        What was reported, shape ``(n,)``.
    samples
        Of the prediction of each value, shape ``(n, n_samples)``.
    weights
        Of the samples, same shape, each row adding up to 1.
    densities
        Predictive density at each value, shape ``(n,)``.
    """
    order = np.argsort(samples, axis=1)
    x = np.take_along_axis(samples, order, axis=1)
    below = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    found = np.array(
        [row[np.minimum(np.searchsorted(sums, QUANTILES), len(row) - 1)]
         for row, sums in zip(x, below, strict=True)]
    )  # fmt: skip
    # The integral of (F(t) - 1[value <= t])^2 over t, piece by piece between the samples.
    gaps = np.diff(x, axis=1)
    left = x[:, :-1]
    share = np.clip((values[:, None] - left) / np.maximum(gaps, 1e-300), 0, 1)
    f = below[:, :-1]
    crps = (gaps * (share * f**2 + (1 - share) * (1 - f) ** 2)).sum(axis=1)
    crps += np.maximum(x[:, 0] - values, 0) + np.maximum(values - x[:, -1], 0)
    return Scored(values, found, crps, -np.log(np.maximum(densities, 1e-12)))
