"""A posterior to be sampled: its coordinates, its density in parts, its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.grid_proposal import Grid
    from sim.core.types import Floats, Ints


class Carried(NamedTuple):
    """Coordinates of regions that go along with common ones.

    Where a region's own is well known it should stay, and where nothing is known it should
    go along; a chain that does only one of both creeps.
    """

    followers: Ints
    """Places."""
    leaders: Ints
    """Which of ``common`` each follows, as an index into ``common``."""
    sign: int
    """1 where a follower keeps its distance, -1 where it keeps the sum of both."""


class Jump(NamedTuple):
    """Coordinates of one region that may go anywhere at once."""

    places: Ints
    column: int | None
    """The part of the density that judges them; None for the whole."""
    grid: Grid
    """Where to."""


@dataclass(frozen=True)
class Layout:
    """Which coordinates are shared by all regions, and which belong to one."""

    names: tuple[str, ...]
    """Of all coordinates."""
    common: Ints
    """Places of those that move as one."""
    leading: tuple[Ints, ...]
    """Places of regions that others are held against: moved alone, judged by the whole."""
    regions: tuple[Ints, ...]
    """Places of each other region's own; each has a part of the density."""
    carried: tuple[Carried, ...]
    """Ways in which coordinates of regions go along when what is common moves."""
    separable: bool
    """Whether regions are independent given what is common."""


def carried_by(pairs: Sequence[tuple[int, int]], sign: int) -> Carried:
    """Return followers with their leaders."""
    followers, leaders = (np.array(column, dtype=int) for column in zip(*pairs, strict=True))
    return Carried(followers, leaders, sign)


class Sampled(Protocol):
    """What a sampler needs to know of a posterior."""

    @property
    def name(self) -> str:
        """What its chains are called."""

    @property
    def layout(self) -> Layout:
        """How its coordinates hang together."""

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
        """Return where walkers begin: spread wider than the posterior, near its middle."""

    def jumps(self) -> list[Jump]:
        """Return blocks that may go anywhere at once, with where to."""


class Problem(Sampled, Protocol):
    """One posterior, and what its coordinates mean."""

    @property
    def coordinates(self) -> Coordinates:
        """All of them, free and held."""

    def draw_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Draw coordinates from the prior, shape ``(n, n_coordinates)``."""

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return the scenario's parameters by dotted key, each of shape ``(n,)``."""


class Coordinates:
    """All coordinates of a posterior by name, some of them held fixed."""

    def __init__(self, names: Sequence[str], fixed: Mapping[str, float]) -> None:
        """Hold those fixed that are named, at values on the coordinate's own scale."""
        self.names = tuple(names)
        self.free = np.array([k for k, name in enumerate(names) if name not in fixed], dtype=int)
        self.rest = np.array([fixed.get(name, 0.0) for name in names])
        self.place = {name: k for k, name in enumerate(names)}
        self._moving = {int(k): place for place, k in enumerate(self.free)}

    def full(self, coords: Floats) -> Floats:
        """Return all coordinates, given those that move."""
        whole = np.repeat(self.rest[None, :], len(coords), axis=0)
        whole[:, self.free] = coords
        return whole

    def moving(self, places: Sequence[int]) -> Ints:
        """Return places among those that move, of places among all; fixed ones are left out."""
        return np.array([self._moving[k] for k in places if k in self._moving], dtype=int)


def uniform_log_density(values: Floats, low: Floats, high: Floats) -> Floats:
    """Return 0 inside ``[low, high]`` of every column, -inf elsewhere; shape ``(n,)``."""
    inside = ((values >= low) & (values <= high)).all(axis=1)
    return np.where(inside, 0.0, -np.inf)
