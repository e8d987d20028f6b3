"""A target with its location, for messages and precedence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.pack.targets import Target


class LocatedTarget(NamedTuple):
    """A target, and the location where it was given."""

    target: Target
    rank: int
    """0 reported, 1 scenario, 2 and more files; a higher rank replaces a lower one."""
    where: str
    """File and line, or the scenario."""
    key: str
    """Dotted key in the scenario; empty for files."""
