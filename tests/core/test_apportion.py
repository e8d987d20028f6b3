"""Whole numbers shared out so that they add up exactly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.apportion import apportion


@given(
    weights=st.lists(st.floats(0, 100), min_size=1, max_size=20),
    total=st.integers(0, 500),
    low=st.integers(0, 5),
    room=st.integers(0, 50),
)
@settings(deadline=None, derandomize=True)
def test_apportion_adds_up_within_bounds(
    weights: list[float], total: int, low: int, room: int
) -> None:
    high = low + room
    if not low * len(weights) <= total <= high * len(weights):
        with pytest.raises(ValueError, match="the total must be in the sum of the bounds"):
            apportion(weights, total, low, high)
        return

    parts = apportion(weights, total, low, high)

    assert parts.sum() == total
    assert parts.min() >= low
    assert parts.max() <= high


def test_apportion_is_proportional_where_it_can_be() -> None:
    assert apportion([1, 2, 3, 4], 100).tolist() == [10, 20, 30, 40]
