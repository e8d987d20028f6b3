"""Sample a posterior with emcee, and judge whether the chains have converged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import emcee
import numpy as np

from sim.calibration.moves import Block, BlockMove

if TYPE_CHECKING:

    from numpy.typing import NDArray

    from sim.calibration.problem import Layout, Problem

    Floats = NDArray[np.float64]

N_ENSEMBLES = 4
"""Ensembles of walkers that never meet, to be held against each other."""
R_HAT_MOST = 1.01
LENGTHS_LEAST = 50
"""A chain must be so many autocorrelation times long (emcee's own advice)."""


@dataclass(frozen=True)
class Effort:
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
    """Split R-hat by coordinate."""
    autocorrelation: Floats
    """Integrated autocorrelation time by coordinate, steps."""
    steps: int

    @property
    def converged(self) -> bool:
        """Whether every coordinate passes both checks."""
        long_enough = self.steps >= LENGTHS_LEAST * self.autocorrelation.max(initial=0.0)
        return bool(long_enough and self.r_hat.max(initial=1.0) <= R_HAT_MOST)

    def sentence(self) -> str:
        """Say it."""
        lengths = self.steps / max(self.autocorrelation.max(initial=0.0), 1e-9)
        verdict = "converged" if self.converged else "NOT converged"
        return (
            f"{verdict}: {self.steps:,} steps, {lengths:.0f} autocorrelation times "
            f"(at least {LENGTHS_LEAST}), split R-hat at most {self.r_hat.max(initial=1.0):.4f} "
            f"(at most {R_HAT_MOST})"
        )


def moves_of(layout: Layout) -> list[tuple[BlockMove, float]]:
    """Return the moves of a posterior with their weights."""
    found = []
    parts = [
        Block(places, 1 + r) for r, places in enumerate(layout.regions) if len(places)
    ]
    if parts and layout.separable:
        found.append((BlockMove(parts, N_ENSEMBLES), 0.4))
    elif parts:
        # One region after the other, judged by the whole, as one figure speaks of all.
        singly = [Block(block.places, None) for block in parts]
        found += [(BlockMove([block], N_ENSEMBLES), 0.4 / len(singly)) for block in singly]
    if len(layout.common):
        found.append((BlockMove([Block(layout.common, None)], N_ENSEMBLES), 0.3))
        if len(layout.followers):
            carried = Block(layout.common, None, layout.followers, layout.leaders, layout.sign)
            found.append((BlockMove([carried], N_ENSEMBLES), 0.3))
    return found


def new_sampler(problem: Problem, walkers: int, seed: int) -> emcee.EnsembleSampler:
    """Return a sampler of a posterior; its luck is all from the seed."""
    sampler = emcee.EnsembleSampler(
        walkers,
        len(problem.layout.names),
        problem.log_density,
        moves=moves_of(problem.layout),
        vectorize=True,
    )
    sampler.random_state = np.random.RandomState(seed).get_state()
    return sampler


def diagnose(chain: Floats, thin: int) -> Diagnosis:
    """Judge chains.

    Parameters
    ----------
    chain
        Shape ``(n_kept, n_walkers, n_coordinates)``; walkers of an ensemble stand together.
    thin
        Steps from one kept to the next.
    """
    n_kept, n_walkers, n_coordinates = chain.shape
    half = n_kept // 2
    size = n_walkers // N_ENSEMBLES
    parts = chain[: 2 * half].reshape(2, half, N_ENSEMBLES, size, n_coordinates)
    groups = parts.transpose(0, 2, 1, 3, 4).reshape(2 * N_ENSEMBLES, half * size, n_coordinates)
    within = groups.var(axis=1, ddof=1).mean(axis=0)
    between = groups.mean(axis=1).var(axis=0, ddof=1)
    r_hat = np.sqrt(1 + between / np.maximum(within, 1e-300))
    with np.errstate(invalid="ignore", divide="ignore"):
        times = emcee.autocorr.integrated_time(chain, quiet=True, tol=0)
    return Diagnosis(r_hat, thin * np.nan_to_num(times, nan=float(n_kept)), thin * n_kept)


def thinned(chain: Floats, n: int, seed: int) -> Floats:
    """Return n draws of all chains, spread evenly over steps and walkers, in a mixed order."""
    flat = chain.reshape(-1, chain.shape[-1])
    places = np.random.Generator(np.random.Philox(seed)).permutation(len(flat))[:n]
    return flat[np.sort(places)] if len(flat) >= n else flat


Advance = "Callable[[int], None]"
