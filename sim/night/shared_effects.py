"""What sites of one intake area, and of one building, have in common in the night.

Factors are log-normal with mean 1 [1]_, so that means of durations stay what parameters say.

References
----------
.. [1] Crow E. L., Shimizu K. (1988). Lognormal Distributions: Theory and Applications.
   Marcel Dekker, New York. doi:10.1201/9780203748664
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Stream, normal

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.core.types import Floats, Words
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class SharedEffects:
    """Factors of durations, above 0, shape ``(n_sites,)``."""

    count: Floats
    """Of all work from closing until the preliminary result is phoned in."""
    drive: Floats
    """Of the way to the commission."""


def shared_effects(scenario: Scenario, register: Register, streams: Streams) -> SharedEffects:
    """Sample the factors that sites share with others of their intake area and building."""
    counting, commission = scenario.counting, scenario.commission
    area = streams.words(Stream.NIGHT_AREA, 0, register.commission_key)
    place = streams.words(Stream.NIGHT_PLACE, 0, register.site_place_key)
    of_area = _factor(area[0], counting.area_spread)[register.site_commission]
    return SharedEffects(
        count=of_area * _factor(place[0], counting.place_spread),
        drive=_factor(area[1], commission.area_spread)[register.site_commission],
    )


def _factor(words: Words, spread: float) -> Floats:
    """Return log-normal factors with mean 1.

    Parameters
    ----------
    spread
        Standard deviation of the logarithm, 0 or more; 0 gives 1.
    """
    factors: Floats = np.exp(spread * normal(words) - spread**2 / 2)
    return factors
