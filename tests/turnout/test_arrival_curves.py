"""The curves of turnout and arrivals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.turnout import (
    arrival_cdf,
    expit,
    logit,
    opening_part,
    spread_centre,
)


def test_spread_centre_keeps_the_mean() -> None:
    z = np.random.default_rng(1).standard_normal(400_000)

    centre = spread_centre(np.array([0.3, 0.79]), 0.8)

    means = expit(centre[:, None] + 0.8 * z).mean(axis=1)
    assert means == pytest.approx([0.3, 0.79], abs=2e-3)
    assert logit(np.array([0.5]))[0] == 0


def test_logit_is_the_inverse_of_expit() -> None:
    x = np.linspace(-20, 20, 401)

    np.testing.assert_allclose(logit(expit(x)), x, atol=1e-6)
    assert expit(np.array([0.0]))[0] == 0.5


@pytest.mark.parametrize(("a", "b"), [(0.4, 0.5), (1.0, 1.0), (1.9, 3.9)])
def test_arrivals_have_the_moments_of_kumaraswamys_distribution(a: float, b: float) -> None:
    x = np.linspace(0, 1, 200_001)
    cdf = arrival_cdf(x, np.array(a), np.array(b))

    # E[X^k] = b B(1 + k / a, b); by parts it is the integral of k x^(k - 1) (1 - F).
    for k in (1, 2):
        moment = b * math.gamma(1 + k / a) * math.gamma(b) / math.gamma(1 + k / a + b)
        integral = np.trapezoid(k * x ** (k - 1) * (1 - cdf), x)
        assert integral == pytest.approx(moment, abs=1e-4)
    assert (np.diff(cdf) >= 0).all()


def test_the_part_of_the_opening_hours_stays_between_0_and_1() -> None:
    part = opening_part(np.array([[6], [8], [21], [30]]), np.array([7, 8]), np.array([20, 21]))

    expected = np.array([[0.0, 0.0], [1 / 13, 0.0], [1.0, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(part, expected)
