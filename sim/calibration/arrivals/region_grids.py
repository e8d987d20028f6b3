"""Distributions of a region's arrival shapes on a grid, from the prior and its targets.

The log likelihood of each target is computed once, at the shapes of its region only.
"""

# No reference: sums of the log densities of other modules.

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sim.calibration.arrivals.grid_proposal import Grid, grid_of, points_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.prior import ArrivalPrior
    from sim.calibration.arrivals.turnout_likelihood import TurnoutLikelihood
    from sim.core.types import Floats
    from sim.pack.targets import Target


_NATIONS = 12
"""Number of national shapes over which the prior of a region is averaged."""


class RegionDensity(Protocol):
    """What the posterior of the day tells of its regions; see :class:`.ArrivalsPosterior`."""

    targets: Sequence[Target]
    used: list[int]
    codes: list[str]
    prior: ArrivalPrior
    likelihood: TurnoutLikelihood

    def middle(self, n: int) -> dict[str, Floats]:
        """Return the freed parameters at the middle of their ranges."""

    def turnout(
        self, shapes: Floats, extra: Mapping[str, Floats], at: int, regions: slice
    ) -> Floats:
        """Return expected turnout of some regions by a time, per cent."""


def region_grids(posterior: RegionDensity) -> list[Grid]:
    """Return a grid proposal for each region, from its prior and its targets.

    The prior is averaged over national shapes.
    """
    prior = _prior_log_density(posterior.prior)
    likelihood = np.zeros(prior.shape)
    for k, log_likelihood in target_log_likelihoods(posterior).items():
        likelihood[:, posterior.codes.index(posterior.targets[k].code)] += log_likelihood
    return [grid_of(column) for column in (prior + likelihood).T]


def left_out_grids(
    posterior: RegionDensity, nations: Floats, medians: Mapping[str, float]
) -> dict[int, Grid]:
    """Return the distribution of a region's shapes without each of its ``equals`` targets.

    Parameters
    ----------
    posterior
        The posterior of the day.
    nations
        National shapes over which the prior of a region is averaged, shape ``(n, 2)``.
    medians
        Values of the further freed parameters, by key.

    Returns
    -------
    dict
        By number of the target.
    """
    found: dict[int, Grid] = {}
    of_target = target_log_likelihoods(posterior, medians)
    codes = [posterior.targets[k].code for k in of_target]
    for code in dict.fromkeys(codes):
        inside = [k for k, of in zip(of_target, codes, strict=True) if of == code]
        of_all = _averaged_prior(posterior.prior.for_codes([code]), nations)[:, 0]
        of_all += sum(of_target[k] for k in inside)
        for k in inside:
            if posterior.targets[k].relation == "equals":
                found[k] = grid_of(of_all - of_target[k], uniform_weight=0.0)
    return found


def target_log_likelihoods(
    posterior: RegionDensity, values: Mapping[str, float] | None = None
) -> dict[int, Floats]:
    """Return the log likelihood of each turnout target of a region at all points of the grid.

    Further freed parameters have some values, or are at the middle of their ranges. By number
    of the target, shape ``(n_cells,)`` each; ``highest`` is left out, as it depends on several
    regions.
    """
    points = points_of(1)
    extra, found = posterior.middle(len(points)), {}
    if values is not None:
        extra = {key: np.full(len(points), values[key]) for key in extra}
    for k in posterior.used:
        target = posterior.targets[k]
        of_region = target.what == "turnout" and target.code in posterior.codes
        if of_region and target.relation != "highest":
            r = posterior.codes.index(target.code)
            pct = posterior.turnout(points, extra, target.at or 0, slice(r, r + 1))
            found[k] = posterior.likelihood.of_region(target, pct[:, 0])
    return found


@lru_cache(maxsize=2)
def _prior_log_density(prior: ArrivalPrior) -> Floats:
    """Return the log density of the prior at all points, shape ``(n_cells, n_regions)``.

    Cached, as every round of a calibration uses it.
    """
    nations, _ = prior.sample(_NATIONS, np.random.Generator(np.random.Philox(0)))
    return _averaged_prior(prior, nations)


def _averaged_prior(prior: ArrivalPrior, nations: Floats) -> Floats:
    """Return the log of the sum over national shapes of the prior, at all points."""
    shapes = points_of(len(prior.codes))
    density = np.full(shapes.shape[:2], -np.inf)
    for nation in nations:
        everywhere = np.repeat(nation[None, :], len(shapes), axis=0)
        density = np.logaddexp(density, prior.region_log_density(shapes, everywhere))
    return density
