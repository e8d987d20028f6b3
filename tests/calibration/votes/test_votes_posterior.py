"""The posterior of the choices: its prior, its parts, and parameters that are held."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.targets.collect import collect
from sim.calibration.votes.votes_posterior import VotesPosterior
from sim.register import build_register
from sim.scenario import load_scenario
from tests.calibration.votes.conftest import RANGES
from tests.support.targets import target

if TYPE_CHECKING:
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario

NUR, AUYL, INDEPENDENT = "Nur Otan", "Auyl", "Independent"


def test_the_prior_density_of_regional_strengths_is_that_of_its_draws(
    problem: VotesPosterior,
) -> None:
    n = 20_000
    spread = problem.spread
    coords = problem.sample_prior(n, np.random.default_rng(2))
    added = np.where(problem._added >= 0, coords[:, problem._added], 0.0)
    log_prior = problem._log_prior(added)
    for r in range(3):
        of_region = added[:, r, problem.stands[r]]
        k = of_region.shape[1]
        covariance = spread**2 * (np.eye(k) + 1)
        # An element's error is at most 2 spread^2 / sqrt(n); 5 of them pass once in 30,000.
        found = np.cov(of_region.T).reshape(k, k)
        assert np.abs(found - covariance).max() < 5 * 2 * spread**2 * np.sqrt(2 / n)
        squares = np.einsum("ni,ij,nj->n", of_region, np.linalg.inv(covariance), of_region)
        assert log_prior[:, r] == pytest.approx(-squares / 2)


def test_nothing_counts_outside_the_ranges(problem: VotesPosterior) -> None:
    coords = problem.start(2, np.random.default_rng(1))
    assert np.isfinite(problem.log_density(coords)).all()
    for place in problem.layout.common.tolist():
        outside = coords.copy()
        outside[0, place] = 50.0
        density = problem.log_density(outside)[:, 0]
        assert density[0] == -np.inf
        assert np.isfinite(density[1])


@pytest.mark.parametrize("far", [-1e4, 1e4])
def test_the_density_is_a_number_however_far_a_proposal_goes(
    problem: VotesPosterior, far: float
) -> None:
    coords = problem.start(2, np.random.default_rng(1))
    for place in range(coords.shape[1]):
        outside = coords.copy()
        outside[0, place] = far
        density = problem.log_density(outside)
        assert not np.isnan(density).any()
        assert density[0, 0] < -1e6
        assert np.isfinite(density[1]).all()


def test_common_coordinates_and_each_region_have_a_proposal(problem: VotesPosterior) -> None:
    proposals = problem.independence_proposals()

    assert len(proposals) == 1 + len(problem.codes)
    assert [proposal.column for proposal in proposals] == [None, 1, 2, 3]
    moved = np.concatenate([proposal.indices for proposal in proposals])
    assert sorted(moved.tolist()) == list(range(len(problem.layout.names)))


def test_parts_sum_to_the_density_and_depend_on_their_region_only(problem: VotesPosterior) -> None:
    rng = np.random.default_rng(5)
    coords = problem.start(6, rng)
    before = problem.log_density(coords)
    assert before[:, 0] == pytest.approx(before[:, 1:].sum(axis=1))
    for r, places in enumerate(problem.layout.regions):
        moved = coords.copy()
        moved[:, places] += rng.normal(0, 0.5, (6, len(places)))
        after = problem.log_density(moved)
        others = [column for column in range(1, 5) if column != 2 + r]
        assert np.array_equal(after[:, others], before[:, others])
        assert not np.isclose(after[:, 2 + r], before[:, 2 + r]).any()


def test_a_held_strength_is_the_free_one_at_that_value(
    of_three: tuple[Scenario, Register], problem: VotesPosterior
) -> None:
    coords = problem.start(4, np.random.default_rng(5))
    key = f"choice.regions.PAV.strength.{AUYL}"
    coords[:, problem.coordinates.index[key]] = 0.4
    held = VotesPosterior(*of_three, collect(*of_three), RANGES, {key: 0.4})

    fewer = np.delete(coords, problem.coordinates.index[key], axis=1)

    assert held.log_density(fewer) == pytest.approx(problem.log_density(coords))
    assert held.parameters(fewer)[key].tolist() == [0.4] * 4


def test_strengths_of_independents_are_held_as_the_scenario_has_them() -> None:
    changes = ["register.regions=['MAN']", "choice.strength.Independent=0.5"]
    scenario = load_scenario("baseline", [*changes, "choice.regions.MAN.strength.Independent=0.25"])
    register = build_register(scenario)
    problem = VotesPosterior(scenario, register, collect(scenario, register), RANGES, {})
    strength = problem.split(problem.start(3, np.random.default_rng(0)))[2]

    assert (strength[:, 0, register.parties.index(INDEPENDENT)] == 0.75).all()
    assert not [name for name in problem.coordinates.names if INDEPENDENT in name]


@pytest.mark.parametrize("name", ["AKM@seats", "AKM@votes", "KZ@incumbents"])
def test_a_weight_of_zero_leaves_out(
    of_three: tuple[Scenario, Register], problem: VotesPosterior, name: str
) -> None:
    scenario, register = of_three
    every_target = replace_incumbents(collect(*of_three))
    dropped = tuple(t for t in every_target if t.name != name)
    weighted = tuple(replace(t, weight=0.0) if t.name == name else t for t in every_target)
    assert len(dropped) < len(every_target)
    coords = problem.start(5, np.random.default_rng(5))
    given, without, with_all = (
        VotesPosterior(scenario, register, some, RANGES, {}).log_density(coords)[:, 0]
        for some in (weighted, dropped, every_target)
    )

    assert given - without == pytest.approx(np.zeros(5), abs=1e-9)
    assert np.ptp(with_all - without) > 0.01


def replace_incumbents(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Add a share of incumbents: none is reported for three regions."""
    incumbents = target("incumbents", "KZ", 44.0, error=0.5, step=0.1)
    return (*targets, incumbents)


def test_single_seats_are_held_against_expected_ones(
    of_three: tuple[Scenario, Register],
) -> None:
    scenario, register = of_three
    in_pavlodar = register.race_region == register.region_code.tolist().index("PAV")
    half = float(in_pavlodar.sum() / 2)
    half_of_seats = target("seats", "PAV", half, item=NUR, relation="at_least")
    problem = VotesPosterior(scenario, register, [half_of_seats], RANGES, {})
    coords = np.repeat(problem.start(1, np.random.default_rng(5)), 2, axis=0)
    coords[:, problem.coordinates.index["choice.incumbency"]] = 1.0
    coords[:, problem.coordinates.index[f"choice.strength.{NUR}"]] = [-2.0, 4.0]
    few, many = problem.log_density(coords)[:, 2 + problem.codes.index("PAV")]

    assert problem.layout.separable
    assert many - few > 4
    assert many == pytest.approx(problem._log_prior(
        np.where(problem._added >= 0, coords[1:, problem._added], 0.0)
    )[0, problem.codes.index("PAV")], abs=0.2)  # fmt: skip
