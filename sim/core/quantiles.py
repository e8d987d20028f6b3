"""Empirical quantiles: the least value that a given percentage of the values does not exceed.

Of n sorted values, the p % quantile has the index ceil(n p / 100) - 1, computed in integer
arithmetic. It is one of the values and is never interpolated, so quantiles of counts and times
are counts and times: definition 1 of Hyndman and Fan [1]_, NumPy's ``inverted_cdf``.

References
----------
.. [1] Hyndman R. J., Fan Y. (1996). Sample quantiles in statistical packages. The
   American Statistician 50(4): 361–365. doi:10.1080/00031305.1996.10473566
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.types import Ints


def quantile_index(percent: int, n: int) -> int:
    """Return the index of a quantile among n sorted values; it is also compiled.

    Parameters
    ----------
    percent
        In [1, 100].
    n
        1 or more.

    >>> quantile_index(5, 200), quantile_index(50, 3), quantile_index(95, 1)
    (9, 1, 0)
    """
    return -(-percent * n // 100) - 1


def quantiles(values: NDArray[Any], percents: Sequence[int]) -> NDArray[Any]:
    """Return quantiles along the first axis.

    Parameters
    ----------
    values
        Shape ``(n, ...)``, n at least 1; numbers or times.
    percents
        Each in [1, 100].

    Returns
    -------
    NDArray
        Shape ``(len(percents), ...)``, of the type of the values.

    >>> quantiles(np.array([4, 1, 3, 2]), (5, 50, 95)).tolist()
    [1, 2, 4]
    """
    indices = [quantile_index(percent, len(values)) for percent in percents]
    found: NDArray[Any] = np.sort(values, axis=0)[indices]
    return found


def quantile(values: Ints, percent: int) -> int:
    """Return one quantile of whole numbers; 0 if there are none.

    >>> quantile(np.array([4, 1, 3, 2]), 50), quantile(np.array([], int), 50)
    (2, 0)
    """
    return int(quantiles(values, (percent,))[0]) if len(values) else 0


def quantile_of_counts(counts: Ints, percent: int) -> int:
    """Return one quantile of the values 0, 1, 2, ... given how often each occurs; 0 if none does.

    >>> quantile_of_counts(np.array([0, 2, 1, 1]), 50)
    1
    """
    up_to = np.cumsum(counts)
    n = int(up_to[-1])
    return int(np.searchsorted(up_to, quantile_index(percent, n) + 1)) if n else 0
