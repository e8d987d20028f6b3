"""Correlations: the strongest of each kind, arrivals by mean time and spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.plots import figure
from sim.plots.calibration.correlations import correlations_data
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from sim.results import CalibrationResults


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


def test_the_strongest_correlations_are_shown(full: CalibrationResults) -> None:
    data = correlations_data(full)

    strength = [abs(pair.correlation) for pair in data.pairs]
    assert strength == sorted(strength, reverse=True)
    for pair in data.pairs:
        assert pair.correlation == pytest.approx(np.corrcoef(pair.x, pair.y)[0, 1])
    kinds = [tuple(sorted(pair.kinds)) for pair in data.pairs]
    assert ("advantage of incumbents", "strength of a party") in kinds
    n = len(full.tables["parameters"]["parameter"])
    assert data.n_pairs == n * (n - 1) // 2
    assert not any("arrivals a" in name for pair in data.pairs for name in (pair.one, pair.other))


@pytest.mark.parametrize("name", ["correlations", "trace"])
def test_panels_of_a_square_have_most_of_its_height(full: CalibrationResults, name: str) -> None:
    """There was room for four lines over each, and a third of the figure was empty."""
    slide = figure(full, name, "square")

    heights = {round(float(axes.bbox.height), 3) for axes in slide.axes if axes.axison}
    assert len(heights) == 1
    assert 3 * min(heights) > 0.29 * slide.bbox.height
