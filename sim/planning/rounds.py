"""Rounds of days as bytes, for the checkpoint of a plan."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Ints


def packed(names: Sequence[str], columns: Sequence[Ints]) -> bytes:
    """Return arrays as bytes."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **dict(zip(names, columns, strict=True)))
    return file.getvalue()


def unpacked(names: Sequence[str], content: bytes | None) -> tuple[Ints, ...] | None:
    """Return arrays that were packed; None if they cannot be read."""
    if content is None:
        return None
    try:
        columns = np.load(io.BytesIO(content), allow_pickle=False)
        return tuple(columns[name] for name in names)
    except (ValueError, OSError, KeyError, EOFError, BadZipFile):
        return None
