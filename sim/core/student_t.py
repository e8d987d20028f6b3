"""Quantiles of Student's t, for intervals of means and for what is matched to draws.

The distribution is that of a mean over its standard error [1]_.

References
----------
.. [1] Student (1908). The probable error of a mean. Biometrika 6(1): 1–25.
   doi:10.1093/biomet/6.1.1
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np


@lru_cache(maxsize=1024)
def t_quantile(p: float, dof: float) -> float:
    """Return a quantile above one half of Student's t, by summing up its density.

    Parameters
    ----------
    p
        In [0.5, 1).
    dof
        Degrees of freedom, at least 1.

    Examples
    --------
    >>> round(t_quantile(0.975, 4), 2)
    2.78
    """
    u = np.linspace(0, np.pi / 2, 20_001)[:-1]
    x = np.tan(u)
    density = (1 + x**2 / dof) ** (-(dof + 1) / 2) * (1 + x**2)
    sums = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return float(np.interp((p - 0.5) * 2 * sums[-1], sums, x))
