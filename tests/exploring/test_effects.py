"""Effects against what is known of simple functions."""

from __future__ import annotations

import numpy as np
import pytest

from sim.exploring.designs import Design, make_design
from sim.exploring.effects import complete, effects_of
from sim.exploring.ranges import GIVEN, Explored
from tests.support.explorations import ISHIGAMI

THREE = ISHIGAMI
TWO = tuple(Explored(f"x.{k}", 0.5, 0.0, 1.0, whole=False, basis=GIVEN) for k in "ab")


def measured(method: str, design: Design, values: np.ndarray) -> dict[tuple[int, str], float]:
    found = effects_of(method, design, values.reshape(len(design), -1), 0)  # type: ignore[arg-type]
    return {(index, effect.measure): effect.value for index, effect in found}


def test_one_at_a_time_differences_are_from_the_scenario() -> None:
    design = make_design("one-at-a-time", TWO, 1, 0, 1)
    a, b = design.values.T

    assert measured("one-at-a-time", design, 10 * a + 0 * b) == {
        (0, "at_low"): -5.0, (0, "at_high"): 5.0, (1, "at_low"): 0.0, (1, "at_high"): 0.0,
    }  # fmt: skip


def test_replications_give_an_interval_of_the_mean_difference() -> None:
    design = make_design("one-at-a-time", TWO[:1], 1, 0, 3)
    values = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]])

    low, high = (effect for _, effect in effects_of("one-at-a-time", design, values, 0))

    assert (low.value, low.low, low.high) == (0.0, 0.0, 0.0)
    # Student's t of two degrees of freedom, 0.95: 2.92.
    assert high.value == 2.0
    assert (high.low, high.high) == pytest.approx((2 - 2.92 / 3**0.5, 2 + 2.92 / 3**0.5), abs=1e-4)


def test_one_run_has_no_interval() -> None:
    design = make_design("one-at-a-time", TWO[:1], 1, 0, 1)
    effects = effects_of("one-at-a-time", design, np.array([[1.0], [2.0], [3.0]]), 0)

    assert all(np.isnan([effect.low, effect.high]).all() for _, effect in effects)


def test_shares_of_a_grid_are_those_of_the_analysis_of_variance() -> None:
    design = make_design("grid", TWO, 3, 0, 1)
    a, b = design.values.T
    # Without interaction: shares add up to one, and are as 4 to 1.
    plain = measured("grid", design, 2 * a + b)
    # Only interaction: no mean of a value differs.
    crossed = measured("grid", design, (a - 0.5) * (b - 0.5))

    assert plain[0, "first"] == pytest.approx(0.8)
    assert plain[1, "first"] == plain[1, "total"] == pytest.approx(0.2)
    assert plain[0, "range"] == 2.0
    assert crossed[0, "first"] == crossed[1, "first"] == 0.0
    assert crossed[0, "total"] == crossed[1, "total"] == pytest.approx(1.0)


@pytest.mark.parametrize("method", ["one-at-a-time", "grid", "morris", "sobol"])
def test_what_moves_nothing_has_an_effect_of_exactly_0(method: str) -> None:
    if method in {"morris", "sobol"}:
        pytest.importorskip("SALib")
    design = make_design(method, THREE, 8, 0, 1)  # type: ignore[arg-type]
    values = 1 / 3 + np.exp(design.values[:, 0]) * np.cos(design.values[:, 2])

    found = measured(method, design, values)

    assert {value for (index, _), value in found.items() if index == 1} == {0.0}
    assert all(value for (index, m), value in found.items() if index == 0 and m != "first")
    assert set(measured(method, design, np.full(len(design), 0.1)).values()) == {0.0}


def test_the_method_of_morris_finds_the_slope_of_a_plane() -> None:
    pytest.importorskip("SALib")
    design = make_design("morris", TWO, 6, 0, 1)
    a, b = design.values.T

    found = measured("morris", design, 3 * a - 5 * b)

    assert found[0, "mean"] == pytest.approx(3, abs=1e-4)
    assert found[1, "mean"] == pytest.approx(-5, abs=1e-4)
    assert found[1, "mean_size"] == pytest.approx(5, abs=1e-4)
    assert found[1, "spread"] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_a_refused_point_leaves_out_its_block_alone(method: str) -> None:
    pytest.importorskip("SALib")
    design = make_design(method, TWO, 16, 0, 1)  # type: ignore[arg-type]
    values = design.values[:, :1] * 3
    values[4] = np.nan
    size = len(TWO) + (1 if method == "morris" else 2)
    kept = Design(*(each[complete(values[:, 0], size)] for each in (design.values, design.shares)))

    assert len(kept) == 15 * size
    assert measured(method, design, values) == measured(method, kept, kept.values[:, :1] * 3)


def test_too_few_points_give_no_effect() -> None:
    pytest.importorskip("SALib")
    design = make_design("sobol", TWO, 2, 0, 1)
    values = design.values[:, :1].copy()
    values[0] = np.nan

    assert measured("sobol", design, values) == {}


def test_a_grid_leaves_out_refused_points() -> None:
    design = make_design("grid", TWO, 3, 0, 1)
    values = design.values[:, 0].copy()
    values[4] = np.nan

    found = measured("grid", design, values)

    assert found[0, "range"] == 1.0
    assert found[1, "total"] == 0.0


def test_what_a_grid_could_not_vary_is_not_known() -> None:
    """Of one value that was run alone the effect was 0, as of one that moves nothing."""
    design = make_design("grid", TWO, 2, 0, 1)
    values = 1 + design.values[:, 1]
    values[design.shares[:, 0] == 1] = np.nan

    found = measured("grid", design, values)

    assert {index for index, _ in found} == {1}
    assert found[1, "total"] == found[1, "first"] == 1.0
    # Both moved, but never one of them alone.
    values[:] = design.shares.sum(axis=1)
    values[design.shares[:, 0] != design.shares[:, 1]] = np.nan
    assert measured("grid", design, values) == {}
    assert measured("grid", design, np.full(len(design), np.nan)) == {}
