"""Moves of an emcee ensemble that update blocks of coordinates.

The affine-invariant moves of emcee [1]_ [2]_ mix more slowly as the dimension increases. Here
most coordinates belong to one region, and regions are conditionally independent given the
common coordinates. So each block of coordinates is proposed separately, for all regions in one
evaluation of the density, and accepted by the part of the density of that region.

The walkers form several independent ensembles: proposals of a walker use the other half of its
ensemble only [2]_. So R-hat can compare the ensembles.

A block moves by a stretch move [1]_ or by a differential-evolution move [3]_ whose length is
``2.38 / sqrt(2 d)`` for d coordinates, times a log-normal factor [4]_. In one of ten moves the
length is 1, which can change modes [3]_.

References
----------
.. [1] Goodman J., Weare J. (2010). Ensemble samplers with affine invariance.
   Communications in Applied Mathematics and Computational Science 5(1): 65–80.
   doi:10.2140/camcos.2010.5.65
.. [2] Foreman-Mackey D., Hogg D. W., Lang D., Goodman J. (2013). emcee: The MCMC
   Hammer. Publications of the Astronomical Society of the Pacific 125(925): 306–312.
   doi:10.1086/670067
.. [3] ter Braak C. J. F. (2006). A Markov Chain Monte Carlo version of the genetic
   algorithm Differential Evolution: Easy Bayesian computing for real parameter spaces.
   Statistics and Computing 16: 239–249. doi:10.1007/s11222-006-8769-1
.. [4] Nelson B., Ford E. B., Payne M. J. (2014). RUN DMC: An efficient, parallel code
   for analyzing radial velocity observations using N-body integrations and differential
   evolution Markov chain Monte Carlo. The Astrophysical Journal Supplement Series
   210(1): 11. doi:10.1088/0067-0049/210/1/11
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from emcee import EnsembleSampler
from emcee.moves import Move

if TYPE_CHECKING:
    from collections.abc import Sequence

    from emcee.state import State

    from sim.calibration.mcmc.posterior import BlockUpdate, Proposal
    from sim.core.types import Floats, Ints


_STRETCH = 2.0
_FULL_STEP_EVERY = 10
"""One in so many differential-evolution moves has length 1, which can change modes."""


@dataclass(frozen=True)
class CoordinateBlock:
    """Coordinates that move together."""

    indices: Ints
    """Indices of the coordinates, shape ``(n,)``."""
    column: int | None
    """The part of the density by which they are accepted; None for the full density."""
    update: BlockUpdate | None = None
    """Regional coordinates that move with the block, if any."""
    proposal: Proposal | None = None
    """The independence proposal, if the block has one."""


class BlockMove(Move):  # type: ignore[misc]
    """Stretch moves, differential-evolution moves and independence proposals of blocks.

    Parameters
    ----------
    blocks
        Blocks that are moved at the same time. Several blocks need a part of the density each,
        which does not depend on the coordinates of the other blocks.
    n_ensembles
        Number of ensembles, of equal size.
    """

    def __init__(self, blocks: Sequence[CoordinateBlock], n_ensembles: int) -> None:
        self.blocks, self.n_ensembles = list(blocks), n_ensembles
        # The part of the density of each block; none for a block with the full density.
        columns = [block.column for block in self.blocks if block.column is not None]
        self._columns = np.array(columns, dtype=int)
        # All coordinates of the blocks, and the block of each.
        self._moving = np.concatenate([block.indices for block in self.blocks])
        self._block_of = np.repeat(
            np.arange(len(self.blocks)), [len(block.indices) for block in self.blocks]
        )

    def propose(self, model: Any, state: State) -> tuple[State, Floats]:
        """Move every walker once; return the state and the accepted share of blocks."""
        n_walkers = len(state.coords)
        size = n_walkers // self.n_ensembles
        order = np.argsort(model.random.rand(self.n_ensembles, size), axis=1)
        order += size * np.arange(self.n_ensembles)[:, None]
        halves = order[:, : size // 2], order[:, size // 2 :]
        accepted = np.zeros(n_walkers)
        for moved, others in (halves, halves[::-1]):
            self._move(model, state, moved, others, accepted)
        return state, accepted / len(self.blocks)

    def _move(self, model: Any, state: State, moved: Ints, others: Ints, accepted: Floats) -> None:
        """Move some walkers, given the positions of others."""
        walkers = moved.ravel()
        current = state.coords[walkers]
        proposed = current.copy()
        factors = np.zeros((len(self.blocks), len(walkers)))
        for k, block in enumerate(self.blocks):
            factors[k] = self._propose_block(model.random, state, block, current, others, proposed)
        log_prob, parts = model.compute_log_prob_fn(proposed)
        log_uniform = np.log(model.random.rand(len(self.blocks), len(walkers)))
        if len(self._columns):
            before = state.blobs[walkers]
            gain = (parts[:, self._columns] - before[:, self._columns]).T
            is_accepted = log_uniform < factors + gain
            before[:, self._columns] = np.where(
                is_accepted.T, parts[:, self._columns], before[:, self._columns]
            )
            current[:, self._moving] = np.where(
                is_accepted[self._block_of].T, proposed[:, self._moving], current[:, self._moving]
            )
            state.coords[walkers], state.blobs[walkers] = current, before
            changed = is_accepted.any(axis=0)
            state.log_prob[walkers[changed]] = before[changed].sum(axis=1)
        else:
            is_accepted = log_uniform < factors + log_prob - state.log_prob[walkers]
            changed = is_accepted[0]
            chosen = walkers[changed]
            state.coords[chosen] = proposed[changed]
            state.log_prob[chosen] = log_prob[changed]
            state.blobs[chosen] = parts[changed]
        accepted[walkers] += is_accepted.sum(axis=0)

    def _propose_block(
        self, random: np.random.RandomState, state: State, block: CoordinateBlock, all_now: Floats,
        others: Ints, proposed: Floats,
    ) -> Floats | float:  # fmt: skip
        """Write the proposal of a block to ``proposed``; return the log of the Hastings factor."""
        step, factor = self._step(random, state, block, all_now, others)
        proposed[:, block.indices] += step
        if block.update is not None:
            proposed[:, block.update.followers] += step @ block.update.slope.T
        return factor

    def _step(
        self, random: np.random.RandomState, state: State, block: CoordinateBlock, all_now: Floats,
        others: Ints,
    ) -> tuple[Floats, Floats | float]:  # fmt: skip
        """Return the step of the coordinates of a block, and the log of the Hastings factor."""
        n = len(all_now)
        current = all_now[:, block.indices]
        if block.proposal is not None:
            candidate, factor = block.proposal.propose(random, all_now, block.indices)
            return candidate - current, factor
        of_ensemble = np.arange(len(others))[:, None]
        pick = random.randint(others.shape[1], size=(len(others), n // len(others)))
        one = others[of_ensemble, pick].reshape(n, 1)
        if block.update is None and random.rand() < 0.5:
            z = ((_STRETCH - 1) * random.rand(n) + 1) ** 2 / _STRETCH
            away = current - state.coords[one, block.indices]
            return (z - 1)[:, None] * away, (len(block.indices) - 1) * np.log(z)
        shift = 1 + random.randint(others.shape[1] - 1, size=pick.shape)
        other = others[of_ensemble, (pick + shift) % others.shape[1]].reshape(n, 1)
        length = 2.38 / np.sqrt(2 * len(block.indices)) * np.exp(0.3 * random.randn(n))
        length[random.rand(n) < 1 / _FULL_STEP_EVERY] = 1.0
        step = state.coords[one, block.indices] - state.coords[other, block.indices]
        return length[:, None] * step, 0.0


class PartsSampler(EnsembleSampler):  # type: ignore[misc]
    """A sampler of a density whose parts are columns of one array."""

    def compute_log_prob(self, coords: Floats) -> tuple[Floats, Floats]:
        """Return the log density, shape ``(n,)``, and its parts, ``(n, 1 + n_regions)``.

        emcee would take them apart walker by walker.
        """
        found = self.log_prob_fn(coords)
        total, parts = (np.ascontiguousarray(part) for part in (found[:, 0], found[:, 1:]))
        if not np.isfinite(coords).all() or np.isnan(total).any():
            raise ValueError("a coordinate is not finite, or the density is not a number")
        return total, parts
