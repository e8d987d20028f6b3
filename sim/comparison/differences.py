"""One figure in two results: the difference, and how sure it is.

The interval of a mean difference is Student's [1]_ where replications are paired by common
random numbers [2]_, and Welch's [3]_ where they are not; quantiles are those of definition 1
of Hyndman and Fan [4]_.

References
----------
.. [1] Student (1908). The probable error of a mean. Biometrika 6(1): 1–25.
   doi:10.1093/biomet/6.1.1
.. [2] Glasserman P., Yao D. D. (1992). Some guidelines and guarantees for common random
   numbers. Management Science 38(6): 884–908. doi:10.1287/mnsc.38.6.884
.. [3] Welch B. L. (1947). The generalization of 'Student's' problem when several
   different population variances are involved. Biometrika 34(1–2): 28–35.
   doi:10.1093/biomet/34.1-2.28
.. [4] Hyndman R. J., Fan Y. (1996). Sample quantiles in statistical packages. The
   American Statistician 50(4): 361–365. doi:10.1080/00031305.1996.10473566
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.student_t import t_quantile

if TYPE_CHECKING:
    from sim.core.types import Floats


LEVEL = 0.9
"""The intervals of mean differences hold the true one so often."""
_PLACES = 6
"""Decimals that are kept: more than any figure has."""
_NONE = math.nan


class Difference(NamedTuple):
    """One figure of the nation or of a region, in the base and in another result."""

    metric: str
    code: str
    unit: str
    """Of ``base`` and ``other``; ``time`` is in seconds since midnight, its difference in s."""
    base: float
    """Mean over the replications."""
    other: float
    difference: float
    """``other`` minus ``base``."""
    low: float
    """90 % interval of the mean difference; NaN where one replication cannot tell it."""
    high: float
    each_low: float
    """What 5 in 100 pairs of replications do not exceed; NaN where nothing is paired."""
    each_high: float
    width_ratio: float
    """Width of the interval, by that without pairing; NaN where there is nothing to compare."""

    @property
    def same(self) -> bool:
        """Whether it is the same in every replication, as far as that can be told."""
        if self.difference != 0:
            return False
        return self.low == self.high == 0 or self.each_low == self.each_high == 0

    @property
    def moved(self) -> bool | None:
        """Whether it differs: the interval is off zero, or a pair of runs differs at all.

        None where that cannot be told: two runs with different luck.
        """
        if math.isnan(self.difference):
            return None
        if not math.isnan(self.low):
            return not self.low <= 0 <= self.high
        return None if math.isnan(self.each_low) else self.difference != 0


def difference(  # noqa: PLR0913  two results, and what the figure is called
    metric: str, code: str, unit: str, base: Floats, other: Floats, *, paired: bool
) -> Difference:
    """Compare a figure over replications.

    Parameters
    ----------
    metric, code, unit
        What it is.
    base, other
        Shapes ``(n_base,)`` and ``(n_other,)``, the same and in the same order if paired.
    paired
        Whether a replication of one has the luck of the same in the other.
    """
    steps = np.round(other - base, _PLACES) if paired else None
    if steps is not None:
        told = np.isfinite(steps)
        base, other, steps = base[told], other[told], steps[told]
    base, other = base[np.isfinite(base)], other[np.isfinite(other)]
    if not len(base) or not len(other):
        one, two = (_mean(values) for values in (base, other))
        return Difference(metric, code, unit, one, two, *[_NONE] * 6)
    one, two = _mean(base), _mean(other)
    middle = round(two - one, _PLACES)
    loose = _welch(base, other)
    if steps is None:
        return Difference(
            metric, code, unit, one, two, middle, *_around(middle, loose), _NONE, _NONE, _NONE
        )
    half = _student(steps)
    return Difference(
        metric, code, unit, one, two, middle, *_around(middle, half), *band(steps),
        round(half / loose, 4) if loose > 0 and not math.isnan(half) else _NONE,
    )  # fmt: skip


def _mean(values: Floats) -> float:
    return round(float(values.mean()), _PLACES) if len(values) else _NONE


def _around(middle: float, half: float) -> tuple[float, float]:
    return round(middle - half, _PLACES), round(middle + half, _PLACES)


def _student(steps: Floats) -> float:
    """Return half the width of the interval of a mean; NaN of a single value."""
    n = len(steps)
    if n < 2:
        return _NONE
    return t_quantile((1 + LEVEL) / 2, n - 1) * math.sqrt(_variance(steps) / n)


def _welch(base: Floats, other: Floats) -> float:
    """Return half the width of the interval of the difference of two independent means."""
    sizes = (len(base), len(other))
    if min(sizes) < 2:
        return _NONE
    parts = [_variance(values) / len(values) for values in (base, other)]
    total = sum(parts)
    if total == 0:
        return 0.0
    dof = total**2 / sum(p**2 / (n - 1) for p, n in zip(parts, sizes, strict=True))
    return t_quantile((1 + LEVEL) / 2, round(dof, 2)) * math.sqrt(total)


def _variance(values: Floats) -> float:
    """Return the variance of a sample: of equal values zero, whatever rounding would make of it."""
    return float(values.var(ddof=1)) if np.ptp(values) > 0 else 0.0


def band(values: Floats) -> tuple[float, float]:
    """Return the least values that 5 and 95 in 100 do not exceed, as in the tables of ensembles.

    >>> band(np.array([3.0, 1.0, 2.0]))
    (1.0, 3.0)
    """
    ranked = np.sort(values)
    n = len(ranked)
    low, high = (round(float(ranked[-(-q * n // 100) - 1]), _PLACES) for q in (5, 95))
    return low, high
