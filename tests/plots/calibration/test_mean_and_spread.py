"""Mean time and spread of arrivals are computed from the shapes of the curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.plots.calibration.mean_and_spread import (
    MEAN,
    SPREAD,
    converted_draws,
    mean_and_spread,
)
from sim.turnout.arrival_curves import arrival_cdf
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from sim.results import CalibrationResults


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def test_mean_and_spread_of_arrivals_are_those_of_simulated_arrivals() -> None:
    generator = np.random.Generator(np.random.Philox(3))
    a, b, c = np.array([1.1, 2.2]), np.array([2.5, 4.0]), 0.15
    x = np.linspace(0, 1, 20_001)
    mean, spread = mean_and_spread(a, b, c, 13.0)
    for k in range(2):
        cdf = arrival_cdf(x, a[k : k + 1], b[k : k + 1], c)
        arrivals = 13 * np.interp(generator.random(200_000), cdf, x)
        assert mean[k] == pytest.approx(arrivals.mean(), abs=0.02)
        assert spread[k] == pytest.approx(arrivals.std(), abs=0.02)


def test_converted_draws_keep_all_parameters_and_their_places(full: CalibrationResults) -> None:
    found = converted_draws(full)
    parameters = full.tables["parameters"]

    assert found.raw.shape == found.draws.shape == (400, len(parameters["parameter"]))
    assert found.codes == parameters["code"].tolist()
    means = [k for k, kind in enumerate(found.kinds) if kind == MEAN]
    assert len(means) == 15
    # Within the opening hours, local time.
    assert ((found.draws[:, means] > 7) & (found.draws[:, means] < 20)).all()
    rest = [k for k, kind in enumerate(found.kinds) if kind not in {MEAN, SPREAD}]
    assert (found.draws[:, rest] == found.raw[:, rest]).all()
