"""Quantiles of observed values: the least value that a part of them does not exceed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Ints


def reached_by_counts(counts: Ints, per_cent: int) -> int:
    """Return the same for values 0, 1, 2, ... that are there so many times.

    >>> reached_by_counts(np.array([0, 2, 1, 1]), 50)
    1
    """
    reached = np.cumsum(counts)
    return int(np.searchsorted(reached, -(-per_cent * reached[-1] // 100))) if reached[-1] else 0


def reached_by(values: Ints, per_cent: int) -> int:
    """Return the least value that so many in a hundred do not exceed; 0 of nothing.

    >>> reached_by(np.array([4, 1, 3, 2]), 50)
    2
    """
    if len(values) == 0:
        return 0
    return int(np.sort(values)[-(-per_cent * len(values) // 100) - 1])
