"""Candidates of the races of a region: published totals are met, and no race has fewer than two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import RegisterError
from sim.register.candidates import stand
from tests.support.published import OF

if TYPE_CHECKING:
    from sim.core.types import Words

ITEMS = (0, 1, 2, 3)
INDEPENDENT = OF.party_names.index("Independent")


def words(item: int, n: int) -> Words:
    return np.random.default_rng(item).integers(0, 2**32, n, dtype=np.uint32)


def by_party(**counts: int) -> list[int]:
    """Return counts of the first parties (``p0``, ``p1``) and of independents, zero elsewhere."""
    found = [0] * len(OF.party_names)
    for name, count in counts.items():
        found[INDEPENDENT if name == "independent" else int(name[1:])] = count
    return found


def candidates(
    n_races: int, seats: list[int], nominated: list[int], share: float = 0.5
) -> tuple[list[list[int]], list[int | None]]:
    return stand(
        "XXX", n_races, parties=OF.parties, seats=seats, nominated=nominated,
        incumbents_stand_share=share, words=words, items=ITEMS,
    )  # fmt: skip


def test_published_candidates_are_all_there_and_a_party_stands_once_a_race() -> None:
    seats, nominated = by_party(p0=6, p1=1, independent=3), by_party(p0=9, p1=5, independent=20)

    ballots, _ = candidates(10, seats, nominated)

    standing = np.array([np.bincount(ballot, minlength=len(OF.party_names)) for ballot in ballots])
    assert standing.sum(axis=0).tolist() == nominated
    assert np.delete(standing, INDEPENDENT, axis=1).max() == 1
    assert standing.sum(axis=1).min() >= 2
    assert all(ballot == sorted(ballot) for ballot in ballots)


def test_a_party_that_won_more_than_it_had_nominated_stands_in_as_many_races_as_it_won() -> None:
    ballots, _ = candidates(4, by_party(p0=4), by_party(p0=3, independent=4))

    assert sum(0 in ballot for ballot in ballots) == 4


def test_incumbents_stand_in_the_share_of_races_that_is_asked_for() -> None:
    seats, nominated = by_party(p0=6, independent=4), by_party(p0=6, independent=20)

    assert candidates(10, seats, nominated, 0.0)[1] == [None] * 10
    ballots, incumbent = candidates(10, seats, nominated, 1.0)
    assert None not in incumbent
    assert all(0 <= k < len(ballot) for k, ballot in zip(incumbent, ballots, strict=True) if k)


@pytest.mark.parametrize(
    ("n_races", "seats", "nominated", "message"),
    [
        (3, by_party(p0=2), by_party(p0=5), "2 seats for 3 races"),
        (2, by_party(p0=2), by_party(p0=2, p1=3), f"3 of {OF.party_names[1]} for 2 races"),
        (3, by_party(p0=3), by_party(p0=3, independent=2),
         "2 more independents cannot give every race two candidates"),
    ],
)  # fmt: skip
def test_figures_that_no_races_have_are_refused(
    n_races: int, seats: list[int], nominated: list[int], message: str
) -> None:
    with pytest.raises(RegisterError, match=message):
        candidates(n_races, seats, nominated)
