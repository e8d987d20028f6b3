"""A short recovery: made-up countries of two regions, whose parameters are estimated.

``python -m tests.validation`` does it for the whole country.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.mcmc.sampler import ChainSettings, all_draws, sample
from sim.calibration.stages import Stages
from sim.core.progress_protocol import NoProgress
from tests.validation import known
from tests.validation.known import SEED, base_of, correction_at, turnout_where_told, world_of
from tests.validation.made_up import make_up
from tests.validation.recovery import even_p

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("register.regions=['ALM', 'MAN']",)
CHAINS = ChainSettings(walkers=32, burn=40, chunk=60, most=60, thin=5)
LONGER = ChainSettings(walkers=32, burn=120, chunk=120, most=120, thin=5)
"""Chains of parameters that move slowly."""
N = 6


@cache
def below(error_factor: float) -> np.ndarray:
    """Share of draws below the true turnout at the reported hours, for each country."""
    world, base = world_of(*SMALL), base_of(*SMALL)
    rows = []
    for number in range(N):
        truth = make_up(world, SEED, number, error_factor=error_factor)
        day = world.day(truth.targets)
        day.correction = correction_at(day, base.middle, base.simulated)
        draws = all_draws(sample(day, CHAINS, SEED, Stages(), NoProgress())[0])
        found = turnout_where_told(world, day, draws)
        true = turnout_where_told(world, day, truth.coords[0])
        rows.append([(draws < true[name]).mean() for name, draws in found.items()])
    return np.array(rows)


def outside(ranks: np.ndarray) -> int:
    """Count true values outside the 90 % intervals."""
    return int(((ranks < 0.05) | (ranks > 0.95)).sum())


def test_true_turnout_is_inside_the_posterior_intervals() -> None:
    ranks = below(1.0)
    assert ranks.shape == (N, 2)
    # Of 12 more than 4 are outside once in 230 times, and a mean is as far off once in 500.
    assert outside(ranks) <= 4
    assert np.abs(ranks.mean(axis=0) - 0.5).max() < 3.3 / np.sqrt(12 * N)


def test_larger_errors_than_stated_are_detected() -> None:
    assert outside(below(20.0)) > 4


def test_other_parameters_are_recovered() -> None:
    world = world_of(*SMALL)
    inside = []
    for number in range(3):
        truth = make_up(world, SEED, number)
        problems = world.problems(truth.targets, truth.elections)
        for problem, coords in zip(problems.all()[1:], truth.coords[1:], strict=True):
            draws = all_draws(sample(problem, LONGER, SEED, Stages(), NoProgress())[0])
            low, high = np.quantile(draws, (0.01, 0.99), axis=0)
            inside += ((coords[0] >= low) & (coords[0] <= high)).tolist()
    # Parameters of a country are correlated, so the bound is far below 98 %.
    assert np.mean(inside) > 0.85


def test_even_ranks_pass_and_uneven_ones_do_not() -> None:
    generator = np.random.Generator(np.random.Philox(SEED))
    even = generator.random((200, 5))
    assert even_p(even) > 0.01
    assert even_p(even**1.5) < 0.001


@pytest.mark.parametrize("number", [0, 1])
def test_a_country_is_the_same_whenever_it_is_sampled(number: int) -> None:
    world = world_of(*SMALL)
    one, again = (make_up(world, SEED, number) for _ in range(2))
    assert one.values == again.values
    assert one.targets == again.targets
    assert make_up(world, SEED, number + 2).targets != one.targets


def stand_in(number: int) -> dict[str, np.ndarray]:
    """Stand in for a country, which would take long."""
    return {"number": np.array(number), "process": np.array(os.getpid())}


def test_countries_are_saved_and_resumed_by_several_workers(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "kept"

    first = known.recover_all(3, folder, 2, stand_in)
    (folder / "country-0001.record").write_bytes(b"damaged")
    again = known.recover_all(4, folder, 2, stand_in)

    assert [int(record["number"]) for record in again] == [0, 1, 2, 3]
    assert os.getpid() not in {int(record["process"]) for record in first}
    same = [bool(first[k]["process"] == again[k]["process"]) for k in range(3)]
    assert same == [True, False, True]
