"""Seats of lists: published examples, and laws on random votes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from sim.voting.divisors import list_seats, seats_certain


def test_an_example_by_hand() -> None:
    # D'Hondt: 53, 26.5, 24, 17.7, 13.25, 12, 10.6, 10.5 | 10. Sainte-Laguë: 53, 24, 17.7, 10.6,
    # 10.5, 10, 8, 7.6 | 5.9.
    votes = [5300, 2400, 1050, 1000]

    assert list_seats(votes, 8, 1, [0] * 4) == ([5, 2, 1, 0], False)
    assert list_seats(votes, 8, 2, [0] * 4) == ([4, 2, 1, 1], False)


def sorted_by_quotients(votes: list[int], n: int, step: int) -> list[int]:
    """Return seats by sorting all quotients: another algorithm."""
    quotients = sorted(
        ((v / (step * k + 1), i) for i, v in enumerate(votes) for k in range(n)), reverse=True
    )[:n]
    return [sum(i == j for _, j in quotients) for i in range(len(votes))]


@pytest.mark.parametrize("step", [1, 2])
def test_seats_are_those_of_sorted_quotients(step: int) -> None:
    rng = np.random.default_rng(step)
    for _ in range(200):
        votes = rng.integers(1, 10_000, rng.integers(1, 7)).tolist()
        n = int(rng.integers(1, 12))
        found, by_lot = list_seats(votes, n, step, [0] * len(votes))
        if not by_lot:
            assert found == sorted_by_quotients(votes, n, step)


def test_equal_claims_are_decided_by_lot_only_where_seats_are_too_few() -> None:
    assert list_seats([6, 6, 6], 3, 1, [1, 2, 3]) == ([1, 1, 1], False)
    assert list_seats([6, 6, 6], 2, 1, [3, 1, 2]) == ([1, 0, 1], True)
    # The second seat of the first list and the first of the second: 6 / 2 = 3 / 1.
    assert list_seats([6, 3], 2, 1, [1, 2]) == ([1, 1], True)
    assert list_seats([0, 0], 2, 1, [1, 2]) == ([0, 0], False)


@pytest.mark.parametrize("step", [1, 2])
def test_certain_seats_are_those_that_no_further_ballots_change(step: int) -> None:
    rng = np.random.default_rng(10 + step)
    seen = set()
    for _ in range(300):
        votes = rng.integers(0, 12, 3).tolist()
        out, n = int(rng.integers(0, 5)), int(rng.integers(1, 5))
        won, by_lot = list_seats(votes, n, step, [0, 0, 0])
        if not any(won) or by_lot:
            continue
        changed = any(
            list_seats([v + a for v, a in zip(votes, more, strict=True)], n, step, lots)[0] != won
            for more in product(range(out + 1), repeat=3)
            if sum(more) <= out
            for lots in ([1, 2, 3], [3, 2, 1], [2, 3, 1])
        )
        certain = seats_certain(votes, won, step, out)
        seen.add(certain)
        assert not (certain and changed)
    assert seen == {True, False}
