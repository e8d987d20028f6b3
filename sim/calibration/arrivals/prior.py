"""The prior of arrival shapes, from other elections.

The logarithms of the shapes a and b of region r are ``theta_r = common + offset_r``: see
:func:`sim.turnout.arrival_curves.arrival_cdf`. Both parts are bivariate Student-t [1]_:
``common`` is the level of a new election, ``offset_r`` the effect of the region in it.
``past/arrival_prior.csv`` of a pack holds their parameters;
:mod:`sim.calibration.arrivals.fit_prior` writes it.

References
----------
.. [1] Kotz S., Nadarajah S. (2004). Multivariate t Distributions and Their
   Applications. Cambridge University Press. doi:10.1017/CBO9780511550683
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.multivariate_t import LogDensity, sample_t
from sim.pack.values import PAST, PRIOR
from sim.results.calibration_context import PRIOR_OF_PACK, PRIOR_TO_FIT, PRIOR_WIDE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.core.types import Floats
    from sim.pack.records import Published


SHAPES = ("a", "b")
COORDINATES = ("log_a", "log_b")
CSV_COLUMNS = (
    "area", *(f"mean_{name}" for name in COORDINATES), *(f"scale_{name}" for name in COORDINATES),
    "correlation", "dof", "error_pct",
)  # fmt: skip
"""``error_pct`` is the scale of reporting errors, points: of the row ``common``."""
FITTED_TO = "fitted_to"
"""Column of a digest of the curves that a prior was fitted to, of the row ``common``; a prior that
was not fitted does without it."""

LOWEST = np.log([1.0, 0.3])
"""Logarithms of the smallest a and b that a scenario allows."""
HIGHEST = np.log([5.0, 60.0])

FROM_MIDDLE = np.array([[1.0, 0.0], [1.3, 1.0]])
"""From log a and the logarithm of ``b x^a (1 - x)^-c`` at the middle of the opening hours to log a
and log b, near a usual curve. Elections differ in these two about independently."""


def around_middle(*sd: float) -> Floats:
    """Return the covariance of log a and log b, given two independent standard deviations.

    Parameters
    ----------
    sd
        Of log a, and of the logarithm at the middle.
    """
    spread = FROM_MIDDLE * np.array(sd)
    return np.asarray(spread @ spread.T)


def _wide(means: tuple[float, ...], sd: tuple[float, ...], error: str) -> dict[str, str]:
    """Return a row as in the file, around a level at the middle."""
    values = csv_values(FROM_MIDDLE @ np.array(means), around_middle(*sd))
    return dict(
        zip(CSV_COLUMNS[1:], (*(f"{value:.6f}" for value in values), "5", error), strict=True)
    )


def csv_values(mean: Floats, scale: Floats) -> tuple[float, ...]:
    """Return means, scales and correlations as columns of the file."""
    sd = np.sqrt(np.diagonal(scale))
    return (*mean.tolist(), *sd.tolist(), float(scale[0, 1] / (sd[0] * sd[1])))


WIDE: Mapping[str, dict[str, str]] = MappingProxyType(
    {
        "common": _wide((0.65, 0.2), (0.15, 0.5), "2.0"),
        "any": _wide((0.0, 0.0), (0.1, 0.3), ""),
    }
)
"""The prior where a pack has no other elections (assumption): in nine of ten elections a quarter to
nine tenths of the voters have come at the middle of the opening hours."""


@dataclass(frozen=True, eq=False)
class ArrivalPrior:
    """The prior distribution of log a and log b, of the nation and of each region.

    The joint density is proportional to the product of the two densities below, truncated to the
    range of a scenario, :data:`LOWEST` to :data:`HIGHEST`, for the common values and every region.
    The factors are not renormalised; :meth:`sample` samples this joint density.
    """

    codes: tuple[str, ...]
    common_mean: Floats
    """Shape ``(2,)``."""
    common_scale: Floats
    """Scale matrix of the t, shape ``(2, 2)``."""
    common_dof: float
    offset_mean: Floats
    """Mean of the effect of each region, shape ``(n_regions, 2)``."""
    scale: Floats
    """Shape ``(n_regions, 2, 2)``."""
    dof: Floats
    """Shape ``(n_regions,)``."""
    error_pct: float
    """Scale of reporting errors, points: what a curve does not follow is part of it."""

    @cached_property
    def _common_density(self) -> LogDensity:
        return LogDensity.of(self.common_scale, np.asarray(self.common_dof))

    @cached_property
    def _offset_density(self) -> LogDensity:
        return LogDensity.of(self.scale, self.dof)

    def common_log_density(self, common: Floats) -> Floats:
        """Return the log density of the common values.

        Parameters
        ----------
        common
            log a and log b, shape ``(..., 2)``.

        Returns
        -------
        NDArray
            Shape ``(...)``; -inf outside the range.
        """
        log = self._common_density.at(common - self.common_mean)
        return np.where(within(common), log, -np.inf)

    def region_log_density(self, theta: Floats, common: Floats) -> Floats:
        """Return the log density of each region's values, given the common ones.

        Parameters
        ----------
        theta
            log a and log b by region, shape ``(..., n_regions, 2)``.
        common
            Shape ``(..., 2)``.

        Returns
        -------
        NDArray
            Shape ``(..., n_regions)``; -inf outside the range.
        """
        rest = theta - common[..., None, :] - self.offset_mean
        return np.where(within(theta), self._offset_density.at(rest), -np.inf)

    def sample(self, n: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        """Sample common and regional values.

        By rejection: a draw with any value outside the range is sampled again, so most of the
        distribution must be inside.

        Parameters
        ----------
        n
            Number of draws, 0 or more.

        Returns
        -------
        tuple
            Common values, shape ``(n, 2)``, and those of the regions, shape
            ``(n, n_regions, 2)``.
        """
        common, theta = np.empty((n, 2)), np.empty((n, len(self.codes), 2))
        missing = np.arange(n)
        while missing.size:
            common[missing], theta[missing] = self._sample_untruncated(missing.size, generator)
            inside = within(common[missing]) & within(theta[missing]).all(axis=-1)
            missing = missing[~inside]
        return common, theta

    def _sample_untruncated(self, n: int, generator: np.random.Generator) -> tuple[Floats, Floats]:
        common = sample_t(
            np.tile(self.common_mean, (n, 1)), self.common_scale,
            np.asarray(self.common_dof), generator,
        )  # fmt: skip
        mean = common[:, None, :] + self.offset_mean
        return common, sample_t(mean, self.scale, self.dof, generator)

    def for_codes(self, codes: Sequence[str]) -> ArrivalPrior:
        """Return the prior of some regions; unknown ones have mean 0 and the largest scale."""
        widest = int(np.argmax(np.linalg.det(self.scale)))
        rows = [self.codes.index(code) if code in self.codes else widest for code in codes]
        known = np.array([code in self.codes for code in codes], dtype=bool)
        return ArrivalPrior(
            tuple(codes), self.common_mean, self.common_scale, self.common_dof,
            np.where(known[:, None], self.offset_mean[rows], 0.0), self.scale[rows],
            self.dof[rows], self.error_pct,
        )  # fmt: skip


def shapes_of(theta: Floats) -> tuple[Floats, Floats]:
    """Return a and b, given their logarithms along the last axis."""
    return np.exp(theta[..., 0]), np.exp(theta[..., 1])


def within(theta: Floats) -> NDArray[np.bool_]:
    """Return whether log a and log b, the last axis, are in the range of a scenario."""
    return np.asarray(((theta >= LOWEST) & (theta <= HIGHEST)).all(axis=-1))


@cache
def arrival_prior(of: Published) -> ArrivalPrior:
    """Return the prior of the regions of an election, from other elections of its pack.

    A pack without other elections has a wide prior; see :data:`WIDE`.
    """
    rows = {row["area"]: row for row in of.rows(PRIOR)} or dict(WIDE)
    common = rows.pop("common")
    return ArrivalPrior(
        codes=tuple(rows),
        common_mean=_mean(common),
        common_scale=_scale(common),
        common_dof=float(common["dof"]),
        offset_mean=np.array([_mean(row) for row in rows.values()]),
        scale=np.array([_scale(row) for row in rows.values()]),
        dof=np.array([float(row["dof"]) for row in rows.values()]),
        error_pct=float(common["error_pct"]),
    )


def prior_text(of: Published) -> str:
    """Return where the prior of an election comes from."""
    if of.rows(PRIOR):
        return PRIOR_OF_PACK.format(file=PRIOR)
    text = PRIOR_WIDE.format(file=PRIOR)
    return f"{text}; {PRIOR_TO_FIT.format(file=PAST)}" if of.rows(PAST) else text


def _mean(row: Mapping[str, str]) -> Floats:
    return np.array([float(row[f"mean_{name}"]) for name in COORDINATES])


def _scale(row: Mapping[str, str]) -> Floats:
    a, b, r = (float(row[key]) for key in ("scale_log_a", "scale_log_b", "correlation"))
    return np.array([[a * a, r * a * b], [r * a * b, b * b]])
