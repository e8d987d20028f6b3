"""Iteration of the simulated correction of turnout: simulate, sample the posterior, repeat."""

# No reference: means and standard deviations over simulated elections.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.arrivals.simulate import Correction, Response, simulate
from sim.calibration.mcmc.sampler import all_draws, sample
from sim.calibration.targets.target_runs import with_target_times
from sim.day.day_records import QUARTERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
    from sim.calibration.arrivals.simulate import Simulated
    from sim.calibration.mcmc.posterior import IndependenceProposal
    from sim.calibration.mcmc.sampler import ChainSettings
    from sim.calibration.stages import Arrays, Stages
    from sim.core.progress_protocol import Progress
    from sim.core.types import Floats
    from sim.election import Country, Polls
    from sim.pack.targets import Target


MOVES_LEAST_PCT = 0.1
"""Rounds end when no expected turnout changes by more percentage points."""
_POINTS = 5
"""Number of equidistant values at which a parameter without a closed form is simulated."""
BY_FORMULA = ("arrivals.c", "arrivals.early_share")
"""Parameters of the closed form of arrivals."""


class CorrectionSettings(NamedTuple):
    """Numbers of simulations of a calibration."""

    n_runs: int
    """Elections to average over."""
    n_response: int
    """Elections at each point of a parameter's range."""
    most_rounds: int
    """Largest number of rounds."""
    rounds: ChainSettings
    """Settings of the chains of a round; short, as only their median is used."""


class Corrected(NamedTuple):
    """Convergence of the correction."""

    rounds: int
    moved_pct: float
    """Largest change of expected turnout in the last round, percentage points."""


def correct(
    posterior: ArrivalsPosterior,
    country: Country,
    targets: Sequence[Target],
    of_choice: Mapping[str, tuple[float, float]],
    settings: CorrectionSettings,
    seed: int,
    workers: int,
    stages: Stages,
    progress: Progress,
) -> Corrected:
    """Set the correction of a posterior by simulation, iterating until it converges.

    Parameters
    ----------
    posterior
        The posterior of the day; its ``correction`` is replaced.
    country
        The country to simulate.
    targets
        All targets of the calibration.
    of_choice
        Parameters of the choice without a closed form, with their ranges; their effect on votes
        is simulated, too.
    settings
        Numbers of simulations.
    seed
        Seed of simulations and chains.
    workers
        Threads of a run.
    stages, progress
        The checkpoint, and the reports of progress.
    """
    observed = replace(country, scenario=with_target_times(country.scenario, targets))
    days: dict[int, tuple[Polls, ...]] = {}
    generator = np.random.Generator(np.random.Philox(seed))
    middle = _middle(posterior, posterior.sample_prior(1000, generator))
    rounds, moved = 0, np.inf
    responses: dict[str, Response] = {}
    while moved > MOVES_LEAST_PCT and rounds < settings.most_rounds:
        progress.begin(f"Lines and service, round {rounds + 1}", settings.n_runs)

        def runs(middle: Mapping[str, float] = middle) -> Arrays:
            return _arrays(
                simulate(observed, middle, targets, seed, settings.n_runs, workers, progress, days)
            )

        found = stages(f"lines-{rounds:03d}", runs)
        if rounds == 0:
            free = without_formula(posterior, of_choice)
            responses = _responses(
                free, observed, targets, settings, seed, workers, stages, progress
            )
        fresh = _correction(posterior, middle, found, responses)
        moved = float(np.abs(fresh.delay_pct - posterior.correction.delay_pct)[:, _open()].max())
        moved = np.inf if rounds == 0 else moved
        posterior.correction = fresh
        rounds += 1
        if moved > MOVES_LEAST_PCT:
            named = _Renamed(posterior, f"lines-{rounds:03d}-day")
            chain, _ = sample(named, settings.rounds, seed + rounds, stages, progress)
            middle = _middle(posterior, all_draws(chain))
    return Corrected(rounds, moved)


def without_formula(
    posterior: ArrivalsPosterior, of_choice: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Return the freed parameters whose effect must be simulated, with their ranges."""
    ends = zip(posterior.low.tolist(), posterior.high.tolist(), strict=True)
    free = dict(zip(posterior.extra, ends, strict=True)) | dict(of_choice)
    return {key: range_ for key, range_ in free.items() if key not in BY_FORMULA}


class _Renamed:
    """A posterior under another name, so that its chains have separate checkpoint records."""

    def __init__(self, posterior: ArrivalsPosterior, name: str) -> None:
        self.name, self.layout, self._posterior = name, posterior.layout, posterior

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density of the posterior."""
        return self._posterior.log_density(coords)

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Return the starting points of the posterior."""
        return self._posterior.start(n, generator)

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return the independence proposals of the posterior."""
        return self._posterior.independence_proposals()


def _middle(posterior: ArrivalsPosterior, coords: Floats) -> dict[str, float]:
    """Return the medians of all parameters."""
    return {key: float(np.median(values)) for key, values in posterior.parameters(coords).items()}


def _arrays(found: Simulated) -> Arrays:
    return {"pct": found.pct, "values": found.values}


def _open() -> slice:
    """Return the indexes of the quarter hours of the election day."""
    return slice(0, int(np.searchsorted(QUARTERS, 24 * 3_600_000)))


def _correction(
    posterior: ArrivalsPosterior,
    middle: Mapping[str, float],
    found: Arrays,
    responses: Mapping[str, Response],
) -> Correction:
    """Return the correction: simulated turnout minus the closed form at the same parameters."""
    expected = posterior.expected_at(middle)
    values = found["values"]
    return Correction(
        delay_pct=found["pct"].mean(axis=0) - expected,
        spread_pct=np.maximum(found["pct"].std(axis=0, ddof=1), 0.01),
        values=values.mean(axis=0),
        spread=np.maximum(values.std(axis=0, ddof=1), 1e-3),
        # Parameters of the choice are no coordinates here: their reference is the lowest value.
        responses={
            key: response.relative_to(middle.get(key, float(response.points[0])))
            for key, response in responses.items()
        },
    )


def _responses(
    free: Mapping[str, tuple[float, float]],
    country: Country,
    targets: Sequence[Target],
    settings: CorrectionSettings,
    seed: int,
    workers: int,
    stages: Stages,
    progress: Progress,
) -> dict[str, Response]:
    """Simulate each parameter without a closed form at several values, others unchanged."""
    found = {}
    for key, (low, high) in free.items():
        points = np.linspace(low, high, _POINTS)
        progress.begin(f"Effect of {key}", _POINTS * settings.n_response)

        def runs(key: str = key, points: Floats = points) -> Arrays:
            simulated = [
                simulate(
                    country, {key: float(at)}, targets, seed, settings.n_response, workers, progress
                )
                for at in points
            ]
            return {
                "pct": np.array([s.pct.mean(axis=0) for s in simulated]),
                "values": np.array([s.values.mean(axis=0) for s in simulated]),
            }

        response = stages(f"response-{key}", runs)
        found[key] = Response(points, response["pct"], response["values"])
    return found
