"""Prior and posterior: what is written beside a bar is what the bar shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.plots.calibration.other_parameters import width_text
from sim.plots.calibration.parameters import parameters_data
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from sim.results import CalibrationResults


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def test_the_width_beside_a_bar_is_that_of_the_bar(full: CalibrationResults) -> None:
    data = parameters_data(full)
    for column in data.shapes.values():
        for parameter in column.values():
            posterior = parameter.posterior.p95 - parameter.posterior.p05
            prior = parameter.prior[2] - parameter.prior[0]
            assert width_text(parameter) == f"{100 * posterior / prior:.0f} %"
