"""Numbers of simulations and steps of a calibration: full, or quick for a first look."""

from __future__ import annotations

from typing import NamedTuple

from sim.calibration.arrivals.correction import CorrectionSettings
from sim.calibration.mcmc.sampler import ChainSettings


class Effort(NamedTuple):
    """Numbers of simulations, steps and draws of a calibration."""

    name: str
    correction: CorrectionSettings
    chains: ChainSettings
    n_draws: int


_ROUND = ChainSettings(walkers=64, burn=150, chunk=200, most=200, thin=5)
FULL = Effort(
    "full", CorrectionSettings(16, 4, 6, _ROUND), ChainSettings(128, 600, 1000, 30_000, 10), 1000
)
QUICK = Effort(
    "quick", CorrectionSettings(3, 2, 2, _ROUND), ChainSettings(64, 200, 400, 400, 5), 400
)
EFFORTS = {effort.name: effort for effort in (FULL, QUICK)}


def effort_of(given: Effort | str) -> Effort:
    """Return an effort given as such or by its name.

    Raises
    ------
    ValueError
        If there is none of this name.
    """
    if isinstance(given, Effort):
        return given
    if given not in EFFORTS:
        raise ValueError(f"effort must be {' or '.join(map(repr, EFFORTS))}; got {given!r}")
    return EFFORTS[given]
