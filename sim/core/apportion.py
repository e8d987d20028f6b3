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
    low = _bounds(low, len(weights))
    high = _bounds(total if high is None else high, len(weights))
    least, most = int(low.sum()), int(high.sum())
    if not least <= total <= most or (low > high).any():
        bounds = f"{least} to {most}"
        raise ValueError(f"the total must be in the sum of the bounds, {bounds}; got {total}")
    if len(weights) == 1:
        return np.array([total])
    exact = _exact(weights, total, low, high)
    parts = np.floor(exact).astype(np.int64)
    missing = total - int(parts.sum())
    if not missing:
        return parts
    # Largest remainder first; ties are broken by the order of the parts, without random words.
    order = np.argsort(parts - exact, kind="stable")
    step = 1 if missing > 0 else -1
    while missing:
        for index in order if step > 0 else order[::-1]:
            if missing and low[index] <= parts[index] + step <= high[index]:
                parts[index] += step
                missing -= step
    return parts


def _bounds(bounds: ArrayLike, n: int) -> Ints:
    """Return the bound of each of ``n`` parts, given one for all of them or each."""
    of_each: Ints = np.asarray(bounds, dtype=np.int64)
    return of_each if of_each.ndim else np.full(n, of_each)


def _exact(weights: Floats, total: int, low: Ints, high: Ints) -> Floats:
    """Return the clipped weights at the factor at which they add up to the total, by bisection."""
    whole = weights.sum()
    if whole <= 0:
        return np.clip(0.0 * weights, low, high)
    plain = total / whole
    exact: Floats = weights * plain
    if (exact >= low).all() and (exact <= high).all():
        return exact
    below, above = 0.0, plain
    while np.clip(weights * above, low, high).sum() < total and above < 1e18:
        above *= 4
    for _ in range(64):
        middle = (below + above) / 2
        if np.clip(weights * middle, low, high).sum() < total:
            below = middle
        else:
            above = middle
    found: Floats = np.clip(weights * above, low, high)
    return found
