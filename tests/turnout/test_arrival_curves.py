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
from sim.turnout.compiled_arrivals import part_of_day


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


SHAPES = [(1.0, 1.0, 0.1), (1.0, 1.0, 1.0), (1.94, 4.18, 0.2), (5.0, 60.0, 3.0), (1.5, 2.0, 2.5)]


@pytest.mark.parametrize(("a", "b", "c"), SHAPES)
def test_arrivals_rise_from_0_to_1_and_early_as_a_power(a: float, b: float, c: float) -> None:
    x = np.linspace(0, 1, 2001)
    cdf = arrival_cdf(x, np.array(a), np.array(b), np.array(c))

    assert cdf[0] == 0
    assert cdf[-1] == 1
    assert (np.diff(cdf) >= 0).all()
    first = arrival_cdf(np.array(1e-5), np.array(a), np.array(b), np.array(c))
    assert first == pytest.approx(b * 1e-5**a, rel=1e-3)
    # At the middle b x^a (1 - x)^-c is b 2^(c - a).
    assert cdf[1000] == pytest.approx(1 - math.exp(-b * 2 ** (c - a)))


@pytest.mark.parametrize(("a", "b", "c"), SHAPES)
def test_the_part_of_the_day_is_the_inverse_of_the_curve(a: float, b: float, c: float) -> None:
    words = np.array([0, 1, 1000, 2**20, 2**30, 2**31])
    u = (words + 0.5) / 2**32
    x = np.array([part_of_day(level, a, c) for level in np.log(-np.log1p(-u) / b).tolist()])

    assert (np.diff(x) > 0).all()
    found = arrival_cdf(x, np.array(a), np.array(b), np.array(c))
    np.testing.assert_allclose(found, u, rtol=1e-7)


def test_the_part_of_the_opening_hours_stays_between_0_and_1() -> None:
    part = opening_part(np.array([[6], [8], [21], [30]]), np.array([7, 8]), np.array([20, 21]))

    expected = np.array([[0.0, 0.0], [1 / 13, 0.0], [1.0, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(part, expected)


def test_spread_centre_has_the_shape_of_its_means_and_is_nobody_elses() -> None:
    means = np.array([[0.2, 0.5], [0.6, 0.9]])
    first = spread_centre(means, 0.4)
    first[:] = 0.0

    again = spread_centre(means, 0.4)
    assert again.shape == means.shape
    assert again[1, 1] == pytest.approx(float(spread_centre(np.array(0.9), 0.4)))
    assert again[1, 1] == pytest.approx(2.26, abs=0.005)
    assert spread_centre(means, 0.5)[1, 1] > again[1, 1]
