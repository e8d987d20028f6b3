"""What a plan promises, and the evidence that a level of staff keeps it.

A day is bad at a site if more than ``1 - share`` of its voters wait longer than the limit. The
promise is that at most ``1 - days`` of all days are bad. For each level of staff an e-value [1]_
measures the evidence for it: the capital of somebody who starts with 1 and bets, day after day,
that bad days are rarer than ``1 - days``. If they are not, the capital is a non-negative
supermartingale, and by Ville's inequality [2]_ it reaches ``1 / alpha`` with probability
``alpha`` at most, however long one looks and whenever one stops.

References
----------
.. [1] Ramdas A., Grünwald P., Vovk V., Shafer G. (2023). Game-theoretic statistics and safe
   anytime-valid inference. Statistical Science 38(4): 576–601. doi:10.1214/23-STS894
.. [2] Ville J. (1939). Étude critique de la notion de collectif. Gauthier-Villars, Paris.
.. [3] Clopper C. J., Pearson E. S. (1934). The use of confidence or fiducial limits
   illustrated in the case of the binomial. Biometrika 26(4): 404–413.
   doi:10.1093/biomet/26.4.404
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.core.types import Flags, Floats, Ints

_PARTS = np.array([0.05, 0.3])
"""Bets are on shares of bad days that are these parts of the share allowed."""
_WEIGHTS = np.array([0.5, 0.5])
"""Capital at the start on each of these bets."""


@dataclass(frozen=True)
class Promise:
    """What a plan promises at each site."""

    max_wait_ms: int
    """The limit of whole waits: at the door, for a desk, a booth and a box."""
    share: float
    """Share of the voters of a site who wait no longer, on a good day; in (0, 1]."""
    days: float
    """Share of days that are good; inside (0, 1)."""
    confidence: float
    """Confidence that this is so; inside (0, 1)."""
    n_tests: int = 1
    """Certificates that share the probability of an error."""
    most_days: int = 400
    """Days after which a level that is not certified counts as not enough."""

    @cached_property
    def needed(self) -> float:
        """The logarithm of the e-value that certifies a level."""
        return float(np.log(self.n_tests) - np.log1p(-self.confidence))

    def bad_most(self, n_chosen: Ints) -> Ints:
        """Return the most bad days with which a level can be certified in time; -1 if none can be.

        Parameters
        ----------
        n_chosen
            See :meth:`is_certified`.
        """
        different, which = np.unique(n_chosen, return_inverse=True)
        bad = np.arange(self.most_days + 1)
        certified = self.is_certified(self.most_days, bad, different[:, None])
        return np.asarray(np.count_nonzero(certified, axis=1) - 1)[which]

    def least_days(self, n_chosen: int = 1) -> int:
        """Return the days without a bad one that certify a level."""
        too_few, enough = 0, 1
        while not self.is_certified(enough, 0, n_chosen):
            too_few, enough = enough, 2 * enough
        while enough - too_few > 1:
            middle = (too_few + enough) // 2
            if self.is_certified(middle, 0, n_chosen):
                enough = middle
            else:
                too_few = middle
        return enough

    def allows(self, n: Ints | int, bad: Ints) -> Flags:
        """Return whether so many bad days among n are no more than promised, by array."""
        return np.asarray(bad <= (1 - self.days) * n + 1e-9)

    def is_certified(self, n: ArrayLike, bad: ArrayLike, n_chosen: ArrayLike = 1) -> Flags:
        """Return whether so many bad days among n certify a level, by array.

        Parameters
        ----------
        n, bad
            Days, and bad days among them; broadcast together.
        n_chosen
            Numbers (of desks, or of tables and vehicles) among which was chosen on the same days
            before, and which share the probability of an error; 1 if nothing was. Broadcast, too.
        """
        return np.asarray(log_e_value(n, bad, 1 - self.days) >= self.needed + np.log(n_chosen))

    def upper_bound(self, n: Ints, bad: Ints, n_chosen: ArrayLike = 1) -> Floats:
        """Return upper confidence bounds of shares of bad days, valid at any number of days."""
        low, high = np.zeros(np.shape(n)), np.ones(np.shape(n))
        for _ in range(40):
            middle = (low + high) / 2
            excluded = log_e_value(n, bad, middle) >= self.needed + np.log(n_chosen)
            low, high = np.where(excluded, low, middle), np.where(excluded, middle, high)
        return high


def log_e_value(n: ArrayLike, bad: ArrayLike, allowed: ArrayLike) -> Floats:
    """Return the logarithm of the e-value against more bad days than are allowed.

    It falls with each bad day in place of a good one, and rises with ``allowed``.

    Parameters
    ----------
    n, bad
        Days, and bad days among them; broadcast together.
    allowed
        Share of days that may be bad, inside (0, 1); broadcast, too.

    >>> bool(log_e_value(69, 0, 0.05) > np.log(20) > log_e_value(68, 0, 0.05))
    True
    """
    n, bad, allowed = np.broadcast_arrays(np.asarray(n), np.asarray(bad), np.asarray(allowed))
    good = (n - bad)[..., None]
    allowed = allowed[..., None].astype(np.float64)
    of_bad = bad[..., None] * np.log(_PARTS)
    of_good = good * (np.log1p(-_PARTS * allowed) - np.log1p(-allowed))
    found: Floats = np.logaddexp.reduce(np.log(_WEIGHTS) + of_bad + of_good, axis=-1)
    return found


def reached_on(values: Ints, share: float) -> Ints:
    """Return the least values that are not exceeded on a share of days, which are the first axis.

    >>> reached_on(np.array([[5], [3], [9], [4], [8]]), 0.6)
    array([5])
    """
    # A share such as 0.7 of ten days is not exactly seven.
    place = math.ceil(share * len(values) - 1e-9) - 1
    found: Ints = np.sort(values, axis=0)[place]
    return found


def bad_days_limit(n: int, allowed: float, level: float = 0.01) -> int:
    """Return how many bad days among n are too many for the share allowed.

    So many or more have a probability below ``level`` if the share is just the one allowed: then
    its lower Clopper-Pearson bound [3]_ at ``1 - level`` is above it.

    >>> bad_days_limit(200, 0.05)
    19
    """
    bad = np.arange(1, n + 1)
    # In logarithms, as the probability of no bad day at all can be below the smallest number.
    ratios = np.log((n - bad + 1) / bad) + math.log(allowed) - math.log1p(-allowed)
    of_bad = n * math.log1p(-allowed) + np.append(0.0, np.cumsum(ratios))
    at_least = np.cumsum(np.exp(of_bad)[::-1])[::-1]
    return int(np.count_nonzero(at_least >= level))
