"""Apportionment: integers in proportion to weights that add up to a total.

The method of largest remainders [1]_, with bounds on each part.

References
----------
.. [1] Pukelsheim F. (2017). Proportional Representation: Apportionment Methods and
   Their Applications, 2nd edition. Springer, Cham. doi:10.1007/978-3-319-64707-4
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.core.types import Floats, Ints


def apportion(
    weights: ArrayLike, total: int, low: ArrayLike = 0, high: ArrayLike | None = None
) -> Ints:
    """Divide a total in proportion to weights, within bounds, by largest remainders.

    Parameters
    ----------
    weights
        Shape ``(n,)``, 0 or more each.
    total
        What the parts must add up to.
    low, high
        Bounds of each part, both included; no upper bound if ``high`` is None.

    Returns
    -------
    NDArray
        Whole numbers, shape ``(n,)``, that add up to ``total``.

    Raises
    ------
    ValueError
        If no parts within the bounds add up to the total.

    >>> apportion([1, 1, 2], 10).tolist()
    [3, 2, 5]
    >>> apportion([1, 1, 8], 10, low=2).tolist()
    [2, 2, 6]
    """
    weights = np.asarray(weights, dtype=np.float64)
    low = np.broadcast_to(np.asarray(low, dtype=np.int64), weights.shape)
    top = total if high is None else high
    high = np.broadcast_to(np.asarray(top, dtype=np.int64), weights.shape)
    if not low.sum() <= total <= high.sum() or (low > high).any():
        bounds = f"{low.sum()} to {high.sum()}"
        raise ValueError(f"the total must be in the sum of the bounds, {bounds}; got {total}")
    exact = np.clip(weights * _scale(weights, total, low, high), low, high)
    parts = np.floor(exact).astype(np.int64)
    # Largest remainder first; ties are broken by the order of the parts, without random words.
    order = np.argsort(-(exact - parts), kind="stable")
    missing = total - int(parts.sum())
    step = 1 if missing > 0 else -1
    while missing:
        for index in order if step > 0 else order[::-1]:
            if missing and low[index] <= parts[index] + step <= high[index]:
                parts[index] += step
                missing -= step
    return parts


def _scale(weights: Floats, total: int, low: Ints, high: Ints) -> float:
    """Return the factor at which the clipped weights add up to the total, by bisection."""
    if weights.sum() <= 0:
        return 0.0
    plain = total / weights.sum()
    if (weights * plain >= low).all() and (weights * plain <= high).all():
        return float(plain)
    below, above = 0.0, plain
    while np.clip(weights * above, low, high).sum() < total and above < 1e18:
        above *= 4
    for _ in range(64):
        middle = (below + above) / 2
        if np.clip(weights * middle, low, high).sum() < total:
            below = middle
        else:
            above = middle
    return float(above)
