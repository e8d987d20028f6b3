"""Places inside a region: how areas and sites differ in turnout and in arrivals.

Both differences are normal on the logit scale [1]_, one for the area of a commission and one
for the site in it. Of the voters of site i a share F_i(x) = expit(c(x) + e_i) has arrived where
the region's curve is F(x), whatever its family. c(x) is such that the mean of F_i is F:

- where the votes of a region were published, the mean over its sites, weighted by voters: places
  differ among each other, and the region's total stays as it is;
- where a turnout is expected of each site, the mean over all effects that could be
  [2]_: a site does not depend on the others.

So a voter with the uniform number u arrives when the region's curve is at the mean of
expit(logit(u) - e_i + e) over the effects e.

References
----------
.. [1] Aitchison J., Shen S. M. (1980). Logistic-normal distributions: Some properties
   and uses. Biometrika 67(2): 261–272. doi:10.1093/biomet/67.2.261
.. [2] Golub G. H., Welsch J. H. (1969). Calculation of Gauss quadrature rules.
   Mathematics of Computation 23(106): 221–230. doi:10.1090/S0025-5718-69-99647-1
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import marked
from sim.core.streams import Stream, normal
from sim.turnout.arrival_curves import NODES, WEIGHTS, expit, logit
from sim.turnout.compiled_sampling import MAP_CELLS

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.core.types import Flags, Floats
    from sim.register import Register
    from sim.scenario import Scenario


_STEPS = 128
"""Cells of the table of a region's mean; an error of 0.01 points at the default spreads."""
_LARGEST = 4.5
"""No normal value of the random streams is larger."""


class PlaceEffects(NamedTuple):
    """Effects of area and site together on the logit scale; arrays of shape ``(n_sites,)``."""

    turnout: Floats
    turnout_spread: Floats
    """Standard deviation of the effect on turnout, where the total of the region stays."""
    arrivals: Floats
    arrivals_spread: Floats


def place_effects(scenario: Scenario, register: Register, streams: Streams) -> PlaceEffects:
    """Return the effects of areas and sites on turnout and arrivals.

    Effects of areas on turnout have a weighted mean of 0 in each quota with published votes. An
    area that is a whole region has no effect.
    """
    streams = scenario.swing.places(streams)
    z_turnout, z_arrivals, _, _ = normal(streams.words(Stream.SITE, 0, register.site_key))
    area_turnout, area_arrivals, _, _ = normal(
        streams.words(Stream.AREA, 0, register.commission_key)
    )[:, register.site_commission]
    turnout, arrivals = scenario.turnout, scenario.arrivals
    part = _is_part_of_region(register)
    mean, left = _area_means(register, area_turnout)
    area_turnout, area_arrivals = part * (area_turnout - mean), part * area_arrivals
    return PlaceEffects(
        turnout.area_spread * area_turnout + turnout.site_spread * z_turnout,
        np.sqrt(part * left * turnout.area_spread**2 + turnout.site_spread**2),
        arrivals.area_spread * area_arrivals + arrivals.site_spread * z_arrivals,
        np.sqrt(part * arrivals.area_spread**2 + arrivals.site_spread**2),
    )


def site_weights(register: Register) -> Floats:
    """Return the weight of each site in the total of its region: its voters, always above 0.

    It does not depend on a scenario's turnout, so that nobody comes at another time if that
    changes.
    """
    return np.maximum(register.site_voters, 1e-9)


_WHOLE_REGION = marked("the area of each commission is a whole region")
_ALONE = {
    "turnout.site_spread": marked("each number of votes that is reported is of one site"),
    "turnout.area_spread": marked("each number of votes that is reported is of one area"),
    "arrivals.site_spread": marked("each region has one site"),
    "arrivals.area_spread": marked("each region has one area"),
}


