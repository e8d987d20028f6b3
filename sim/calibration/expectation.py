"""What the model expects, in closed form: arrivals by an hour, seats by party."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.turnout import arrival_share
from sim.winners import win_chances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.register import Register

    Floats = NDArray[np.float64]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)


def expected_arrivals(
    x: float, a: Floats, b: Floats, *, site_spread: float, early_share: float
) -> Floats:
    """Return the expected share of a region's voters who have arrived.

    Parameters
    ----------
    x
        Part of the opening hours that has passed, in [0, 1].
    a, b
        Shapes of the region, any equal shape.
    site_spread
        Standard deviation of log a and log b between sites.
    early_share
        Share of voters who wait for the doors to open.
    """
    weights = _WEIGHTS / _WEIGHTS.sum()
    mean = np.zeros_like(a)
    for z_a, w_a in zip(_NODES, weights, strict=True):
        for z_b, w_b in zip(_NODES, weights, strict=True):
            site_a, site_b = a * np.exp(site_spread * z_a), b * np.exp(site_spread * z_b)
            mean += w_a * w_b * arrival_share(np.asarray(x), site_a, site_b)
    return early_share + (1 - early_share) * mean


def expected_seats(register: Register, strength: Floats) -> Floats:
    """Return expected seats by quota and party, winners sampled.

    Parameters
    ----------
    strength
        Of each candidate, shape ``(n_candidates,)``.

    Returns
    -------
    NDArray
        Shape ``(n_quotas, n_parties)``.
    """
    seats = np.zeros((len(register.quota_votes), len(register.parties)))
    quota = register.race_quota[register.candidate_race]
    np.add.at(seats, (quota, register.candidate_party), win_chances(register, strength))
    return seats
