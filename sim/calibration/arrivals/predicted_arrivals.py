"""Posterior predictions of reported values of the day.

Spread over runs and reporting errors have the Student-t distribution of the likelihood [1]_.

References
----------
.. [1] Lange K. L., Little R. J. A., Taylor J. M. G. (1989). Robust statistical modeling
   using the t distribution. Journal of the American Statistical Association 84(408):
   881–896. doi:10.1080/01621459.1989.10478852
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.closed_form import opening_times
from sim.calibration.arrivals.region_grids import left_out_grids
from sim.calibration.targets.likelihood import sample_t, scale_of
from sim.day.day_records import QUARTERS
from sim.turnout.arrival_curves import opening_part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
    from sim.core.types import Floats


_NATIONS = 50
"""Number of national shapes over which the prior of a left-out region is averaged."""


def predict_day(
    posterior: ArrivalsPosterior, coords: Floats, generator: np.random.Generator
) -> dict[int, Floats]:
    """Sample reported values: expected value plus spread over runs and reporting error.

    Parameters
    ----------
    posterior
        The posterior of the day.
    coords
        Draws from it, or from its prior, shape ``(n, n_coordinates)``.
    generator
        Source of random numbers.

    Returns
    -------
    dict
        Values by number of the target, in its unit, shape ``(n,)`` each.
    """
    _, extra, shapes = posterior.split(coords)
    values = posterior.night(extra, len(coords))
    turnout = posterior.turnout_by_time(shapes, extra)
    found = {}
    for k in posterior.used:
        target, at = posterior.targets[k], posterior.targets[k].at or 0
        noise = sample_t(generator, (len(coords), len(posterior.codes) + 1))
        if target.what == "night":
            scale = scale_of(target, float(posterior.correction.spread[k]))
            found[k] = values[:, k] + scale * noise[:, 0]
            continue
        pct = turnout[at] + posterior.likelihood.spread[at] * noise[:, 1:]
        error = np.hypot(target.error, target.step / np.sqrt(12)) * noise[:, 0]
        if target.code == posterior.nation:
            found[k] = pct @ posterior.registered / posterior.registered.sum() + error
            continue
        r = posterior.codes.index(target.code)
        if target.relation == "highest":
            found[k] = pct[:, r] - np.delete(pct, r, axis=1).max(axis=1) + error
        elif target.relation == "count_at_least":
            found[k] = (pct[:, r] + error) * posterior.registered[r] / 100
        else:
            found[k] = pct[:, r] + error
    return found


def predict_left_out(
    posterior: ArrivalsPosterior, coords: Floats, generator: np.random.Generator
) -> dict[int, Floats]:
    """Sample each turnout target of a region as predicted without it.

    A region has two shapes, so a single target of a region is always fitted, and of two targets
    one may be fitted at the expense of the other. Here the prediction uses the region's other
    targets and national shapes. The latter are those of the posterior, on which a single target
    has little influence; targets ``highest`` are ignored.

    Parameters
    ----------
    posterior, coords, generator
        As :func:`predict_day` takes them.

    Returns
    -------
    dict
        By number of the target, per cent, shape ``(n,)`` each.
    """
    nations = posterior.split(coords[:: max(len(coords) // _NATIONS, 1)])[0]
    extra = posterior.split(coords)[1]
    medians = {key: float(np.median(values)) for key, values in extra.items()}
    found = {}
    grids = left_out_grids(posterior, nations, medians)
    for k in sorted(grids):
        target, at = posterior.targets[k], posterior.targets[k].at or 0
        r = posterior.codes.index(target.code)
        random = np.random.RandomState(generator.integers(2**32))
        shapes = grids[k].sample(random, len(coords))[:, None, :]
        pct = posterior.turnout(shapes, extra, at, slice(r, r + 1))[:, 0]
        scale = posterior.prediction_scale(target, float(posterior.likelihood.spread[at][r]))
        found[k] = pct + scale * sample_t(generator, (len(coords),))
    return found


def expected_curves(posterior: ArrivalsPosterior, coords: Floats) -> Iterator[tuple[int, Floats]]:
    """Yield quarter hours while doors are open, with expected turnout ``(n, n_regions)``."""
    _, extra, shapes = posterior.split(coords)
    opens, closes = opening_times(posterior.scenario, posterior.behind)
    for before, at in pairwise(QUARTERS.tolist()):
        begun = opening_part(at, opens, closes) > 0
        ended = opening_part(before, opens, closes) >= 1
        if begun.any() and not ended.all():
            yield at, posterior.turnout(shapes, extra, at)
