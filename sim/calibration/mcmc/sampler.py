"""Sample a posterior with emcee, and judge whether the chains have converged.

Chains have converged if every coordinate passes three checks: they are so many
integrated autocorrelation times long [1]_ [2]_, the rank-normalised split R-hat between
ensembles that never meet is near 1 [3]_, and the bulk effective sample size is large
enough [3]_. The last one notices walkers that stay where they are, as many at each place
in every ensemble, which the other two do not.

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
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import emcee
import numpy as np

from sim.calibration.mcmc.convergence import bulk_ess, split_r_hat
from sim.calibration.mcmc.moves import BlockMove, CoordinateBlock
from sim.core.processes import begin_worker, stop_workers
from sim.election import NoProgress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.calibration.mcmc.posterior import SampledDensity
    from sim.calibration.stages import Arrays, Stages
    from sim.core.types import Floats
    from sim.election import Progress


N_ENSEMBLES = 4
"""Ensembles of walkers that never meet, to be compared with each other."""
R_HAT_MOST = 1.01
"""As Vehtari et al. (2021) advise."""
ESS_LEAST = 400
"""Bulk effective sample size of all chains together, as Vehtari et al. (2021) advise."""
LENGTHS_LEAST = 50
"""A chain must be so many autocorrelation times long, as the documentation of emcee advises."""
_TRIES = 50
"""To begin inside the prior."""


@dataclass(frozen=True)
class ChainSettings:
    """How much work a calibration does."""

    walkers: int
    burn: int
    """Steps thrown away first."""
    chunk: int
    """Steps between two looks at the chains."""
    most: int
    """Steps at which it gives up."""
    thin: int
    """Every so many steps one is kept."""


@dataclass(frozen=True)
class Diagnosis:
    """Whether chains have converged."""

    r_hat: Floats
    """Rank-normalised split R-hat by coordinate."""
    ess: Floats
    """Bulk effective sample size by coordinate; NaN of chains too short to tell."""
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
        """Say it."""
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


def moves_of(density: SampledDensity) -> list[tuple[BlockMove, float]]:
    """Return the moves of a posterior with their weights."""
    layout = density.layout
    parts = [
        CoordinateBlock(indices, 1 + r) for r, indices in enumerate(layout.regions) if len(indices)
    ]
    singly = [CoordinateBlock(indices, None) for indices in layout.reference if len(indices)]
    proposals = [CoordinateBlock(own.indices, own.column, grid=own.grid)
                 for own in density.independence_proposals()]  # fmt: skip
    ways = (None, *layout.block_updates) if len(layout.common) else ()
    common = [CoordinateBlock(layout.common, None, update) for update in ways]
    if not layout.separable:
        # One region after the other, judged by the whole, as one target speaks of all.
        singly += [replace(block, column=None) for block in parts]
        proposals = [replace(block, column=None) for block in proposals]
        parts = []
    together = [[b for b in some if b.column is not None] for some in (parts, proposals)]
    singly += [b for b in proposals if b.column is None]
    return [
        *((BlockMove(blocks, N_ENSEMBLES), 0.2) for blocks in together if blocks),
        *((BlockMove([block], N_ENSEMBLES), 0.2 / len(singly)) for block in singly),
        *((BlockMove([block], N_ENSEMBLES), 0.4 / len(common)) for block in common),
    ]


def sample_all(
    densities: Sequence[SampledDensity],
    settings: ChainSettings,
    seed: int,
    stages: Stages,
    workers: int,
    progress: Progress,
) -> dict[str, tuple[Floats, Diagnosis]]:
    """Sample posteriors that do not depend on each other.

    Parameters
    ----------
    densities
        What to sample; the last one takes longest.
    settings, stages
        As :func:`sample` takes them.
    seed
        The first density's; the others count on from it.
    workers
        With two or more the last density is sampled here and the others in a process
        beside it; the result is the same.
    progress
        Reports the steps that are taken here.

    Returns
    -------
    dict
        What :func:`sample` returns, by name of the density.
    """
    jobs = [(density, settings, seed + k, stages) for k, density in enumerate(densities)]
    if workers == 1:
        return {job[0].name: sample(*job, progress) for job in jobs}
    *aside, here = jobs
    pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), begin_worker)
    try:
        futures = {job[0].name: pool.submit(sample, *job, NoProgress()) for job in aside}
        found = {here[0].name: sample(*here, progress)}
        progress.begin("Chains: what is left beside", len(futures))
        for name, future in futures.items():
            found[name] = future.result()
            progress.advance(1)
    except BaseException:
        stop_workers([pool])
        raise
    pool.shutdown()
    return {job[0].name: found[job[0].name] for job in jobs}


def sample(
    density: SampledDensity, settings: ChainSettings, seed: int, stages: Stages, progress: Progress
) -> tuple[Floats, Diagnosis]:
    """Sample a posterior until its chains have converged, or the settings is spent.

    Parameters
    ----------
    density
        What to sample.
    settings
        How much work to do.
    seed
        Of all random numbers.
    stages
        The checkpoint of finished steps.
    progress
        Reports the steps.

    Returns
    -------
    tuple
        The chain, shape ``(n_kept, n_walkers, n_coordinates)``, walkers of an ensemble
        together; and whether it has converged.
    """
    n = len(density.layout.names)
    if n == 0:
        return np.zeros((1, settings.walkers, 0)), _nothing(0)
    title = f"Chains: {density.name}"
    progress.begin(f"{title}, first steps", settings.burn)
    record = stages(f"{density.name}-000", lambda: _begin(density, settings, seed, progress))
    parts: list[Floats] = []
    diagnosis = _nothing(n)
    while not diagnosis.converged and len(parts) * settings.chunk < settings.most:
        progress.begin(f"{title}, round {len(parts) + 1}", settings.chunk)
        run_chunk = partial(_continue, density, settings, record, progress)
        record = stages(f"{density.name}-{len(parts) + 1:03d}", run_chunk)
        parts.append(record["chain"])
        diagnosis = diagnose(np.concatenate(parts), settings.thin)
    return np.concatenate(parts), diagnosis


def _nothing(n: int) -> Diagnosis:
    """Return the diagnosis of chains without a step, of so many coordinates."""
    return Diagnosis(np.full(n, np.inf), np.zeros(n), np.full(n, np.inf), 0)


def _begin(
    density: SampledDensity, settings: ChainSettings, seed: int, progress: Progress
) -> Arrays:
    """Walk away from the start."""
    generator = np.random.Generator(np.random.Philox(seed))
    start = density.start(settings.walkers, generator)
    for _ in range(_TRIES):
        outside = ~np.isfinite(density.log_density(start)[:, 0])
        if not outside.any():
            break
        start[outside] = density.start(settings.walkers, generator)[outside]
    state = emcee.State(start, random_state=np.random.RandomState(seed).get_state())
    return _walk(density, state, settings.burn, settings.burn, progress)


def _continue(
    density: SampledDensity, settings: ChainSettings, begin: Arrays, progress: Progress
) -> Arrays:
    """Walk on from where a chunk ended."""
    random_state = ("MT19937", begin["random_words"], int(begin["position"]), 0, 0.0)
    state = emcee.State(
        begin["coords"], log_prob=begin["log_prob"], blobs=begin["parts"], random_state=random_state
    )
    return _walk(density, state, settings.chunk, settings.thin, progress)


def _walk(
    density: SampledDensity, state: emcee.State, steps: int, thin: int, progress: Progress
) -> Arrays:
    """Take so many steps, and return where they end and what was kept on the way."""
    sampler = emcee.EnsembleSampler(
        len(state.coords), state.coords.shape[1], density.log_density,
        moves=moves_of(density), vectorize=True,
    )  # fmt: skip
    walk = sampler.sample(
        state, iterations=steps // thin, thin_by=thin, skip_initial_state_check=True
    )
    last = state
    for state_now in walk:
        last = state_now
        progress.advance(thin)
    _, words, position, _, _ = last.random_state
    return {
        "coords": last.coords, "log_prob": last.log_prob, "parts": last.blobs,
        "random_words": words, "position": np.array(position), "chain": sampler.get_chain(),
    }  # fmt: skip


def diagnose(chain: Floats, thin: int) -> Diagnosis:
    """Judge chains.

    R-hat takes each ensemble for one chain, as its walkers depend on each other and the
    ensembles do not; autocorrelation and effective sample size follow single walkers.

    Parameters
    ----------
    chain
        Shape ``(n_kept, n_walkers, n_coordinates)``; walkers of an ensemble stand together.
    thin
        Steps from one kept to the next.
    """
    n_kept, n_walkers, n_coordinates = chain.shape
    size = n_walkers // N_ENSEMBLES
    by_ensemble = chain.reshape(n_kept, N_ENSEMBLES, size, n_coordinates).transpose(1, 0, 2, 3)
    r_hat = split_r_hat(by_ensemble.reshape(N_ENSEMBLES, n_kept * size, n_coordinates))
    ess = bulk_ess(chain.transpose(1, 0, 2))
    with np.errstate(invalid="ignore", divide="ignore"):
        times = emcee.autocorr.integrated_time(chain, quiet=True, tol=0)
    return Diagnosis(r_hat, ess, thin * np.nan_to_num(times, nan=float(n_kept)), thin * n_kept)


def all_draws(chain: Floats) -> Floats:
    """Return a chain without its order, shape ``(n_kept * n_walkers, n_coordinates)``."""
    n_kept, n_walkers, n_coordinates = chain.shape
    return chain.reshape(n_kept * n_walkers, n_coordinates)
