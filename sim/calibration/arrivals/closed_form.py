"""The expected share of voters who have arrived by an hour, in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints
    from sim.scenario import Scenario


_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(3)
"""Sites differ little, so three points of their spread give its mean to 0.01 point."""


def opening_part(scenario: Scenario, behind: Ints, at: int) -> Floats:
    """Return the part of the opening hours that has passed, in [0, 1].

    Parameters
    ----------
    behind
        Hours behind the capital, any shape.
    at
        Milliseconds since midnight, capital time.
    """
    opens, closes = (
        clock.from_time(scenario.polling.opens),
        clock.from_time(scenario.polling.closes),
    )
    passed = (at - behind * clock.HOUR_MS - opens) / (closes - opens)
    return np.clip(passed, 0.0, 1.0)


def expected_arrivals(
    x: Floats, log_a: Floats, log_b: Floats, *, site_spread: Floats, early_share: Floats
) -> Floats:
    """Return the expected share of a region's voters who have arrived.

    Parameters
    ----------
    x
        Part of the opening hours that has passed, in [0, 1].
    log_a, log_b
        Logarithms of the region's shapes.
    site_spread
        Standard deviation of both from site to site.
    early_share
        Share of voters who wait for the doors to open.

    All arrays broadcast against each other; so does what is returned, in [0, 1].
    """
    weights = _WEIGHTS / _WEIGHTS.sum()
    log_x = np.log(np.maximum(x, 1e-12))
    late = np.zeros(np.broadcast_shapes(log_x.shape, log_a.shape, np.shape(site_spread)))
    site_b = [np.exp(log_b + site_spread * z) for z in _NODES]
    for z_a, w_a in zip(_NODES, weights, strict=True):
        power = np.minimum(np.exp(np.exp(log_a + site_spread * z_a) * log_x), 1 - 1e-12)
        log_left = np.log1p(-power)
        for b, w_b in zip(site_b, weights, strict=True):
            late += w_a * w_b * np.exp(b * log_left)
    share: Floats = early_share + (1 - early_share) * (1 - np.where(x >= 1, 0.0, late))
    return np.where(x <= 0, early_share * (x > 0), share)
