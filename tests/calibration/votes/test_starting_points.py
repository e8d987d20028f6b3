"""Starting points of the chains of the choice: where incumbency is likely, strengths to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.targets.collect import collect
from sim.calibration.votes.starting_points import Profile, fitted_strengths, grid_of_incumbency
from sim.calibration.votes.votes_posterior import VotesPosterior
from tests.calibration.votes.conftest import RANGES
from tests.support.targets import target

if TYPE_CHECKING:
    from sim.register import Register
    from sim.scenario import Scenario


def test_the_profile_is_highest_where_the_incumbents_say(
    of_three: tuple[Scenario, Register],
) -> None:
    best = []
    for share in (12.0, 72.0):
        incumbents = target("incumbents", of_three[1].nation_code, share, error=0.5)
        problem = VotesPosterior(*of_three, [*collect(*of_three), incumbents], RANGES, {})
        best.append(float(problem.profile.incumbency[problem.profile.best]))

    assert best[0] < 1.0
    assert best[1] > 2.0


def test_chains_start_where_the_profile_is_high(
    problem: VotesPosterior, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = np.where(problem.profile.incumbency == 3.0, 0.0, -100.0)
    monkeypatch.setattr(problem, "profile", problem.profile._replace(log_density=narrow))

    coords = problem.start(400, np.random.default_rng(3))

    beta = coords[:, problem.layout.names.index("choice.incumbency")]
    assert 2.75 <= beta.min() < beta.max() <= 3.25
    fitted = problem.profile.strength[problem.profile.best]
    # Two normals of 0.3 are added: standard errors of 0.02.
    off = (problem.split(coords)[2].mean(axis=0) - fitted)[problem.stands]
    assert np.abs(off).max() < 0.15


def test_a_held_incumbency_has_strengths_of_its_value(
    of_three: tuple[Scenario, Register],
) -> None:
    held = VotesPosterior(*of_three, collect(*of_three), RANGES, {"choice.incumbency": 2.5})

    assert held.profile.incumbency.tolist() == [2.5]
    assert np.isfinite(held.log_density(held.start(8, np.random.default_rng(1)))).all()


def test_fitted_strengths_give_the_seats_at_every_incumbency(problem: VotesPosterior) -> None:
    at = grid_of_incumbency(0.0, 4.0)

    # A wide spread shrinks little.
    strength = fitted_strengths(problem.seats, 50.0, at)

    for r, won in enumerate(problem.seats.known):
        assert won is not None
        seats, _ = problem.kinds[r].expected_seats(strength[:, r], at)
        np.testing.assert_allclose(seats, np.repeat(won[None, :], len(at), axis=0), atol=0.2)


def test_samples_are_twice_as_wide_as_the_profile_and_move_together() -> None:
    at = np.linspace(-10.0, 10.0, 201)
    strength = 3.0 * at[:, None, None] + np.array([[0.0, 1.0]])
    profile = Profile(at, strength, -((at - 1.0) ** 2) / 2)

    beta, of_beta = profile.sample(20_000, np.random.default_rng(2))

    # Standard errors are 0.014 and 0.01.
    assert beta.mean() == pytest.approx(1.0, abs=0.06)
    assert beta.std() == pytest.approx(2.0, abs=0.05)
    np.testing.assert_allclose(of_beta[:, 0, 1], 3.0 * beta + 1.0, atol=1e-9)
