"""How many services one server completes in a span of time when its queue never ends.

Services follow each other without a pause, so their number is a renewal count [1]_: at least k
are completed if the sum of k service times is not above the span. Distributions of sums are
computed by inversion of generating functions [2]_ on a grid of time; a service time is divided
between the two points beside it so that its mean is kept. Probabilities are off by less than
0.001 (see the tests, against closed forms); constant service times are counted exactly.

References
----------
.. [1] Asmussen S. (2003). Applied Probability and Queues, 2nd edition. Springer, New York.
   doi:10.1007/b97236
.. [2] Abate J., Whitt W. (1992). Numerical inversion of probability generating functions.
   Operations Research Letters 12(4): 245–251. doi:10.1016/0167-6377(92)90050-D
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log2, sqrt
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import duration_table
from sim.turnout.compiled_sampling import ONE_RACE

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints

_LEAST = 1e-7
"""Probabilities below it count as 0."""
_ALIASING = 1e-8
"""Bound on the error of the inversion."""
_DIGITS = 12
"""Decimals to which sums of probabilities are right."""
_CELLS = (15, 19)
"""Least and largest number of cells of a span, as powers of two."""
_PER_SPREAD = 8
"""Cells per standard deviation of a service time, at least."""
_SPREADS = 12
"""Standard deviations of a count below its mean at which it is certain that as many are served."""


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """The law of a service time: log-normal, as the voters of the model have it."""

    mean_s: float
    cv: float
    scale: int = ONE_RACE
    """Thousandths by which the time is multiplied, as times in a booth are by races."""

    def table(self) -> Ints:
        """Return its quantiles in 65,536 equal cells, ms."""
        quantiles = duration_table(self.mean_s, self.cv)
        return (quantiles * self.scale + ONE_RACE // 2) // ONE_RACE


@lru_cache(4096)
def served_at_least(services: tuple[ServiceTime, ...], span_ms: int) -> Floats:
    """Return the probabilities that one server completes at least 0, 1, 2, … services.

    Parameters
    ----------
    services
        Parts of one service, independent of each other.
    span_ms
        Time from the begin of the first service; one that ends with it is completed.

    Returns
    -------
    NDArray
        Shape ``(n,)``, falling from 1; further probabilities are 0.
    """
    found = tail_of_tables([service.table() for service in services], span_ms)
    found.setflags(write=False)
    return found


def tail_of_tables(tables: list[Ints], span_ms: int) -> Floats:
    """Return what :func:`served_at_least` does, from quantiles of the parts in equal cells, ms."""
    if span_ms <= 0:
        return np.ones(1)
    mean = sum(float(table.mean()) for table in tables)
    spread = sqrt(sum(float(table.var()) for table in tables))
    if spread == 0:
        return np.ones(span_ms // max(round(mean), 1) + 1)
    wanted = ceil(log2(max(_PER_SPREAD * span_ms / spread, 1)))
    cells = 1 << min(max(wanted, _CELLS[0]), _CELLS[1])
    damping = _ALIASING ** (1 / (2 * cells))
    powers = damping ** np.arange(cells + 1)
    transform = np.ones(cells + 1, dtype=np.complex128)
    for table in tables:
        transform *= np.fft.rfft(_on_grid(table, span_ms, cells) * powers, 2 * cells)
    # Half of what lies on the end of the span stands for times before it.
    within = 1 / powers
    within[-1] /= 2
    weights = np.conj(np.fft.rfft(within, 2 * cells)) / cells
    weights[[0, -1]] /= 2
    expected = span_ms / mean
    first = max(int(expected - _SPREADS * (spread / mean) * sqrt(expected) - 1), 0)
    tail = [1.0] * (first + 1)
    power = transform**first
    while tail[-1] > _LEAST:
        power *= transform
        tail.append(float((power * weights).real.sum()))
    return np.minimum.accumulate(np.clip(tail[:-1], 0.0, 1.0))


def _on_grid(table: Ints, span_ms: int, cells: int) -> Floats:
    """Return the probabilities of service times at the points of a grid, up to the span.

    Shape ``(cells + 1,)``.
    """
    place = table * (cells / span_ms)
    below = np.floor(place)
    part = place - below
    index = np.minimum(below, cells + 1).astype(np.intp)
    found = np.bincount(index, 1 - part, cells + 3) + np.bincount(index + 1, part, cells + 3)
    grid: Floats = found[: cells + 1] / len(table)
    return grid


def sum_at_least(tails: list[tuple[Floats, int]], extra: int = 0) -> Floats:
    """Return the probabilities that independent counts add up to at least 0, 1, 2 and so on.

    Parameters
    ----------
    tails
        Probabilities of one count as :func:`served_at_least` gives them, and how many counts
        have them.
    extra
        A number that is added to the sum.
    """
    n = 1 + sum(times * (len(tail) - 1) for tail, times in tails)
    size = 1 << (2 * n - 1).bit_length()
    transform = np.ones(size // 2 + 1, dtype=np.complex128)
    for tail, times in tails:
        transform *= np.fft.rfft(-np.diff(tail, append=0.0), size) ** times
    density = np.clip(np.fft.irfft(transform, size)[:n], 0.0, None)
    found = np.minimum(np.round(np.cumsum(density[::-1])[::-1], _DIGITS), 1.0)
    found[0] = 1.0
    return np.concatenate([np.ones(extra), found])


def binomial_at_least(n: int, share: float, most: int) -> Floats:
    """Return the probabilities of at least 0, 1, … ``most`` successes in n independent trials.

    Shape ``(most + 1,)``.
    """
    if not 0 < share < 1:
        return np.where(np.arange(most + 1) <= (n if share else 0), 1.0, 0.0)
    count = np.arange(1, most + 1)
    with np.errstate(divide="ignore"):
        ratios = np.log(np.maximum(n - count + 1, 0) * (share / (1 - share)) / count)
    logs = np.concatenate([[0.0], np.cumsum(ratios)]) + n * np.log1p(-share)
    below = np.concatenate([[0.0], np.cumsum(np.exp(logs))[:-1]])
    return np.clip(np.round(1 - below, _DIGITS), 0.0, 1.0)
