"""Student's t against published quantiles, closed forms and numerical integration."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.core.student_t import _upper_tail, cdf, density, log_kernel, quantile

# t_{0.95} and t_{0.975}: NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2.
PUBLISHED = {
    1: (6.314, 12.706), 2: (2.920, 4.303), 3: (2.353, 3.182), 4: (2.132, 2.776),
    5: (2.015, 2.571), 10: (1.812, 2.228), 30: (1.697, 2.042), 100: (1.660, 1.984),
}  # fmt: skip


@pytest.mark.parametrize("dof", PUBLISHED)
def test_quantiles_are_the_published_ones(dof: int) -> None:
    assert [round(quantile(p, dof), 3) for p in (0.95, 0.975)] == list(PUBLISHED[dof])


@pytest.mark.parametrize("p", [0.5, 0.6, 0.75, 0.95, 0.999, 1 - 1e-9])
def test_few_degrees_of_freedom_have_closed_forms(p: float) -> None:
    assert quantile(p, 1) == pytest.approx(1 / math.tan(math.pi * (1 - p)), rel=1e-9, abs=1e-12)
    two = (2 * p - 1) * math.sqrt(2 / (4 * p * (1 - p)))
    assert quantile(p, 2) == pytest.approx(two, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("dof", [1, 1.01, 1.5, 2.5, 4, 7.25, 30, 999, 1e5])
@pytest.mark.parametrize("p", [0.001, 0.05, 0.3, 0.5, 0.9, 0.95, 0.9999])
def test_the_quantile_inverts_the_distribution_function(p: float, dof: float) -> None:
    assert float(cdf(np.array(quantile(p, dof)), dof)) == pytest.approx(p, rel=1e-10)


@pytest.mark.parametrize("dof", [1, 1.5, 3, 12.75])
def test_the_distribution_function_is_the_integral_of_the_density(dof: float) -> None:
    x = np.linspace(-1.5, 2.5, 4001)
    height = np.array([density(value, dof) for value in x.tolist()])
    area = np.trapezoid(height, x)
    below, above = cdf(np.array([-1.5, 2.5]), dof).tolist()
    assert above - below == pytest.approx(area, abs=1e-7)
    ratio = np.exp(log_kernel(x * x, dof)) / height
    assert np.ptp(ratio) < 1e-12 * ratio[0]


def test_the_closed_form_of_four_degrees_is_the_general_one_in_both_tails() -> None:
    x = np.array([-1e6, -300.0, -4.0, -0.1, 0.0, 0.1, 4.0, 300.0])
    tails = [_upper_tail(abs(value), 4) for value in x.tolist()]
    general = np.where(x < 0, tails, 1 - np.array(tails))
    np.testing.assert_allclose(cdf(x, 4), general, rtol=1e-11)


def test_many_degrees_are_nearly_normal() -> None:
    assert quantile(0.975, 1e6) == pytest.approx(1.959966, abs=1e-6)
