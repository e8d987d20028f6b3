"""Protocols of a posterior: its coordinates, the parts of its density, its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.types import Floats, Ints


class BlockUpdate(NamedTuple):
    """Coordinates of regions that move with common ones, as one block.

    Given the data of a region its coordinate should not change, and without data it should
    change with the common one; a sampler with only one of these moves mixes slowly.
    """

    followers: Ints
    """Indices of the coordinates that move with common ones."""
    slope: Floats
    """Their change by that of the common coordinates, shape ``(n_followers, n_common)``."""


class Proposal(Protocol):
    """A distribution from which coordinates are proposed, whatever their values are."""

    def propose(
        self, random: np.random.RandomState, coords: Floats, indices: Ints
    ) -> tuple[Floats, Floats]:
        """Sample new values of some coordinates.

        Parameters
        ----------
        random
            The random numbers.
        coords
            Positions of walkers, shape ``(n, n_coordinates)``.
        indices
            The coordinates that are proposed, shape ``(d,)``.

        Returns
        -------
        tuple
            New values, shape ``(n, d)``, and the log of the Hastings factor, shape ``(n,)``.
        """


class IndependenceProposal(NamedTuple):
    """An independence proposal for the coordinates of one region, or for the common ones."""

    indices: Ints
    column: int | None
    """The part of the density by which they are accepted; None for the full density."""
    proposal: Proposal
    """The distribution of the proposal."""
    update: BlockUpdate | None = None
    """For the common coordinates: those of regions that move with them."""


@dataclass(frozen=True)
class Layout:
    """The coordinates that all regions share, and those that belong to one."""

    names: tuple[str, ...]
    """Names of the coordinates."""
    common: Ints
    """Indices of the common coordinates, which move as one block."""
    reference: tuple[Ints, ...]
    """Indices of each reference region, to which others are compared: moved alone, and accepted
    by the full density."""
    regions: tuple[Ints, ...]
    """Indices of each other region, which has a part of the density."""
    block_updates: tuple[BlockUpdate, ...]
    """Block updates of regional coordinates with the common ones."""
    separable: bool
    """Whether regions are independent given the common coordinates."""


def block_update(pairs: Sequence[tuple[int, int]], n_common: int, sign: int) -> BlockUpdate:
    """Return the block update of pairs of follower and leader.

    ``sign`` is 1 to keep the difference of follower and leader, -1 to keep their sum.
    """
    followers, leaders = (np.array(column, dtype=int) for column in zip(*pairs, strict=True))
    return BlockUpdate(followers, sign * np.eye(n_common)[leaders])


class SampledDensity(Protocol):
    """A density that the sampler can sample."""

    @property
    def name(self) -> str:
        """Name of its chains."""

    @property
    def layout(self) -> Layout:
        """Structure of its coordinates."""

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density, in total and in parts.

        Parameters
        ----------
        coords
            Shape ``(n, n_coordinates)``.

        Returns
        -------
        NDArray
            Shape ``(n, 2 + n_regions)``: total, common part, part of each region.
        """

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample starting points, overdispersed relative to the posterior."""

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return the independence proposals of blocks of coordinates."""


class PosteriorDensity(SampledDensity, Protocol):
    """A posterior, and the mapping of its coordinates to parameters."""

    @property
    def coordinates(self) -> Coordinates:
        """All coordinates, free and fixed."""

    def sample_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample coordinates from the prior, shape ``(n, n_coordinates)``."""

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return the scenario's parameters by dotted key, each of shape ``(n,)``."""


class Coordinates:
    """All coordinates of a posterior by name, some of them fixed."""

    def __init__(self, names: Sequence[str], fixed: Mapping[str, float]) -> None:
        """Fix some coordinates at values on the scale of the coordinate."""
        self.names = tuple(names)
        self.free = np.array([k for k, name in enumerate(names) if name not in fixed], dtype=int)
        self.fixed = np.array([fixed.get(name, 0.0) for name in names])
        self.index = {name: k for k, name in enumerate(names)}
        self._moving = {int(k): index for index, k in enumerate(self.free)}

    def full(self, coords: Floats) -> Floats:
        """Return all coordinates, given the free ones."""
        values = np.repeat(self.fixed[None, :], len(coords), axis=0)
        values[:, self.free] = coords
        return values

    def moving(self, indices: Sequence[int]) -> Ints:
        """Convert indices of all coordinates to indices of free ones; fixed ones are left out."""
        return np.array([self._moving[k] for k in indices if k in self._moving], dtype=int)


def uniform_log_density(values: Floats, low: Floats, high: Floats) -> Floats:
    """Return the log density of a uniform distribution on a box, up to a constant, shape ``(n,)``.

    It is 0 inside ``[low, high]`` and -inf outside.
    """
    inside = ((values >= low) & (values <= high)).all(axis=1)
    return np.where(inside, 0.0, -np.inf)
