"""The likelihood of values with normal effects of areas, of places in them, and of each row.

A value is ``mean + effect of its area + effect of its place + error``: a linear model with nested
random effects [1]_, of which the effects are integrated out in closed form. Rows that are known
only to lie above a limit, and rows that would not be known if they did, are corrected by the
distribution of the effect of their area given all known rows, with five points of Gauss and
Hermite. The effect of a place is that given its known rows for the former, and any for the latter.

References
----------
.. [1] Laird N. M., Ware J. H. (1982). Random-effects models for longitudinal data. Biometrics
   38(4): 963–974. doi:10.2307/2529876
.. [2] Abramowitz M., Stegun I. A. (1964). Handbook of Mathematical Functions, 26.2.17. National
   Bureau of Standards, Washington.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Flags, Floats, Ints

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS /= _WEIGHTS.sum()
_LEAST_SPREAD = 1e-4
"""Spreads below it are as good as none."""
_FARTHEST = 6.0
"""Standard deviations from the mean beyond which a probability does not matter."""


class Groups(NamedTuple):
    """Which place each row lies in, and which area each place."""

    place: Ints
    """Shape ``(n_rows,)``."""
    area_of_place: Ints
    """Shape ``(n_places,)``."""

    @property
    def area(self) -> Ints:
        """Area of each row, shape ``(n_rows,)``."""
        return self.area_of_place[self.place]


class LinearRows(NamedTuple):
    """Rows given some parameters, each of shape ``(n_rows,)``."""

    residual: Floats
    """Value minus mean; of rows above a limit, that of the limit."""
    variance: Floats
    """Of the error."""
    limit: Floats
    """Limit minus mean; infinite where there is none."""


def log_likelihood(
    rows: LinearRows, groups: Groups, above: Flags, spreads: tuple[float, float], *, truncated: bool
) -> float:
    """Return the log likelihood of all rows, up to a constant.

    Parameters
    ----------
    above
        Rows of which only this is known: they lie above their limit.
    spreads
        Standard deviations of the effects of areas and of places, 0 or more.
    truncated
        Whether the other rows are known only because they lie below their limits.
    """
    of_area, of_place = (1 / max(spread, _LEAST_SPREAD) ** 2 for spread in spreads)
    known = np.where(above, 0.0, 1 / rows.variance)
    n_places, n_areas = len(groups.area_of_place), int(groups.area_of_place.max(initial=-1)) + 1
    # In each place, minus twice the log density is a quadratic function of the effect of its area.
    square, cross, rest = (
        np.bincount(groups.place, value * known, n_places)
        for value in (np.ones(len(known)), rows.residual, rows.residual**2)
    )
    left: Floats = 1 / (square + of_place)
    kept: Floats = of_place * left
    area_square, area_cross, area_rest = (
        np.bincount(groups.area_of_place, value, n_areas)
        for value in (square * kept, cross * kept, rest - cross**2 * kept / of_place)
    )
    precision = area_square + of_area
    total = (np.log(kept).sum() + np.log(of_area / precision).sum()
             - np.log(rows.variance[~above]).sum() - area_rest.sum()
             + (area_cross**2 / precision).sum()) / 2  # fmt: skip
    if not truncated and not above.any():
        return float(total)
    of_areas: tuple[Floats, Floats] = area_cross / precision, 1 / np.sqrt(precision)
    of_places: tuple[Floats, Floats, Floats] = (cross * left, kept, left)
    total += _limits(
        rows, groups, above, of_areas, of_places, 1 / of_place, truncated=truncated
    )  # fmt: skip
    return float(total)


def _limits(
    rows: LinearRows,
    groups: Groups,
    above: Flags,
    effect: tuple[Floats, Floats],
    of_place: tuple[Floats, Floats, Floats],
    place_variance: float,
    *,
    truncated: bool,
) -> float:
    """Return what limits add to the log likelihood.

    Parameters
    ----------
    effect
        Mean and standard deviation of the effect of each area, given the known rows.
    of_place
        Of each place, given its known rows: the mean of its effect where that of its area is 0,
        the share of the effect of its area that rows in it have, and the variance of its effect.
    place_variance
        Variance of the effect of a place.
    """
    chosen = np.isfinite(rows.limit) & (above | truncated)
    area, place, over = groups.area[chosen], groups.place[chosen], above[chosen]
    mean, kept, variance = (np.where(over, of[place], other) for of, other in
                            zip(of_place, (0.0, 1.0, place_variance), strict=True))  # fmt: skip
    scale, limit = np.sqrt(rows.variance[chosen] + variance), rows.limit[chosen] - mean
    side = np.where(over, -1.0, 1.0)
    sums = []
    for node, share in zip(_NODES, _WEIGHTS, strict=True):
        at = effect[0] + node * effect[1]
        log = _log_normal_cdf(side * (limit - kept * at[area]) / scale)
        # Above the limit: the probability of it. Else: the density is that of rows below it.
        sums.append(np.log(share) + np.bincount(area, -side * log, len(at)))
    return float(np.logaddexp.reduce(sums).sum())


def _log_normal_cdf(z: Floats) -> Floats:
    """Return the logarithm of the standard normal distribution function, to 1e-7 of it [2]_.

    Below -6 standard deviations it is that of -6.

    >>> [round(float(x), 4) for x in _log_normal_cdf(np.array([-2.0, 0.0, 1.0]))]
    [-3.7832, -0.6931, -0.1728]
    """
    size = np.minimum(np.abs(z), _FARTHEST)
    t = 1 / (1 + 0.2316419 * size)
    series = t * (0.319381530 + t * (-0.356563782 + t * (
        1.781477937 + t * (-1.821255978 + t * 1.330274429))))  # fmt: skip
    tail = np.exp(-(size**2) / 2) / np.sqrt(2 * np.pi) * series
    found: Floats = np.log(np.where(z > 0, 1 - tail, tail))
    return found
