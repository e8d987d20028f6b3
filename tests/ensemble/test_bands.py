"""Columns of all replications as medians with bands, or as the most frequent value."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ensemble.bands import band_columns
from sim.results.schema import Column
from tests.support import by_hand


@given(st.integers(1, 60), st.integers(0, 1 << 32))
@settings(deadline=None, derandomize=True)
def test_band_columns_are_by_row_and_observed(n: int, seed: int) -> None:
    stack = np.random.default_rng(seed).integers(0, 10, (n, 3))

    columns = band_columns(Column("votes", "integer"), stack)

    assert list(columns) == ["votes", "votes_p05", "votes_p95"]
    for per_cent, column in zip((50, 5, 95), columns.values(), strict=True):
        assert column.tolist() == [by_hand.quantile(v, per_cent) for v in stack.T.tolist()]


def test_of_texts_and_flags_the_most_frequent_is_given_and_of_several_the_first() -> None:
    winner = np.array([["b", "b"], ["a", "c"], ["a", "b"], ["b", "b"]])
    stale = np.array([[1, 0], [1, 1], [0, 0]])

    by_text = band_columns(Column("winner", "text"), winner)
    by_flag = band_columns(Column("stale", "flag"), stale)

    assert {name: column.tolist() for name, column in by_text.items()} == {
        "winner": ["a", "b"], "winner_share": [0.5, 0.75],
    }  # fmt: skip
    assert {name: column.tolist() for name, column in by_flag.items()} == {
        "stale": [1, 0], "stale_share": [0.667, 0.667],
    }  # fmt: skip
