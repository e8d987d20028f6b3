"""Tallies are read from parts that may end within a race of a site."""

from __future__ import annotations

import numpy as np
import pytest

from sim.exporting.tallies import read_tallies

ROWS = (
    ("a", "r", "Ann", "RED", 5), ("a", "r", "invalid", "", 1),
    ("a", "q", "Yes", "", 4), ("a", "q", "invalid", "", 2),
    ("b", "q", "Yes", "", 3), ("b", "q", "invalid", "", 0),
)  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 3, 4, 6])
def test_parts_of_any_size_give_the_same(size: int) -> None:
    names = ("site", "race", "choice", "party", "votes")
    parts = [
        {name: np.array([row[k] for row in ROWS[i : i + size]]) for k, name in enumerate(names)}
        for i in range(0, len(ROWS), size)
    ]

    found = read_tallies([*parts, {name: np.array([]) for name in names}], {"a": 0, "b": 1},
                         {"q": 0, "r": 1})  # fmt: skip

    assert found.choices == ("Ann", "invalid", "Yes")
    assert found.parties == ("RED", "")
    assert (found.first.tolist(), found.site.tolist()) == ([0, 2, 4], [0, 0, 1])
    assert [sections.tolist() for sections in found.of_races(2)] == [[1, 2], [0]]
    rows = found.rows_of_sections(found.of_races(2)[0])
    assert found.votes[rows].tolist() == [[4, 3], [2, 0]]
    assert found.rows_of("invalid").tolist() == [1, 3, 5]
    assert found.sections_of(np.array([1, 3, 5])).tolist() == [0, 1, 2]
    assert found.rows_of("undervotes").tolist() == []
