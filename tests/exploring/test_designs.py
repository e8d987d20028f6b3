"""The points of an exploration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.exploring.designs import MOST_RUNS, grid, make_design
from sim.exploring.ranges import GIVEN, Explored

SLOW = Explored("x.slow", 40.0, 20.0, 60.0, whole=False, basis=GIVEN)
FEW = Explored("x.few", 2, 1, 2, whole=True, basis=GIVEN)


def test_one_at_a_time_is_the_scenario_and_both_ends_of_each() -> None:
    design = make_design("one-at-a-time", [SLOW, FEW], 1, 0, 1)

    assert design.values.tolist() == [[40, 2], [20, 2], [60, 2], [40, 1], [40, 2]]


def test_a_grid_has_every_combination_once() -> None:
    design = make_design("grid", [SLOW, FEW], 5, 0, 1)

    assert design.values.tolist() == [
        list(each) for each in product([20.0, 30.0, 40.0, 50.0, 60.0], [1.0, 2.0])
    ]
    assert len(grid([FEW, FEW], 9)) == 4


@pytest.mark.parametrize(
    ("method", "n", "samples"), [("grid", 11, 3), ("grid", 500, 2), ("sobol", 30, 4096)]
)
def test_too_many_runs_are_refused_before_any(method: str, n: int, samples: int) -> None:
    with pytest.raises(InputError, match=f"at most {MOST_RUNS:,} runs"):
        make_design(method, [SLOW] * n, samples, 0, 1)  # type: ignore[arg-type]


def test_replications_count_as_runs() -> None:
    make_design("one-at-a-time", [SLOW], 1, 0, 33_333)
    with pytest.raises(InputError, match="× 33,334 replications"):
        make_design("one-at-a-time", [SLOW], 1, 0, 33_334)


@pytest.mark.parametrize(("method", "size"), [("morris", 3), ("sobol", 4)])
def test_points_of_salib_depend_on_the_seed_alone(method: str, size: int) -> None:
    pytest.importorskip("SALib")
    one, again, other = (
        make_design(method, [SLOW, FEW], 4, seed, 1)  # type: ignore[arg-type]
        for seed in (0, 0, 1)
    )

    assert len(one) == 4 * size
    assert np.array_equal(one.values, again.values)
    assert not np.array_equal(one.values, other.values)
    assert ((one.shares >= 0) & (one.shares <= 1)).all()
    assert set(one.values[:, 1].tolist()) == {1.0, 2.0}
