"""The posterior of the day in tests: some reported values, points and chains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
from sim.calibration.arrivals.prior import arrival_prior
from sim.calibration.mcmc.sampler import ChainSettings, all_draws, sample
from sim.calibration.stages import Stages
from sim.core.progress_protocol import NoProgress
from tests.support.published import OF
from tests.support.targets import target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats
    from sim.election import Country
    from sim.pack.targets import Relation, Target


HOUR = 3_600_000


def reported(code: str, hour: float, value: float | None, relation: Relation = "equals") -> Target:
    """Return a value reported for an hour, with an error of 0.3 points."""
    at = int(hour * HOUR)
    return target("turnout", code, value, at=at, relation=relation, error=0.3, step=0.1)


REPORTED = (
    reported("ALM", 12, 30.0), reported("PAV", 16, 60.0), reported("MAN", 12, 25.0, "at_least"),
    reported("ZHA", 16, None, "highest"), reported("ZHA", 16, 72.0),
    reported("PAV", 10, 9000.0, "count_at_least"),
)  # fmt: skip


def problem_of(
    country: Country,
    targets: Sequence[Target] = REPORTED,
    free: Mapping[str, tuple[float, float]] | None = None,
    held: Mapping[str, float] | None = None,
) -> ArrivalsPosterior:
    """Return the posterior of the day, given some values, with parameters freed or held."""
    register = country.register
    prior = arrival_prior(OF).for_codes(register.region_code.tolist())
    return ArrivalsPosterior(country.scenario, register, targets, prior, free or {}, held or {})


FREE = {"arrivals.site_spread": (0.0, 1.0), "arrivals.early_share": (0.0, 0.1)}


def some(problem: ArrivalsPosterior, n: int = 6) -> Floats:
    """Return points of the prior."""
    return problem.sample_prior(n, np.random.default_rng(4))


def chain_of(problem: ArrivalsPosterior, effort: ChainSettings, seed: int = 3) -> Floats:
    """Return the draws of all chains."""
    return all_draws(sample(problem, effort, seed, Stages(), NoProgress())[0])
