"""The calibration of the reported values, with some left out or changed.

Chains are shorter than those of ``saylau calibrate``, and the delay by queues and service is
simulated as in :mod:`tests.validation.known`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.predicted_arrivals import expected_curves
from sim.calibration.arrivals.predicted_arrivals import predict_day as predict
from sim.calibration.arrivals.simulate import simulate
from sim.calibration.mcmc.sampler import ChainSettings, all_draws, sample
from sim.calibration.stages import Stages
from sim.calibration.votes.predicted_votes import sample_outcomes
from sim.core.progress_protocol import NoProgress
from tests.validation.known import BASE_RUNS, FIRST, SEED, base_of, correction_at, world_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
    from sim.core.types import Floats
    from sim.pack.targets import Target
    from tests.validation.made_up import World


CHAINS = ChainSettings(walkers=128, burn=300, chunk=1000, most=1000, thin=10)
N_DRAWS = 4000
_SURE = NormalDist().inv_cdf(1 - 0.5 / N_DRAWS)


@cache
def reported_world() -> World:
    """Return the country of July 2021, without fitted choices.

    The strengths of the baseline are estimated from the values: one that is left out must
    not have an effect through them.
    """
    world = world_of()
    choice = world.country.scenario.choice.model_copy(update={"regions": {}, "strength": {}})
    scenario = world.country.scenario.model_copy(update={"choice": choice})
    return replace(world, country=replace(world.country, scenario=scenario))


def _settle_lines(day: ArrivalsPosterior, world: World) -> None:
    """Simulate the delay by queues and service, at the median of a first chain."""
    base, silent = base_of(), (Stages(), NoProgress())
    day.correction = correction_at(day, base.middle, base.simulated)
    flat = all_draws(sample(day, FIRST, SEED, *silent)[0])
    middle = {key: float(np.median(values)) for key, values in day.parameters(flat).items()}
    simulated = simulate(world.country, middle, day.targets, SEED, BASE_RUNS, 1, NoProgress())
    day.correction = correction_at(day, base.middle, base.simulated, simulated, middle)


def predict_day(world: World, targets: Sequence[Target]) -> tuple[dict[int, Floats], Floats]:
    """Calibrate the day and predict every turnout value of the world.

    Returns
    -------
    tuple
        By index of the world's target, the predicted report; and turnout at
        every quarter hour while doors are open, shape ``(n_quarters, n_draws, n_regions)``.
    """
    day = world.problems(targets).day
    _settle_lines(day, world)
    coords = _some(all_draws(sample(day, CHAINS, SEED, Stages(), NoProgress())[0]))
    full = world.problems(world.targets).day
    full.correction = day.correction
    generator = np.random.Generator(np.random.Philox(SEED))
    curves = np.array([pct for _, pct in expected_curves(full, coords)])
    return predict(full, coords, generator), curves


def predict_outcomes(world: World, targets: Sequence[Target]) -> dict[int, Floats]:
    """Calibrate choices and other marks, and predict every value of theirs."""
    problems = world.problems(targets)
    parameters: dict[str, Floats] = {}
    for problem in (problems.choice, problems.others):
        chain, _ = sample(problem, CHAINS, SEED, Stages(), NoProgress())
        parameters |= problem.parameters(_some(all_draws(chain)))
    generator = np.random.Generator(np.random.Philox(SEED))
    country = world.country
    return sample_outcomes(country.scenario, country.register, parameters, world.targets, generator)


def _some(flat: Floats) -> Floats:
    generator = np.random.Generator(np.random.Philox(SEED))
    return flat[generator.choice(len(flat), N_DRAWS, replace=len(flat) < N_DRAWS)]


def place(draws: Floats, value: float) -> float:
    """Return the share of draws below a value, with half of those that are equal.

    >>> place(np.array([1.0, 2.0, 2.0, 3.0]), 2.0)
    0.5
    """
    return float(np.mean(draws < value) + np.mean(draws == value) / 2)


def z_of(below: float) -> float:
    """Return a rank among draws in standard deviations of a normal distribution."""
    return float(np.clip(NormalDist().inv_cdf(np.clip(below, 1e-9, 1 - 1e-9)), -_SURE, _SURE))
