"""The scores of the validation, against formulas and laws."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from tests.validation.given_day import log_t
from tests.validation.scores import scored


def of_normal(values: list[float], sd: float, n: int = 20_000) -> np.ndarray:
    """Return quantiles of a normal distribution as samples, for each value."""
    levels = (np.arange(n) + 0.5) / n
    one = np.array([NormalDist(0, sd).inv_cdf(level) for level in levels.tolist()])
    return np.tile(one, (len(values), 1))


def test_crps_and_quantiles_of_a_normal_are_those_of_its_formula() -> None:
    values = [0.0, 1.0, -2.5, 9.0]
    samples = of_normal(values, 2.0)

    found = scored(np.array(values), samples, np.full_like(samples, 1 / samples.shape[1]),
                   np.ones(4))  # fmt: skip

    # Gneiting and Raftery (2007), equation 21.
    normal = NormalDist()
    z = [value / 2 for value in values]
    expected = [
        2 * (x * (2 * normal.cdf(x) - 1) + 2 * normal.pdf(x) - 1 / math.sqrt(math.pi)) for x in z
    ]
    assert found.crps == pytest.approx(expected, abs=1e-3)
    assert found.quantiles[0] == pytest.approx(
        [2 * normal.inv_cdf(p) for p in (0.05, 0.25, 0.5, 0.75, 0.95)], abs=1e-3
    )
    assert found.interval_score == pytest.approx(
        found.quantiles[:, 4] - found.quantiles[:, 0]
        + 20 * np.maximum(np.abs(values) - 2 * 1.6449, 0), abs=0.01,
    )  # fmt: skip
    assert found.log_score.tolist() == [0.0] * 4


def test_weights_count_as_copies_of_a_sample() -> None:
    value = np.array([1.2])
    copies = np.array([[0.0, 1.0, 1.0, 1.0]])
    weighted = np.array([[1.0, 0.0]])

    one = scored(value, copies, np.full((1, 4), 0.25), np.ones(1))
    other = scored(value, weighted, np.array([[0.75, 0.25]]), np.ones(1))

    assert one.crps == pytest.approx(other.crps)
    assert one.quantiles.tolist() == other.quantiles.tolist()


def test_the_density_of_t_adds_up_to_one() -> None:
    at = np.linspace(-400, 400, 800_001)

    density = np.exp(log_t(at, np.array(1.5), 4.0))

    assert density.sum() * (at[1] - at[0]) == pytest.approx(1, abs=1e-6)
