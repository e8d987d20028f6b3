"""Empirical quantiles: one definition, that of NumPy's ``inverted_cdf``."""

from __future__ import annotations

import numpy as np
import pytest

from sim.comparison.differences import band
from sim.core.quantiles import quantile, quantile_index, quantile_of_counts, quantiles
from sim.day.compiled.counts import wait_quantile_95
from sim.ensemble.bands import band_columns, merge_nested
from sim.results.schema import Column

PERCENTS = (1, 5, 25, 50, 75, 95, 100)


@pytest.mark.parametrize("n", [*range(1, 42), 99, 100, 101, 200, 999, 1000, 4000])
def test_quantiles_are_those_of_numpy(n: int) -> None:
    values = np.random.default_rng(n).integers(0, 2 * n, n)
    expected = np.quantile(values, np.array(PERCENTS) / 100, method="inverted_cdf")

    assert quantiles(values, PERCENTS).tolist() == expected.tolist()
    assert [quantile(values, p) for p in PERCENTS] == expected.tolist()
    assert [quantile_of_counts(np.bincount(values), p) for p in PERCENTS] == expected.tolist()
    assert wait_quantile_95(values.copy()) == expected[PERCENTS.index(95)]
    assert band(values.astype(float)) == (expected[1], expected[5])
    columns = band_columns(Column("x", "integer"), values[:, None])
    assert [columns[name][0] for name in ("x_p05", "x", "x_p95")] == expected[[1, 3, 5]].tolist()
    assert merge_nested([{"x": int(v)} for v in values], 95) == {"x": expected[5]}


def test_quantiles_go_along_the_first_axis_and_leave_times_as_they_are() -> None:
    times = np.array([["2021-07-25T20:00:01", "2021-07-25T21:00:00"],
                      ["2021-07-25T20:00:00", "2021-07-25T22:00:00"]], "datetime64[s]")  # fmt: skip

    low, high = quantiles(times, (5, 95))

    assert low.tolist() == [times[1, 0].item(), times[0, 1].item()]
    assert high.tolist() == [times[0, 0].item(), times[1, 1].item()]
    assert low.dtype == times.dtype


def test_the_index_needs_no_rounding() -> None:
    # 0.07 * 100 is above 7 in binary, which would give the next index.
    assert quantile_index(7, 100) == 6
    assert [quantile_index(100, n) for n in (1, 3, 7)] == [0, 2, 6]


def test_of_no_values_a_quantile_is_zero() -> None:
    nothing = np.array([], np.int64)
    assert quantile(nothing, 95) == quantile_of_counts(np.zeros(4, int), 95) == 0
    assert wait_quantile_95(nothing) == 0
