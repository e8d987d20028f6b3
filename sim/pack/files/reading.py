"""Reading of a pack: a folder becomes a :class:`~sim.pack.files.pack.Pack`, or all its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.pack import Norms, Pack


def read_pack(folder: Path, norms: Norms) -> Pack:
    """Read a pack.

    Raises
    ------
    PackError
        If it is not a pack; lists every fault with file, line and column.
    """
    raise NotImplementedError
