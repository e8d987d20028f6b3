"""Designs: the points of the ranges at which a scenario is run.

One at a time: the scenario as it is, and each parameter alone at both ends of its range. A grid:
every combination of equally spaced values. Points of the methods of Morris and Sobol' are those
of SALib: see :mod:`sim.exploring.salib`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.core.errors import InputError
from sim.exploring import salib
from sim.exploring.ranges import OVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Floats
    from sim.exploring.ranges import Explored

Method = Literal["one-at-a-time", "morris", "sobol", "grid"]
ONE, MORRIS, SOBOL, GRID = "one-at-a-time", "morris", "sobol", "grid"
METHODS = (ONE, MORRIS, SOBOL, GRID)
SAMPLES = {MORRIS: 10, SOBOL: 64, GRID: 3}
"""Trajectories of Morris, base samples of Sobol', values of each parameter of a grid."""
MOST_RUNS = 100_000
"""Runs of one exploration at most."""


@dataclass(frozen=True)
class Design:
    """The points of an exploration."""

    values: Floats
    """Shape ``(n_points, n_parameters)``, in the units of the parameters; as they are run."""
    shares: Floats
    """The same as shares of the ranges, 0 to 1, before rounding; NaN where a parameter has its
    value in the scenario."""

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.values)


def make_design(
    method: Method, parameters: Sequence[Explored], samples: int, seed: int, replications: int
) -> Design:
    """Return the points at which a scenario is run.

    Parameters
    ----------
    method
        How they are chosen.
    parameters
        What is explored.
    samples
        See :data:`SAMPLES`; not used for one at a time.
    seed
        Of the points of Morris and Sobol'.
    replications
        Runs at each point.

    Raises
    ------
    InputError
        If there are too many runs, or SALib is needed and missing.
    """
    n = len(parameters)
    _check_number(method, n, samples, replications)
    if method == ONE:
        return _design(parameters, one_at_a_time(n))
    if method == GRID:
        return _design(parameters, grid(parameters, samples))
    points = salib.morris_points if method == MORRIS else salib.sobol_points
    return _design(parameters, points(n, samples, seed))


def one_at_a_time(n: int) -> Floats:
    """Return the points as shares of the ranges: the scenario, then both ends of each parameter.

    >>> one_at_a_time(1).tolist()
    [[nan], [0.0], [1.0]]
    """
    shares = np.full((1 + 2 * n, n), np.nan)
    for index in range(n):
        shares[1 + 2 * index, index], shares[2 + 2 * index, index] = 0.0, 1.0
    return shares


def grid(parameters: Sequence[Explored], levels: int) -> Floats:
    """Return all combinations of equally spaced values, as shares of the ranges.

    A parameter of few whole numbers has fewer values.
    """
    shares = []
    for parameter in parameters:
        all_shares = np.linspace(0, 1, levels).tolist()
        by_value = {parameter.at(share): share for share in reversed(all_shares)}
        shares.append(sorted(by_value.values()))
    return np.array(list(product(*shares)))


def _design(parameters: Sequence[Explored], shares: Floats) -> Design:
    values = np.empty_like(shares)
    for column, parameter in enumerate(parameters):
        values[:, column] = [
            parameter.value if np.isnan(share) else parameter.at(share)
            for share in shares[:, column].tolist()
        ]
    return Design(values, shares)


def _check_number(method: Method, n: int, samples: int, replications: int) -> None:
    """Raise an error if there are too many runs."""
    points = {
        ONE: 1 + 2 * n, MORRIS: samples * (n + 1), SOBOL: samples * (n + 2),
        # Of many parameters the power would be too large a number.
        GRID: samples ** min(n, 64),
    }[method]  # fmt: skip
    if points * replications > MOST_RUNS:
        times = f" × {replications:,} replications" if replications > 1 else ""
        message = (
            f"{n:,} parameters need {points:,} points{times} by {method}; at most "
            f"{MOST_RUNS:,} runs are done: name fewer parameters, or give fewer `samples`"
        )
        raise InputError.single(OVER, "", message)
