"""A posterior to be sampled: its coordinates, its density in parts, its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.grid_proposal import Grid
    from sim.core.types import Floats, Ints


class BlockUpdate(NamedTuple):
    """Coordinates of regions that move with common ones, as one block.

    Where a region's coordinate is well known it should stay, and where nothing is known it
    should move along; a chain that does only one of both mixes slowly.
    """

    followers: Ints
    """Indices of the coordinates that move along."""
    leaders: Ints
    """The coordinate that each follows, as an index into ``common``."""
    sign: int
    """1 where a follower keeps its distance, -1 where it keeps the sum of both."""


class IndependenceProposal(NamedTuple):
    """Coordinates of one region with a proposal that does not depend on where they are."""

    indices: Ints
    column: int | None
    """The part of the density that accepts or rejects them; None for the whole."""
    grid: Grid
    """The distribution of the proposal."""


@dataclass(frozen=True)
class Layout:
    """The coordinates that all regions share, and those that belong to one."""

    names: tuple[str, ...]
    """Of all coordinates."""
    common: Ints
    """Indices of those that move as one."""
    reference: tuple[Ints, ...]
    """Indices of each reference region, which others are compared with: moved alone, and
    accepted by the whole density."""
    regions: tuple[Ints, ...]
    """Indices of each other region; each has a part of the density."""
    block_updates: tuple[BlockUpdate, ...]
    """Ways in which coordinates of regions move with the common ones."""
    separable: bool
    """Whether regions are independent given the common coordinates."""


def block_update(pairs: Sequence[tuple[int, int]], sign: int) -> BlockUpdate:
    """Return the block update of pairs of follower and leader."""
    followers, leaders = (np.array(column, dtype=int) for column in zip(*pairs, strict=True))
    return BlockUpdate(followers, leaders, sign)


class SampledDensity(Protocol):
    """A density that the sampler can sample."""

    @property
    def name(self) -> str:
        """Name of its chains."""

    @property
    def layout(self) -> Layout:
        """Structure of its coordinates."""

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density, in all and in parts.

        Parameters
        ----------
        coords
            Shape ``(n, n_coordinates)``.

        Returns
        -------
        NDArray
            Shape ``(n, 2 + n_regions)``: all; common; each region's part.
        """

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Return starting points: spread wider than the posterior, near its middle."""

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return blocks that have an independence proposal."""


class PosteriorDensity(SampledDensity, Protocol):
    """A posterior, and the parameters that its coordinates stand for."""

    @property
    def coordinates(self) -> Coordinates:
        """All of them, free and held."""

    def sample_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample coordinates from the prior, shape ``(n, n_coordinates)``."""

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return the scenario's parameters by dotted key, each of shape ``(n,)``."""


class Coordinates:
    """All coordinates of a posterior by name, some of them held fixed."""

    def __init__(self, names: Sequence[str], fixed: Mapping[str, float]) -> None:
        """Hold the named ones fixed, at values on the coordinate's scale."""
        self.names = tuple(names)
        self.free = np.array([k for k, name in enumerate(names) if name not in fixed], dtype=int)
        self.rest = np.array([fixed.get(name, 0.0) for name in names])
        self.index = {name: k for k, name in enumerate(names)}
        self._moving = {int(k): index for index, k in enumerate(self.free)}

    def full(self, coords: Floats) -> Floats:
        """Return all coordinates, given those that move."""
        whole = np.repeat(self.rest[None, :], len(coords), axis=0)
        whole[:, self.free] = coords
        return whole

    def moving(self, indices: Sequence[int]) -> Ints:
        """Return indices among the free coordinates, of indices among all; fixed are left out."""
        return np.array([self._moving[k] for k in indices if k in self._moving], dtype=int)


def uniform_log_density(values: Floats, low: Floats, high: Floats) -> Floats:
    """Return 0 inside ``[low, high]`` of every column, -inf elsewhere; shape ``(n,)``."""
    inside = ((values >= low) & (values <= high)).all(axis=1)
    return np.where(inside, 0.0, -np.inf)
