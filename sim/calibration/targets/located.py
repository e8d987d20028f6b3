"""A target with the place that it was read from, for messages and for precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.pack.targets import Target


class LocatedTarget(NamedTuple):
    """A target, and where it was given."""

    target: Target
    rank: int
    """0 reported, 1 the scenario, 2 and up the files; the higher replaces the lower."""
    where: str
    """File and line, or the scenario."""
    key: str
