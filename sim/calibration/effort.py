"""How much a calibration does: all, or a first look."""

from __future__ import annotations

from typing import NamedTuple

from sim.calibration.arrivals.correction import Work
from sim.calibration.mcmc.sampler import Effort


class Depth(NamedTuple):
    """How much a calibration does."""

    name: str
    work: Work
    chains: Effort
    n_draws: int


_ROUND = Effort(walkers=64, burn=150, chunk=200, most=200, thin=5)
FULL = Depth("full", Work(16, 4, 6, _ROUND), Effort(128, 600, 2000, 30_000, 10), 1000)
QUICK = Depth("quick", Work(3, 2, 2, _ROUND), Effort(64, 200, 400, 400, 5), 400)
