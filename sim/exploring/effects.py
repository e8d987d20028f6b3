"""Effects of parameters on metrics, with confidence intervals where they are known.

One at a time: differences from the scenario as it is, paired by common random numbers. A grid:
variances of means [1]_, which are exact as all combinations are run.

References
----------
.. [1] Archer G. E. B., Saltelli A., Sobol I. M. (1997). Sensitivity measures, ANOVA-like
   techniques and the use of bootstrap. Journal of Statistical Computation and Simulation 58(2):
   99–120. doi:10.1080/00949659708811825
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.differences import difference
from sim.exploring import salib
from sim.exploring.designs import GRID, MORRIS, ONE
from sim.exploring.effect import AT_HIGH, AT_LOW, FIRST, RANGE, TOTAL, MeasuredEffect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Floats
    from sim.exploring.designs import Design, Method


def effects_of(
    method: Method, design: Design, values: Floats, seed: int
) -> Iterator[tuple[int, MeasuredEffect]]:
    """Yield the index of a parameter and a measure of its effect on one metric, where it is known.

    Parameters
    ----------
    method
        How the points were chosen.
    design
        The points.
    values
        The metric in each replication of each point, shape ``(n_points, replications)``; NaN
        where a combination of values was refused, or a run has no such metric.
    seed
        Of the intervals that are found by resampling.
    """
    n = design.shares.shape[1]
    if method == ONE:
        found = _one_at_a_time(n, values)
    elif method == GRID:
        found = _of_grid(design.shares, _means(values))
    else:
        size = n + 1 if method == MORRIS else n + 2
        kept = complete(_means(values), size)
        if kept.sum() < 2 * size:
            return
        means = _means(values)[kept]
        if method == MORRIS:
            found = salib.morris_effects(design.shares[kept], means, seed)
        else:
            found = salib.sobol_effects(n, means, seed)
    for index, effect in found:
        if not np.isnan(effect.value):
            yield index, effect.rounded()


def complete(means: Floats, size: int) -> np.ndarray:
    """Return which points are of blocks of ``size`` points that all have a value.

    >>> complete(np.array([1.0, 2.0, 3.0, np.nan]), 2).tolist()
    [True, True, False, False]
    """
    return np.repeat(np.isfinite(means.reshape(-1, size)).all(axis=1), size)


def _means(values: Floats) -> Floats:
    """Return the mean of each point over its replications; NaN if one has no value."""
    means: Floats = values.mean(axis=1)
    return means


def _one_at_a_time(n: int, values: Floats) -> Iterator[tuple[int, MeasuredEffect]]:
    for index in range(n):
        for end, measure in enumerate((AT_LOW, AT_HIGH)):
            point = values[1 + 2 * index + end]
            found = difference("", "", "", values[0], point, paired=True)
            yield index, MeasuredEffect(measure, found.difference, found.low, found.high)


def _of_grid(shares: Floats, means: Floats) -> Iterator[tuple[int, MeasuredEffect]]:
    known = np.isfinite(means)
    shares, means = shares[known], means[known]
    whole = _variance(means)
    for index in range(shares.shape[1]):
        levels = [means[shares[:, index] == level] for level in np.unique(shares[:, index])]
        by_level = np.array([_mean(each) for each in levels])
        sizes = np.array([len(each) for each in levels])
        others = np.delete(shares, index, axis=1)
        _, group = np.unique(others, axis=0, return_inverse=True)
        # Without two points that differ in it alone, nothing is known of its effect.
        if len(np.unique(group)) == len(means):
            continue
        groups = [means[group.ravel() == one] for one in range(group.max() + 1)]
        within = sum(len(each) * _variance(each) for each in groups) / len(means)
        between = _variance(np.repeat(by_level, sizes))
        yield index, MeasuredEffect(TOTAL, within / whole if whole else 0.0)
        yield index, MeasuredEffect(FIRST, between / whole if whole else 0.0)
        yield index, MeasuredEffect(RANGE, float(np.ptp(by_level)))


def _mean(values: Floats) -> float:
    return float(values[0] + (values - values[0]).mean())


def _variance(values: Floats) -> float:
    """Return the variance; exactly zero of equal values, despite rounding."""
    return float(values.var()) if len(values) and np.ptp(values) > 0 else 0.0
