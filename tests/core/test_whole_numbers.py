"""Whole numbers that callers give."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.whole_numbers import whole_number_problem


@pytest.mark.parametrize("value", [0, 7, 10, np.int64(7), np.uint8(0)])
def test_whole_numbers_in_the_range_are_allowed(value: object) -> None:
    assert not whole_number_problem(value, 0, 10)


@pytest.mark.parametrize("value", [-1, 11, 7.0, True, "7", None, float("nan"), np.float64(7)])
def test_anything_else_is_named_with_what_is_allowed(value: object) -> None:
    problem = whole_number_problem(value, 0, 10)

    assert problem == f"must be a whole number, 0 to 10; got {value!r}"
