"""Sampling of a posterior with emcee, with convergence diagnostics.

Chains have converged if every coordinate passes three checks: the chain is long in units of its
integrated autocorrelation time [1]_ [2]_, the rank-normalised split R-hat between independent
ensembles is near 1 [3]_, and the bulk effective sample size is large enough [3]_. The last one
detects walkers that do not move but have the same distribution in every ensemble, which the
other two do not.

References
----------
.. [1] Goodman J., Weare J. (2010). Ensemble samplers with affine invariance.
   Communications in Applied Mathematics and Computational Science 5(1): 65–80.
   doi:10.2140/camcos.2010.5.65
.. [2] Foreman-Mackey D., Hogg D. W., Lang D., Goodman J. (2013). emcee: The MCMC Hammer.
   Publications of the Astronomical Society of the Pacific 125(925): 306–312.
   doi:10.1086/670067
.. [3] Vehtari A., Gelman A., Simpson D., Carpenter B., Bürkner P.-C. (2021).
   Rank-normalization, folding, and localization: An improved R-hat for assessing
   convergence of MCMC (with discussion). Bayesian Analysis 16(2): 667–718.
   doi:10.1214/20-BA1221
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import emcee
import numpy as np

from sim.calibration.mcmc.convergence import bulk_ess, split_r_hat
from sim.calibration.mcmc.move_weights import N_ENSEMBLES, moves_of
from sim.calibration.mcmc.moves import PartsSampler
from sim.core.processes import begin_worker, stop_workers
from sim.core.progress_protocol import NoProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.calibration.mcmc.posterior import SampledDensity
    from sim.calibration.stages import Arrays, Stages
    from sim.core.progress_protocol import Progress
    from sim.core.types import Floats


T = TypeVar("T")

R_HAT_MOST = 1.01
"""Largest R-hat, as Vehtari et al. (2021) recommend."""
ESS_LEAST = 400
"""Least bulk effective sample size of all chains, as Vehtari et al. (2021) recommend."""
LENGTHS_LEAST = 50
"""Least length of a chain in autocorrelation times, as the documentation of emcee recommends."""
_TRIES = 50
"""Attempts to sample starting points inside the support of the prior."""


@dataclass(frozen=True)
class ChainSettings:
    """Numbers of walkers and steps of the chains."""

    walkers: int
    burn: int
    """Steps of burn-in, which are discarded."""
    chunk: int
    """Steps between two convergence checks."""
    most: int
    """Largest number of steps."""
    thin: int
    """Thinning: steps from one saved state to the next."""


@dataclass(frozen=True)
class Diagnosis:
    """Convergence diagnostics of chains."""

    r_hat: Floats
    """Rank-normalised split R-hat by coordinate."""
    ess: Floats
    """Bulk effective sample size by coordinate; NaN for chains that are too short."""
    autocorrelation: Floats
    """Integrated autocorrelation time by coordinate, steps."""
    steps: int

    @property
    def converged(self) -> bool:
        """Whether every coordinate passes all checks."""
        long_enough = self.steps >= LENGTHS_LEAST * self.autocorrelation.max(initial=0.0)
        large_enough = self.ess.min(initial=np.inf) >= ESS_LEAST
        return bool(long_enough and large_enough and self.r_hat.max(initial=1.0) <= R_HAT_MOST)

    def sentence(self) -> str:
        """Return the verdict and the diagnostics as a sentence."""
        if not len(self.r_hat):
            return "converged: there was nothing to sample"
        ess = float(self.ess.min())
        size = "not known" if np.isnan(ess) else f"at least {ess:,.0f}"
        lengths = self.steps / max(self.autocorrelation.max(initial=0.0), 1e-9)
        verdict = "converged" if self.converged else "NOT converged"
        return (
            f"{verdict}: {self.steps:,} steps, {lengths:.0f} autocorrelation times "
            f"(at least {LENGTHS_LEAST}), rank-normalised split R-hat at most "
            f"{self.r_hat.max():.4f} (at most {R_HAT_MOST}), bulk effective sample "
            f"size {size} (at least {ESS_LEAST})"
        )


def sample_all(
    densities: Sequence[SampledDensity],
    prepare_first: Callable[[], T],
    settings: ChainSettings,
    seed: int,
    stages: Stages,
    workers: int,
    progress: Progress,
) -> tuple[T, dict[str, tuple[Floats, Diagnosis]]]:
    """Sample independent posteriors.

    Parameters
    ----------
    densities
        The posteriors; the first one takes longest.
    prepare_first
        Does what only the first posterior needs, while others are sampled.
    settings, stages
        As :func:`sample` takes them.
    seed
        Seed of the first posterior; the k-th one has ``seed + k``.
    workers
        With two or more, the first posterior is sampled in this process and the others in a
        worker process; the result is the same.
    progress
        Receives the steps taken in this process.

    Returns
    -------
    prepared
        What ``prepare_first`` returns.
    found : dict
        Results of :func:`sample` by name of the posterior.
    """
    jobs = [(density, settings, seed + k, stages) for k, density in enumerate(densities)]
    if workers == 1 or len(jobs) == 1:
        return prepare_first(), {job[0].name: sample(*job, progress) for job in jobs}
    first, *others = jobs
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin_worker)
    try:
        futures = {job[0].name: pool.submit(sample, *job, NoProgress()) for job in others}
        prepared = prepare_first()
        found = {first[0].name: sample(*first, progress)}
        progress.begin("Chains: other posteriors", len(futures))
        for name, future in futures.items():
            found[name] = future.result()
            progress.advance(1)
    except BaseException:
        stop_workers([pool])
        raise
    pool.shutdown()
    return prepared, {job[0].name: found[job[0].name] for job in jobs}


def sample(
    density: SampledDensity, settings: ChainSettings, seed: int, stages: Stages, progress: Progress
) -> tuple[Floats, Diagnosis]:
    """Sample a posterior until its chains have converged, or the number of steps is reached.

    Parameters
    ----------
    density
        The posterior.
    settings
        Numbers of walkers and steps.
    seed
        Seed of all random numbers.
    stages
        The checkpoint of finished chunks.
    progress
        Receives the steps.

    Returns
    -------
    tuple
        The chain, shape ``(n_saved, n_walkers, n_coordinates)``, walkers of an ensemble
        adjacent; and its diagnosis.
    """
    n = len(density.layout.names)
    if n == 0:
        return np.zeros((1, settings.walkers, 0)), _no_steps(0)
    title = f"Chains: {density.name}"
    progress.begin(f"{title}, first steps", settings.burn)
    record = stages(f"{density.name}-000", lambda: _begin(density, settings, seed, progress))
    parts: list[Floats] = []
    diagnosis = _no_steps(n)
    while not diagnosis.converged and len(parts) * settings.chunk < settings.most:
        progress.begin(f"{title}, round {len(parts) + 1}", settings.chunk)
        run_chunk = partial(_continue, density, settings, record, progress)
        record = stages(f"{density.name}-{len(parts) + 1:03d}", run_chunk)
        parts.append(record["chain"])
        diagnosis = diagnose(np.concatenate(parts), settings.thin)
    return np.concatenate(parts), diagnosis


def _no_steps(n: int) -> Diagnosis:
    """Return the diagnosis of chains of n coordinates without any step."""
    return Diagnosis(np.full(n, np.inf), np.zeros(n), np.full(n, np.inf), 0)


def _begin(
    density: SampledDensity, settings: ChainSettings, seed: int, progress: Progress
) -> Arrays:
    """Sample starting points, and run the burn-in."""
    generator = np.random.Generator(np.random.Philox(seed))
    start = density.start(settings.walkers, generator)
    for _ in range(_TRIES):
        outside = ~np.isfinite(density.log_density(start)[:, 0])
        if not outside.any():
            break
        start[outside] = density.start(settings.walkers, generator)[outside]
    state = emcee.State(start, random_state=np.random.RandomState(seed).get_state())
    return _run(density, state, settings.burn, settings.burn, progress)


def _continue(
    density: SampledDensity, settings: ChainSettings, begin: Arrays, progress: Progress
) -> Arrays:
    """Run a chunk of steps from the end of the previous one."""
    random_state = ("MT19937", begin["random_words"], int(begin["position"]), 0, 0.0)
    state = emcee.State(
        begin["coords"], log_prob=begin["log_prob"], blobs=begin["parts"], random_state=random_state
    )
    return _run(density, state, settings.chunk, settings.thin, progress)


def _run(
    density: SampledDensity, state: emcee.State, steps: int, thin: int, progress: Progress
) -> Arrays:
    """Run some steps; return the last state and the thinned chain."""
    sampler = PartsSampler(
        len(state.coords), state.coords.shape[1], density.log_density,
        moves=moves_of(density), vectorize=True,
    )  # fmt: skip
    states = sampler.sample(
        state, iterations=steps // thin, thin_by=thin, skip_initial_state_check=True
    )
    last = state
    for state_now in states:
        last = state_now
        progress.advance(thin)
    _, words, position, _, _ = last.random_state
    return {
        "coords": last.coords, "log_prob": last.log_prob, "parts": last.blobs,
        "random_words": words, "position": np.array(position), "chain": sampler.get_chain(),
    }  # fmt: skip


def diagnose(chain: Floats, thin: int) -> Diagnosis:
    """Return the convergence diagnostics of chains.

    R-hat takes each ensemble as one chain, as walkers of an ensemble are dependent and ensembles
    are independent; autocorrelation and effective sample size are those of single walkers.

    Parameters
    ----------
    chain
        Shape ``(n_saved, n_walkers, n_coordinates)``; walkers of an ensemble are adjacent.
    thin
        Steps from one saved state to the next.
    """
    n_saved, n_walkers, n_coordinates = chain.shape
    size = n_walkers // N_ENSEMBLES
    by_ensemble = chain.reshape(n_saved, N_ENSEMBLES, size, n_coordinates).transpose(1, 0, 2, 3)
    r_hat = split_r_hat(by_ensemble.reshape(N_ENSEMBLES, n_saved * size, n_coordinates))
    ess = bulk_ess(chain.transpose(1, 0, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        times = emcee.autocorr.integrated_time(chain, quiet=True, tol=0)
    return Diagnosis(r_hat, ess, thin * np.nan_to_num(times, nan=float(n_saved)), thin * n_saved)


def all_draws(chain: Floats) -> Floats:
    """Return all draws of a chain in one array, shape ``(n_saved * n_walkers, n_coordinates)``."""
    n_saved, n_walkers, n_coordinates = chain.shape
    return chain.reshape(n_saved * n_walkers, n_coordinates)
