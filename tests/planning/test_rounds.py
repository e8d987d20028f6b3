"""Rounds of days, and their bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.day.levels import LevelCounts
from sim.planning.rounds import kept_days, packed, unpacked
from tests.support.planned import KeptInMemory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def test_what_is_packed_is_unpacked_and_what_is_damaged_is_not() -> None:
    columns = (np.arange(6).reshape(2, 3), np.array([-7, 1 << 40]))
    content = packed(("a", "b"), columns)

    found = unpacked(("a", "b"), content)

    assert found is not None
    for one, two in zip(found, columns, strict=True):
        assert np.array_equal(one, two)
    assert unpacked(("a", "c"), content) is None
    assert unpacked(("a", "b"), content[:-30]) is None
    assert unpacked(("a", "b"), None) is None


def test_days_are_run_once_in_their_order_and_damaged_rounds_again() -> None:
    begun: list[int] = []

    def run(numbers: Sequence[int]) -> Iterator[LevelCounts]:
        for number in numbers:
            begun.append(number)
            yield LevelCounts(np.full((2, 1), number), np.full((2, 3, 1), number))

    store, numbers = KeptInMemory(), range(100, 119)

    first = list(kept_days(store, "days", numbers, run))
    assert begun == [*numbers]
    assert [found[:, 0, 0].tolist() for found, _ in first] == [
        [*range(100, 108)], [*range(108, 116)], [*range(116, 119)]
    ]  # fmt: skip
    assert [sums[0, 0, 0] for _, sums in first] == [sum(found[:, 0, 0]) for found, _ in first]
    begun.clear()
    store.parts["days-000008"] = b"damaged"
    again = list(kept_days(store, "days", numbers, run))

    assert begun == [*range(108, 116)]
    for one, other in zip(first, again, strict=True):
        assert all(np.array_equal(*pair) for pair in zip(one, other, strict=True))
