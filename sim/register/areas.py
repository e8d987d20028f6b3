"""Areas of all levels of a pack, and what takes in the protocols of their sites, as records."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.core.types import Flags, Ints


@dataclass(frozen=True, eq=False, repr=False)
class AreaTree:
    """The areas of all levels, and those of each site."""

    ids: tuple[str, ...]
    levels: tuple[str, ...]
    """Name of the level of each area."""
    of_site: Ints
    """Area of each site at each level, top down, shape ``(n_sites, n_levels)``."""

    def __repr__(self) -> str:
        """Return the ids, and a digest of the areas of sites: it stands for all content."""
        digest = hashlib.sha256(np.ascontiguousarray(self.of_site).tobytes()).hexdigest()
        return f"AreaTree({self.ids}, {self.levels}, {digest})"

    def keep(self, sites: Ints) -> AreaTree:
        """Return the areas of some sites (indexes)."""
        return replace(self, of_site=self.of_site[sites])

    def of_same_level(self, area: str, level: str = "") -> list[tuple[str, str]]:
        """Return id and level of every area of the level of an area, itself included.

        Without a level, that of the first area of that id; none if there is no such area.
        """
        pairs = list(zip(self.ids, self.levels, strict=True))
        named = next((of for one, of in pairs if one == area and level in {"", of}), None)
        return [pair for pair in pairs if pair[1] == named]

    def sites_in(self, area: str, level: str = "") -> Flags:
        """Return which sites lie in an area, as flags of shape ``(n_sites,)``.

        Without a level, those that lie in an area of that id at any level.
        """
        named = np.array(
            [
                one == area and level in {"", of}
                for one, of in zip(self.ids, self.levels, strict=True)
            ],
            dtype=bool,
        )
        inside: Flags = np.logical_or.reduce(named[self.of_site], axis=1)
        return inside


@dataclass(frozen=True)
class Intake:
    """Clerks, vehicles and places of each commission, as a pack or a file gives them."""

    clerks: tuple[int | None, ...]
    """Clerks who take in protocols; None for as many as ``commission.clerks``."""
    vehicles: tuple[int | None, ...]
    """Vehicles that fetch protocols; None for as many as ``commission.vehicles``."""
    places: tuple[str, ...]
    """Where protocols are taken in; empty where not given."""

    def keep(self, commissions: Iterable[int]) -> Intake:
        """Return those of some commissions (indexes)."""
        chosen = [int(index) for index in commissions]
        columns = (self.clerks, self.vehicles, self.places)
        return Intake(*(tuple(column[index] for index in chosen) for column in columns))  # type: ignore[arg-type]
