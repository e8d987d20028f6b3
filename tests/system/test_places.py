"""Places inside a region differ as much as was reported, by default parameters."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validation.places import FACTOR, Row, log_likelihood, rows, simulated


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.code)
def test_districts_and_villages_differ_as_reported(row: Row) -> None:
    found = np.median(simulated(row, 400))

    assert 1 / FACTOR <= found / row.sd_logit <= FACTOR


def test_without_effects_of_areas_and_sites_they_differ_too_little() -> None:
    alike = ["arrivals.area_spread=0", "arrivals.site_spread=0.1", "turnout.area_spread=0"]

    ratio = {row.code: np.median(simulated(row, 60, alike)) / row.sd_logit for row in rows()}

    assert max(ratio.values()) < 1 / FACTOR


def test_the_likelihood_is_highest_where_simulated_values_are_the_reported_ones() -> None:
    row = Row("KUS", "district", 14, 19, 0.2)
    around = np.exp(0.1 * np.random.default_rng(1).standard_normal(200))

    found = [log_likelihood({row: middle * around}) for middle in (0.15, 0.2, 0.27)]

    assert found[1] > max(found[0], found[2]) + 3
