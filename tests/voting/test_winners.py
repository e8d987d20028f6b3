"""Winners sampled given the published seats, and utilities given the winners."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from sim.core.errors import RegisterError
from sim.core.streams import Stream, Streams
from sim.register import Register, build_register
from sim.scenario import load_scenario
from sim.voting.ballots import party_strength
from sim.voting.winners import (
    _forward,
    _parties_given_seats,
    assign_winners,
    utility_given_winners,
    win_probabilities,
)


@pytest.fixture(scope="module")
def register() -> Register:
    return build_register(load_scenario("baseline"))


def test_winners_come_from_the_exact_distribution_given_the_seats() -> None:
    probability = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3], [0.4, 0.4, 0.2], [0.7, 0.0, 0.3]])
    seats = np.array([2, 1, 1])
    exact = {}
    for parties in product(range(3), repeat=4):
        if np.bincount(parties, minlength=3).tolist() == seats.tolist():
            exact[parties] = np.prod([row[p] for row, p in zip(probability, parties, strict=True)])
    total = sum(exact.values())
    rng = np.random.default_rng(5)
    n = 20_000

    drawn: dict[tuple[int, ...], int] = {}
    for streams in rng.random((n, 4)):
        found = _parties_given_seats(probability, seats, streams)
        assert found is not None
        drawn[tuple(found.tolist())] = drawn.get(tuple(found.tolist()), 0) + 1

    assert set(drawn) <= {parties for parties, p in exact.items() if p > 0}
    chi2 = sum(
        (drawn.get(parties, 0) - n * p / total) ** 2 / (n * p / total)
        for parties, p in exact.items()
        if p > 0
    )
    # 9 possible outcomes, 8 degrees of freedom: above 38 by chance in less than 1 of 100,000.
    assert sum(p > 0 for p in exact.values()) == 9
    assert chi2 < 38


def test_impossible_seats_are_noticed() -> None:
    probability = np.array([[1.0, 0.0], [1.0, 0.0]])

    assert _parties_given_seats(probability, np.array([1, 1]), np.array([0.5, 0.5])) is None
    assert _parties_given_seats(probability, np.array([3, 0]), np.array([0.5, 0.5])) is None


def test_seats_without_candidates_are_an_error(register: Register) -> None:
    from dataclasses import replace

    seats = register.quota_seats.copy()
    seats[0] = 0
    seats[0, register.parties.index("Nationwide Social Democratic Party")] = 95
    impossible = replace(register, quota_seats=seats)
    words = Streams(1).words(Stream.RACE, 0, register.race_key)
    strength = party_strength(load_scenario("baseline"), register)

    with pytest.raises(RegisterError, match="the candidates of AKM cannot win 95 Nationwide"):
        assign_winners(impossible, strength, words)


def test_utilities_given_the_winner_are_those_of_samples_where_it_wins(register: Register) -> None:
    """Utilities sampled given winners, with winners sampled, are plain Gumbel utilities."""
    strength = party_strength(load_scenario("baseline"), register)
    p_win = win_probabilities(register, strength)
    sums, squares, n = np.zeros(2), np.zeros(2), 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        start = register.candidate_start
        winner = np.array(
            [
                begin + rng.choice(end - begin, p=p_win[begin:end] / p_win[begin:end].sum())
                for begin, end in pairwise(start)
            ]
        )
        words = rng.integers(0, 2**32, len(strength), dtype=np.uint32)
        top = rng.integers(0, 2**32, register.n_races, dtype=np.uint32)
        streams = utility_given_winners(register, strength, winner, words, top) - strength
        sums += [streams.sum(), (streams**2).sum()]
        squares += [(streams**2).sum(), (streams**4).sum()]
        n += len(streams)
    mean, second = sums / n
    error = np.sqrt((squares / n - np.array([mean, second]) ** 2) / n)
    # Gumbel: mean 0.577216, second moment pi^2/6 + mean^2. 5 standard errors: 6e-7 each.
    assert abs(mean - 0.577216) < 5 * error[0]
    assert abs(second - (np.pi**2 / 6 + 0.577216**2)) < 5 * error[1]


def test_replications_with_the_same_strengths_share_the_distribution(register: Register) -> None:
    strength = party_strength(load_scenario("baseline"), register)
    first, second = (Streams(1, n).words(Stream.RACE, 0, register.race_key) for n in (0, 1))
    assign_winners(register, strength, first)
    before = _forward.cache_info()
    assign_winners(register, strength, second)
    after = _forward.cache_info()

    assert after.misses == before.misses
    assert after.hits > before.hits
