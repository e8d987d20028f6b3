"""Rounds of days as bytes."""

from __future__ import annotations

import numpy as np

from sim.planning.rounds import packed, unpacked


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
