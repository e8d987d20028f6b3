"""Races of the same kind, and the seats that are expected of them."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibration.votes.race_kinds import AllKinds, RaceKinds, join_kinds, race_kinds
from sim.register import Register, build_register
from sim.scenario import load_scenario
from sim.voting.winners import win_probabilities

THREE = "register.regions=['AKM', 'MAN', 'PAV']"


@pytest.fixture(scope="module")
def register() -> Register:
    return build_register(load_scenario("baseline", [THREE]))


def strengths(register: Register, n: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return some strengths ``(n, n_regions, n_parties)`` and incumbencies ``(n,)``."""
    rng = np.random.default_rng(7)
    strength = rng.normal(0, 1.5, (n, register.n_regions, len(register.parties)))
    return strength, rng.uniform(-0.5, 3, n)


def by_candidate(
    register: Register, strength: np.ndarray, incumbency: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the utility without its random term, and the probability to win, of each candidate."""
    region = register.race_region[register.candidate_race]
    utility = strength[region, register.candidate_party]
    utility = utility + incumbency * register.candidate_incumbent
    return utility, win_probabilities(register, utility)


def test_expected_seats_are_the_sums_of_all_candidates_chances(register: Register) -> None:
    strength, incumbency = strengths(register)
    kinds = race_kinds(register)
    assert sum(len(kind.n_races) for kind in kinds) < register.n_races

    for w in range(len(strength)):
        _, chance = by_candidate(register, strength[w], incumbency[w])
        for r, kind in enumerate(kinds):
            inside = register.race_region[register.candidate_race] == r
            seats = np.bincount(
                register.candidate_party[inside], chance[inside], len(register.parties)
            )
            incumbents = chance[inside & register.candidate_incumbent].sum()
            found, found_incumbents = kind.expected_seats(
                strength[w : w + 1, r], incumbency[w:][:1]
            )
            assert found[0] == pytest.approx(seats, rel=1e-12, abs=1e-12)
            assert found_incumbents[0] == pytest.approx(incumbents, rel=1e-12)


def test_kinds_of_all_regions_side_by_side_are_the_single_races(register: Register) -> None:
    strength, incumbency = strengths(register)
    found = AllKinds(race_kinds(register), len(register.parties)).log_norms(strength, incumbency)

    assert found.shape == (3, register.n_regions)
    for w in range(len(strength)):
        utility, _ = by_candidate(register, strength[w], incumbency[w])
        total = np.bincount(register.candidate_race, np.exp(utility))
        by_region = np.bincount(register.race_region, np.log(total))
        assert found[w] == pytest.approx(by_region, rel=1e-12)


def test_weights_of_kinds_are_registered_voters(register: Register) -> None:
    registered = np.bincount(register.site_race, register.site_registered)
    for r, kind in enumerate(race_kinds(register)):
        share = registered[register.race_region == r] / registered[register.race_region == r].sum()
        assert kind.n_races.sum() == len(share)
        assert kind.weight.sum() == pytest.approx(1)
        assert kind.square_weight.sum() == pytest.approx((share**2).sum())


def test_regions_joined_are_one_region_with_all_races(register: Register) -> None:
    kinds = race_kinds(register)
    strength, incumbency = strengths(register)
    one = np.repeat(strength[:, :1], len(kinds), axis=1)

    joined = join_kinds(kinds)

    apart = [kind.expected_seats(one[:, r], incumbency) for r, kind in enumerate(kinds)]
    seats, incumbents = joined.expected_seats(one[:, 0], incumbency)
    assert seats == pytest.approx(sum(s for s, _ in apart), rel=1e-12)
    assert incumbents == pytest.approx(sum(i for _, i in apart), rel=1e-12)
    assert joined.weight.sum() == pytest.approx(1)


def test_a_party_stands_in_a_race_with_a_newcomer_or_an_incumbent_of_it() -> None:
    kinds = RaceKinds(
        np.array([1, 2]), np.array([0.4, 0.6]), np.array([0.16, 0.18]),
        np.array([[1, 0, 0, 1], [0, 0, 0, 2]]), np.array([-1, 1]),
    )  # fmt: skip

    assert kinds.standing.tolist() == [True, True, False, True]