def spreads_without_effect(scenario: Scenario, register: Register) -> dict[str, str]:
    """Return the spreads of places that cannot have an effect in a country, and why.

    Examples
    --------
    >>> from sim.register import build_register
    >>> from sim.scenario import load_scenario
    >>> tiny = load_scenario("tiny")
    >>> spreads_without_effect(tiny, build_register(tiny))["arrivals.area_spread"]
    'each region has one area'
    """
    site, area = np.arange(register.n_sites), register.site_commission
    alone: list[tuple[str, str]] = []
    if not _is_part_of_region(register).any():
        of_areas = ("turnout.area_spread", "arrivals.area_spread")
        alone += [(key, _WHOLE_REGION) for key in of_areas]
    # Where a turnout is expected of each site, sites do not depend on others.
    if np.isnan(register.site_turnout).all():
        groups = (("turnout", register.site_quota), ("arrivals", register.site_region))
        alone += [
            (key := f"{section}.{noun}_spread", _ALONE[key])
            for section, group in groups
            for noun, place in (("site", site), ("area", area))
            if len(np.unique(group)) == len(np.unique(group * (place.max() + 1) + place))
        ]
        if scenario.turnout.final == "sampled":
            alone = [(key, why) for key, why in alone if key != "turnout.site_spread"]
    found: dict[str, str] = {}
    for key, why in alone:
        found.setdefault(key, why)
    return found


def _is_part_of_region(register: Register) -> Flags:
    """Return whether the area of each site's commission is not its whole region."""
    part: Flags = (
        register.commission_id[register.site_commission]
        != (register.region_code[register.site_region])
    )
    return part


def _area_means(register: Register, effect: Floats) -> tuple[Floats, Floats]:
    """Return the mean effect of areas in each site's quota, and the part of variance without it.

    They are 0 and 1 for sites with an expected turnout, which do not depend on others.
    """
    mean, left = np.zeros(register.n_sites), np.ones(register.n_sites)
    sites = np.flatnonzero(np.isnan(register.site_turnout))
    weight, quota = site_weights(register)[sites], register.site_quota[sites]
    pair = quota * len(register.commission_id) + register.site_commission[sites]
    _, first, pair = np.unique(pair, return_index=True, return_inverse=True)
    total = np.bincount(quota, weight)
    share = np.bincount(pair, weight) / total[quota[first]]
    mean[sites] = (np.bincount(quota, weight * effect[sites]) / np.maximum(total, 1e-9))[quota]
    left[sites] = np.maximum(1 - np.bincount(quota[first], share**2), 0.0)[quota]
    return mean, left


def arrival_maps(register: Register, effects: PlaceEffects) -> Floats:
    """Return at which value of its region's curve a voter of each site arrives.

    Returns
    -------
    NDArray
        Shape ``(n_sites, MAP_CELLS + 1)``, increasing from 0 to 1: the region's value for
        uniform numbers of 0, 1 / MAP_CELLS, ..., 1. Uniform numbers themselves where the sites
        of a region do not differ.
    """
    uniform = np.linspace(0.0, 1.0, MAP_CELLS + 1)
    maps = np.tile(uniform, (register.n_sites, 1))
    expected = ~np.isnan(register.site_turnout)
    weight = site_weights(register)
    order = np.argsort(register.site_region, kind="stable")
    starts = np.searchsorted(register.site_region[order], np.arange(1, register.n_regions))
    for sites in np.split(order, starts):
        of_sites, spread = effects.arrivals[sites], effects.arrivals_spread[sites].max(initial=0.0)
        if expected[sites].any() and spread:
            values, weights = spread * NODES, WEIGHTS
        elif len(sites) and np.ptp(of_sites):
            values, weights = of_sites, weight[sites]
        else:
            continue
        maps[sites] = _maps(uniform, of_sites, values, weights / weights.sum(), spread)
    return maps


def _maps(
    uniform: Floats, of_sites: Floats, values: Floats, weights: Floats, spread: float
) -> Floats:
    """Return the maps of sites with some effects, if effects have these values and weights."""
    maps = np.tile(uniform, (len(of_sites), 1))
    inner = logit(uniform[1:-1])
    # The range does not depend on the sites, whose maps then do not depend on each other.
    most = inner[-1] + 2**0.5 * _LARGEST * spread
    at = np.linspace(-most, most, _STEPS + 1)
    mean = np.clip(expit(at[:, None] + values) @ weights, 1e-15, 1 - 1e-15)
    maps[:, 1:-1] = expit(np.interp(inner - of_sites[:, None], at, logit(mean)))
    return maps
