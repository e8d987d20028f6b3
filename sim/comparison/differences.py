"""One figure in two results: the difference, and how sure it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import student_t
from sim.core.quantiles import quantiles

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
    return student_t.quantile((1 + LEVEL) / 2, n - 1) * math.sqrt(_variance(steps) / n)


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
    """Return the variance of a sample: of equal values zero, whatever rounding would make of it."""
    return float(values.var(ddof=1)) if np.ptp(values) > 0 else 0.0


def band(values: Floats) -> tuple[float, float]:
    """Return the 5 % and 95 % quantiles, as in the tables of ensembles.

    >>> band(np.array([3.0, 1.0, 2.0]))
    (1.0, 3.0)
    """
    low, high = (round(value, _PLACES) for value in quantiles(values, (5, 95)).tolist())
    return low, high
