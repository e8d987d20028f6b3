"""Expected shares of votes, and the density of the votes of a race, against sampled races."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.votes.shares import RegionVotes, log_likelihood_of_race
from tests.support.published import OF

if TYPE_CHECKING:
    from sim.calibration.votes.race_kinds import RaceKinds
    from sim.calibration.votes.votes_posterior import VotesPosterior
    from sim.core.types import Floats
    from sim.pack.published_rows import ByElection

NUR, AUYL, INDEPENDENT = "Nur Otan", "Auyl", "Independent"


def drawn_shares(
    kinds: RaceKinds, strength: Floats, incumbency: float, sharpness: float, n: int
) -> Floats:
    """Return mean shares by party over races weighted as the types are, by simple sampling."""
    rng = np.random.default_rng(11)
    total = np.zeros(len(strength))
    for kind, weight in enumerate(kinds.weight):
        standing = [
            (p, 0.0) for p, k in enumerate(kinds.newcomers[kind].tolist()) for _ in range(k)
        ]
        if kinds.incumbent[kind] >= 0:
            standing.append((int(kinds.incumbent[kind]), incumbency))
        party = np.array([p for p, _ in standing])
        utility = strength[party] + np.array([more for _, more in standing])
        share = np.exp(sharpness * (utility + rng.gumbel(size=(n, len(standing)))))
        share /= share.sum(axis=1, keepdims=True)
        total += weight * np.bincount(party, share.mean(axis=0), len(strength))
    return total


@pytest.mark.parametrize(("sharpness", "away", "points"), [(0.65, 0.0, 0.4), (0.4, 0.4, 0.6)])
def test_expected_votes_are_those_of_many_sampled_races(
    problem: VotesPosterior, sharpness: float, away: float, points: float
) -> None:
    r = problem.codes.index("AKM")
    votes = problem.votes.regions[r]
    strength = problem.middle[r] + away * np.array([1, -1, 1, -1, 1, -1, 0])[: len(problem.parties)]
    drawn = drawn_shares(problem.kinds[r], strength, 1.0, sharpness, 4000)

    found = votes.expected(strength[None], np.array([1.0]), np.array([sharpness]))[0]

    assert 100 * np.abs(found - drawn[votes.parties]).max() < points


@pytest.mark.parametrize(("sharpness", "higher"), [(4.0, 0.0), (4.0, 30.0), (0.8, -900.0)])
def test_expected_votes_hold_for_every_sharpness_and_strength(
    problem: VotesPosterior, sharpness: float, higher: float
) -> None:
    r = problem.codes.index("AKM")
    votes, kinds = problem.votes.regions[r], problem.kinds[r]
    strength = problem.middle[r] + higher
    total = np.zeros(len(votes.parties))
    listed = votes.candidates
    utility = problem.middle[r][listed.party] + listed.incumbent + votes._coarse[:, listed.number]
    for kind, weight in enumerate(kinds.weight):
        inside = listed.kind == kind
        share = np.exp(sharpness * utility[:, inside])
        share /= share.sum(axis=1, keepdims=True)
        total += weight * share.mean(axis=0) @ (listed.party[inside, None] == votes.parties)

    one = np.array([1.0])
    found = votes.expected(strength[None], one, np.array([sharpness]))[0]

    # The correction of the coarse lattice is that of the nearest sharpness in the table.
    found = found - votes._at(np.array([sharpness]))[3][0]
    assert found == pytest.approx(total, abs=1e-5)


def test_votes_that_are_expected_are_likelier_than_others(problem: VotesPosterior) -> None:
    r = problem.codes.index("AKM")
    middle = problem.middle[r][None]
    parties = np.arange(len(problem.parties))[problem.kinds[r].standing]
    given = np.array([1.0]), np.array([0.6])
    first = RegionVotes(problem.kinds[r], parties, np.zeros(len(parties)), None, 0.01)
    first.tabulate(middle[0], 1.0)
    share = first.expected(middle, *given)[0]
    chances = []
    for off in (0.0, 0.03, 0.06):
        moved = share + off * np.where(np.arange(len(parties)) == 0, 1, -1 / (len(parties) - 1))
        votes = RegionVotes(problem.kinds[r], parties, moved, None, 0.01)
        votes.tabulate(middle[0], 1.0)
        chances.append(float(votes.log_likelihood(middle, *given, np.zeros((1, len(parties))))[0]))
        # After the shift back there is no difference.
        back = (moved - share)[None]
        chances_back = votes.log_likelihood(middle, *given, back)
        assert chances_back[0] == pytest.approx(chances[0], abs=1e-3)
    assert chances[0] > chances[1] + 0.3 > chances[2] + 0.6


def election(votes: tuple[float, ...], candidates: tuple[str, ...]) -> ByElection:
    one = OF.by_elections[0]
    return replace(one, candidates=candidates, votes=(*votes, 0))  # type: ignore[arg-type]


PARTIES = (NUR, AUYL, INDEPENDENT)


def densities(logs: Floats, parties: tuple[str, ...], sharpness: float) -> Floats:
    """Return the density of log ratios to the first candidate, shape ``(n,)``."""
    found = []
    for row in np.atleast_2d(logs):
        share = np.exp(np.array([0.0, *row]) - np.logaddexp.reduce([0.0, *row]))
        race = election(tuple((1e12 * share).tolist()), parties)
        args = np.array([[0.8, -0.3, 0.0]]), np.array([1.1]), np.array([sharpness])
        found.append(log_likelihood_of_race(race, PARTIES, *args, 0.7)[0])
    return np.exp(found)


def drawn_logs(parties: tuple[str, ...], sharpness: float, n: int) -> Floats:
    rng = np.random.default_rng(4)
    utility = np.array([0.8, -0.3, 0.0])[[PARTIES.index(p) for p in parties]]
    drawn = utility + rng.gumbel(size=(n, len(parties)))
    drawn[:, 0] += 1.1 * (rng.random(n) < 0.7)
    logs: Floats = sharpness * (drawn[:, 1:] - drawn[:, :1])
    return logs


@pytest.mark.parametrize("sharpness", [0.5, 1.4])
def test_density_of_a_race_of_two_is_that_of_sampled_shares(sharpness: float) -> None:
    ends = np.linspace(-12, 12, 2401) * sharpness
    middle = (ends[1:] + ends[:-1]) / 2
    mass = densities(middle[:, None], (NUR, INDEPENDENT), sharpness) * np.diff(ends)
    assert mass.sum() == pytest.approx(1, abs=1e-3)

    n = 40_000
    logs = drawn_logs((NUR, INDEPENDENT), sharpness, n)[:, 0]
    edges = np.linspace(-3, 1, 9) * sharpness
    for low, high in itertools.pairwise(edges.tolist()):
        expected = mass[(middle > low) & (middle < high)].sum()
        error = np.sqrt(expected * (1 - expected) / n)
        assert abs(((logs > low) & (logs < high)).mean() - expected) < 4.5 * error + 1e-4


def test_density_of_a_race_of_three_is_that_of_sampled_shares() -> None:
    parties = (NUR, AUYL, INDEPENDENT)
    side = np.linspace(-8, 6, 141)
    middle = (side[1:] + side[:-1]) / 2
    grid = np.stack(np.meshgrid(middle, middle, indexing="ij"), axis=-1).reshape(-1, 2)
    mass = densities(grid, parties, 0.8) * (side[1] - side[0]) ** 2
    assert mass.sum() == pytest.approx(1, abs=0.002)

    logs = drawn_logs(parties, 0.8, 40_000)
    for of_grid, of_drawn in zip(three_of(grid), three_of(logs), strict=True):
        error = of_drawn.std() / np.sqrt(len(logs))
        # On the grid a border is uncertain by half a cell.
        assert abs((mass * of_grid).sum() - of_drawn.mean()) < 4.5 * error + 0.01


def three_of(logs: Floats) -> list[Floats]:
    """Return whether the second leads, whether the third does, and their difference."""
    second, third = logs.T
    leads = [(second > 0) & (second > third), (third > 0) & (third > second)]
    return [*(lead.astype(float) for lead in leads), np.tanh(second - third)]
