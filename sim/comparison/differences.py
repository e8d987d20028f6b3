"""The difference of one metric between two results, and its confidence interval.

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

from sim.core import student_t
from sim.core.quantiles import quantiles

if TYPE_CHECKING:
    from sim.core.types import Floats


LEVEL = 0.9
"""Confidence level of the intervals of mean differences."""
_PLACES = 6
"""Decimals of differences: more than any metric has."""
_NONE = math.nan


class Difference(NamedTuple):
    """The difference of one metric, in the nation or a region, from the base."""

    metric: str
    code: str
    unit: str
    """Unit of ``base`` and ``other``; ``time``: seconds since midnight, differences in seconds."""
    base: float
    """Mean over the replications."""
    other: float
    difference: float
    """``other`` minus ``base``."""
    low: float
    """Lower end of the 90 % confidence interval of the mean difference; NaN with fewer than two
    replications."""
    high: float
    each_low: float
    """5 % quantile of the differences of paired replications; NaN if unpaired."""
    each_high: float
    width_ratio: float
    """Width of the interval divided by the width without pairing; NaN where not defined."""

    @property
    def same(self) -> bool:
        """Whether the metric is the same in every replication of both results."""
        if self.difference != 0:
            return False
        return self.low == self.high == 0 or self.each_low == self.each_high == 0

    @property
    def differs(self) -> bool | None:
        """Whether the interval excludes zero or, of a pair of single runs, the values differ.

        None where that is unknown: single runs on different random numbers.
        """
        if math.isnan(self.difference):
            return None
        if not math.isnan(self.low):
            return not self.low <= 0 <= self.high
        return None if math.isnan(self.each_low) else self.difference != 0


def difference(  # noqa: PLR0913  two results, and the key of the metric
    metric: str, code: str, unit: str, base: Floats, other: Floats, *, paired: bool
) -> Difference:
    """Compare a metric over replications.

    Parameters
    ----------
    metric, code, unit
        Name of the metric, code of the nation or the region, unit.
    base, other
        Values by replication, shapes ``(n_base,)`` and ``(n_other,)``; the same replications in
        the same order if paired.
    paired
        Whether replications are paired by common random numbers.
    """
    gaps = np.round(other - base, _PLACES) if paired else None
    if gaps is not None:
        finite = np.isfinite(gaps)
        base, other, gaps = base[finite], other[finite], gaps[finite]
    base, other = base[np.isfinite(base)], other[np.isfinite(other)]
    if not len(base) or not len(other):
        one, two = (_mean(values) for values in (base, other))
        return Difference(metric, code, unit, one, two, *[_NONE] * 6)
    one, two = _mean(base), _mean(other)
    middle = round(two - one, _PLACES)
    half_unpaired = _welch(base, other)
    if gaps is None:
        return Difference(
            metric,
            code,
            unit,
            one,
            two,
            middle,
            *_around(middle, half_unpaired),
            _NONE,
            _NONE,
            _NONE,
        )
    half = _student(gaps)
    return Difference(
        metric, code, unit, one, two, middle, *_around(middle, half), *band(gaps),
        round(half / half_unpaired, 4) if half_unpaired > 0 and not math.isnan(half) else _NONE,
    )  # fmt: skip


def _mean(values: Floats) -> float:
    return round(float(values.mean()), _PLACES) if len(values) else _NONE


def _around(middle: float, half: float) -> tuple[float, float]:
    return round(middle - half, _PLACES), round(middle + half, _PLACES)


def _student(gaps: Floats) -> float:
    """Return half the width of the confidence interval of a mean; NaN of a single value."""
    n = len(gaps)
    if n < 2:
        return _NONE
    return student_t.quantile((1 + LEVEL) / 2, n - 1) * math.sqrt(_variance(gaps) / n)


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
    return student_t.quantile((1 + LEVEL) / 2, round(dof, 2)) * math.sqrt(total)


def _variance(values: Floats) -> float:
    """Return the sample variance; exactly zero of equal values, despite rounding."""
    return float(values.var(ddof=1)) if np.ptp(values) > 0 else 0.0


def band(values: Floats) -> tuple[float, float]:
    """Return the 5 % and 95 % quantiles, as in the tables of ensembles.

    >>> band(np.array([3.0, 1.0, 2.0]))
    (1.0, 3.0)
    """
    low, high = (round(value, _PLACES) for value in quantiles(values, (5, 95)).tolist())
    return low, high
