"""One measure of the effect of a parameter on a metric."""

from __future__ import annotations

from typing import NamedTuple

UNKNOWN = float("nan")
AT_LOW, AT_HIGH = "at_low", "at_high"
"""Difference from the scenario as it is, at an end of the range."""
MEAN_SIZE, MEAN, SPREAD = "mean_size", "mean", "spread"
"""Of elementary effects, as changes over the whole range: mean of their sizes (μ*), mean (μ),
standard deviation (σ)."""
TOTAL, FIRST, RANGE = "total", "first", "range"
"""Shares of the variance of a metric, with and without interactions; and the difference between
the largest and the smallest mean of a value of the parameter."""
_PLACES = 9
"""Decimals of effects: more would be of rounding."""


class MeasuredEffect(NamedTuple):
    """One measure of the effect of a parameter on a metric."""

    measure: str
    value: float
    low: float = UNKNOWN
    """Lower end of the 90 % confidence interval; NaN if it is not known."""
    high: float = UNKNOWN

    def rounded(self) -> MeasuredEffect:
        """Return it without the digits that come from rounding.

        >>> MeasuredEffect(FIRST, 0.1 + 0.2, -1e-12).rounded()
        MeasuredEffect(measure='first', value=0.3, low=0.0, high=nan)
        """
        return MeasuredEffect(self.measure, *(round(number, _PLACES) + 0.0 for number in self[1:]))
