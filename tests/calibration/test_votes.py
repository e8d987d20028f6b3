"""The posterior of the choices against outcomes that are enumerated, sampled and integrated."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.targets.collect import collect
from sim.calibration.votes.incumbents import Incumbents, strengths_that_meet
from sim.calibration.votes.race_kinds import RaceKinds, race_kinds
from sim.calibration.votes.votes_posterior import VotesPosterior
from sim.register import build_register
from sim.scenario import calibration_range, load_scenario
from sim.voting.winners import win_probabilities

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Floats


RANGES = {
    key: calibration_range()[key]
    for key in ("choice.strength", "choice.incumbency", "choice.sharpness")
}

RACE = """
[[register.races]]
name = "{name}"
region = "{region}"
candidates = {candidates}
winner = "{winner}"
votes_cast = 14
{incumbent}
sites = [{{ registered = 20, members = 5, desks = 1, booths = 1, distance_km = 10.0 }}]
"""


def race(name: str, region: str, candidates: list[str], winner: str, incumbent: int = -1) -> str:
    return RACE.format(
        name=name, region=region, candidates=candidates, winner=winner,
        incumbent=f"incumbent = {incumbent}" if incumbent >= 0 else "",
    )  # fmt: skip


NUR, AUYL, INDEPENDENT = "Nur Otan", "Auyl", "Independent"
SMALL = "".join(
    [
        'name = "small"\n[register]\nsource = "given"\n',
        race("A", "EAST", [NUR, INDEPENDENT], NUR, 0),
        race("B", "EAST", [NUR, AUYL, INDEPENDENT], AUYL, 0),
        race("C", "EAST", [NUR, AUYL, INDEPENDENT, INDEPENDENT], INDEPENDENT, 2),
        race("D", "EAST", [NUR, NUR, AUYL], NUR, 1),
        race("E", "EAST", [AUYL, INDEPENDENT], INDEPENDENT),
        race("F", "WEST", [NUR, INDEPENDENT], NUR, 1),
        race("G", "WEST", [NUR, INDEPENDENT], INDEPENDENT),
    ]
)


class Small:
    """A country whose outcomes can be enumerated."""

    def __init__(self, folder: Path) -> None:
        file = folder / "small.toml"
        file.write_text(SMALL, encoding="utf-8")
        self.scenario = load_scenario(file)
        self.register = build_register(self.scenario)
        targets = collect(self.scenario, self.register)
        self.targets = tuple(t for t in targets if t.what == "seats")
        self.problem = VotesPosterior(self.scenario, self.register, self.targets, RANGES, {})

    def log_likelihood(self, coords: Floats, r: int) -> Floats:
        """Return the log probability of a region's seats, from all its outcomes."""
        register, problem = self.register, self.problem
        _, scalars, strength, _ = problem.split(coords)
        seats = problem.seats.table[r]
        found = []
        for w in range(len(coords)):
            utility = strength[w, r, register.candidate_party]
            utility += scalars["choice.incumbency"][w] * register.candidate_incumbent
            chance = win_probabilities(register, utility)
            total = 0.0
            races = np.flatnonzero(register.race_region == r)
            spans = [range(*register.candidate_start[k : k + 2].tolist()) for k in races]
            for winners in itertools.product(*spans):
                won = np.bincount(register.candidate_party[list(winners)], minlength=len(seats))
                total += chance[list(winners)].prod() * (won == seats).all()
            found.append(np.log(total))
        return np.array(found)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small(tmp_path_factory.mktemp("small"))


# --- seats ---------------------------------------------------------------------------------------


def test_only_parties_that_stand_have_a_strength(small: Small) -> None:
    assert small.problem.coordinates.names == (
        f"choice.strength.{NUR}", f"choice.strength.{AUYL}",
        "choice.incumbency", "choice.sharpness",
        f"choice.regions.EAST.strength.{NUR}", f"choice.regions.EAST.strength.{AUYL}",
        f"choice.regions.WEST.strength.{NUR}",
    )  # fmt: skip
    coords = small.problem.sample_prior(5, np.random.default_rng(0))
    strength = small.problem.split(coords)[2]
    stands = small.problem.stands
    assert stands.sum() == 3
    assert (strength[:, ~stands] == 0).all()


