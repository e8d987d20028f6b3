"""The likelihood with nested random effects, against densities that are computed at length."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.calibration.night.random_effects import Groups, LinearRows, log_likelihood

GROUPS = Groups(np.array([0, 0, 1, 2, 3, 3, 3]), np.array([0, 0, 1, 1]))
NONE = np.zeros(7, dtype=bool)


def rows(limit: float = np.inf) -> LinearRows:
    generator = np.random.Generator(np.random.Philox(5))
    residual = generator.normal(0, 0.5, 7)
    return LinearRows(residual, generator.uniform(0.05, 0.2, 7), np.full(7, limit))


def at_length(found: LinearRows, area: float, place: float) -> float:
    """Return the log density of a multivariate normal distribution, without its constant."""
    covariance = np.diag(found.variance)
    covariance += place**2 * (GROUPS.place[:, None] == GROUPS.place)
    covariance += area**2 * (GROUPS.area[:, None] == GROUPS.area)
    residual = found.residual
    sign, log_det = np.linalg.slogdet(covariance)
    assert sign > 0
    return float(-(log_det + residual @ np.linalg.solve(covariance, residual)) / 2)


@pytest.mark.parametrize("spreads", [(0.3, 0.4), (0.0, 0.4), (0.3, 0.0), (0.0, 0.0), (1.5, 2.0)])
def test_without_limits_it_is_the_multivariate_normal_density(
    spreads: tuple[float, float],
) -> None:
    found = log_likelihood(rows(), GROUPS, NONE, spreads, truncated=False)

    assert found == pytest.approx(at_length(rows(), *spreads), abs=1e-5)


def normal_cdf(z: np.ndarray) -> np.ndarray:
    return np.array([math.erfc(-x / 2**0.5) / 2 for x in z.tolist()])


def integrated(found: LinearRows, above: np.ndarray, spread: float, *, truncated: bool) -> float:
    """Return the log likelihood of sites of one area, each alone in its place, by a fine sum."""
    effects = np.linspace(-8, 8, 4001) * spread
    scale = np.sqrt(found.variance)
    log = -((effects / spread) ** 2) / 2 - np.log(spread)
    for k in range(len(above)):
        below = normal_cdf((found.limit[k] - effects) / scale[k])
        if above[k]:
            log += np.log(np.maximum(1 - below, 1e-300))
            continue
        log += -((found.residual[k] - effects) ** 2) / (2 * found.variance[k]) - np.log(scale[k])
        log -= np.log(np.maximum(below, 1e-300)) if truncated else 0.0
    step = effects[1] - effects[0]
    return float(np.logaddexp.reduce(log) + np.log(step) - np.log(2 * np.pi) / 2)


@pytest.mark.parametrize("truncated", [False, True])
def test_limits_change_it_as_a_fine_sum_says(truncated: bool) -> None:
    n = 12
    generator = np.random.Generator(np.random.Philox(3))
    residual = generator.normal(0.2, 0.3, n)
    found = LinearRows(residual, np.full(n, 0.09), np.full(n, 0.8))
    groups = Groups(np.arange(n), np.zeros(n, dtype=int))
    above = np.zeros(n, dtype=bool) if truncated else np.arange(n) >= n - 3

    differences = []
    for spread in (0.1, 0.3, 0.6):
        mine = log_likelihood(found, groups, above, (spread, 0.0), truncated=truncated)
        differences.append(mine - integrated(found, above, spread, truncated=truncated))

    # Up to a constant.
    assert np.ptp(differences) < 0.05