def test_probabilities_of_seats_are_those_of_all_outcomes_at_one_incumbency(small: Small) -> None:
    problem = small.problem
    coords = problem.sample_prior(40, np.random.default_rng(3))
    # Given where incumbents stand, the rest depends on the strengths alone.
    coords[:, 2] = 1.3
    added = np.where(problem._added >= 0, coords[:, problem._added], 0.0)
    parts = problem.log_density(coords)[:, 2:] - problem._log_prior(added)

    for r in range(2):
        constant = parts[:, r] - small.log_likelihood(coords, r)
        assert np.ptp(constant) < 1e-9
        assert np.ptp(parts[:, r]) > 4


def test_probabilities_of_seats_change_with_incumbency_as_those_of_all_outcomes(
    small: Small,
) -> None:
    problem = small.problem
    coords = np.repeat(problem.sample_prior(1, np.random.default_rng(3)), 9, axis=0)
    coords[:, :2], coords[:, 4:] = [[1.0, 0.5]], [[0.2, 0.3, -0.1]]
    coords[:, 2] = np.linspace(0, 4, 9)
    exact = small.log_likelihood(coords, 0) + small.log_likelihood(coords, 1)
    found = problem.log_density(coords)[:, 0]

    assert np.ptp(exact) > 0.8
    assert np.ptp(found - exact) < 1e-3


def many_alike(n_races: int, n_won: int) -> tuple[RaceKinds, Floats]:
    """Return races of a party against one independent, half with an incumbent of the party."""
    half = n_races // 2
    kinds = RaceKinds(
        np.array([half, n_races - half]), np.array([0.5, 0.5]), np.array([0.5, 0.5]) / half,
        np.array([[0, 1], [1, 1]]), np.array([0, -1]),
    )  # fmt: skip
    return kinds, np.array([n_won, n_races - n_won], dtype=float)


@pytest.mark.parametrize(("n_races", "n_won"), [(10, 6), (60, 40), (60, 10)])
def test_term_of_incumbency_is_the_sum_over_incumbents_won(n_races: int, n_won: int) -> None:
    # h(beta) = sum over I of H(n, I) exp(beta I), and H is a product of two binomials.
    kinds, seats = many_alike(n_races, n_won)
    # The term is interpolated linearly between the points of its table, where it is exact.
    beta = np.linspace(-1, 6, 57)
    half = n_races // 2
    h = np.zeros(len(beta))
    for i in range(max(0, n_won - (n_races - half)), min(half, n_won) + 1):
        ways = binomial(half, i) * binomial(n_races - half, n_won - i)
        h += ways * np.exp(beta * i)
    found = Incumbents([kinds], [seats], [1.0]).log_term(beta)

    rest = found - np.log(h)
    assert np.ptp(np.log(h)) > 10
    assert np.ptp(rest) < 1e-9


def binomial(n: int, k: int) -> float:
    return float(np.prod([(n - j) / (k - j) for j in range(k)]))


def test_reported_share_of_incumbents_pulls_towards_what_explains_it() -> None:
    kinds, seats = many_alike(60, 40)
    beta = np.linspace(-1, 4, 501)
    at = []
    for share in (0.4, 0.45):
        term = Incumbents([kinds], [seats], [1.0], share, 0.003).log_term(beta)
        strength = strengths_that_meet(kinds, seats, beta)
        norm = sum(
            n * np.log(weight)
            for n, weight in zip(
                kinds.n_races, np.add(*kinds.weights(strength, beta)).T, strict=True
            )
        )
        profile = term + strength @ seats - norm
        best = int(profile.argmax())
        expected = kinds.expected_seats(strength, beta)[1] / 60
        assert expected[best] == pytest.approx(share, abs=0.015)
        at.append(beta[best])
    assert at[0] < at[1]


def test_strengths_that_meet_seats_do(small: Small) -> None:
    kinds = race_kinds(small.register)[0]
    seats = small.problem.seats.table[0]
    incumbency = np.array([0.0, 1.0, 3.0])

    strength = strengths_that_meet(kinds, seats, incumbency, ridge=1e-9)

    found, _ = kinds.expected_seats(strength, incumbency)
    assert found == pytest.approx(np.tile(seats, (3, 1)), abs=1e-5)
