"""Durations of the stages of the night at each site.

Values of triangular and log-normal distributions are inverse transforms [1]_.

References
----------
.. [1] Devroye L. (1986). Non-Uniform Random Variate Generation. Springer, New York.
   doi:10.1007/978-1-4613-8643-8
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Stream, duration_table, high_half, uniform
from sim.night.shared_effects import shared_effects
from sim.night.teams import count_work

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.night.night_records import Truth
    from sim.register import Register
    from sim.scenario import Scenario


_FIXED_BLOCK = 1
"""First of two blocks of a site's random words: set-up, time per ballot, protocol, phone; drive."""


@dataclass(frozen=True)
class Durations:
    """Durations of the stages of the night, ms; arrays of shape ``(n_sites,)``."""

    prepare: Ints
    """Setting up, cancelling unused ballots, counting the signatures."""
    portable: Ints
    """Reading the ballots of the portable box aloud, race after race, as in all that follow."""
    read: Ints
    """Reading the other ballots aloud."""
    pile: Ints
    """Counting the piles once."""
    write: Ints
    """Writing and signing the protocol."""
    phone: Ints
    """Until preliminary results are reported by phone."""
    drive: Ints
    """Driving to the commission."""


def sample_durations(
    scenario: Scenario, register: Register, streams: Streams, truth: Truth
) -> Durations:
    """Sample the durations at every site."""
    counting, commission = scenario.counting, scenario.commission
    first = streams.words(Stream.SITE, 0, register.site_key, _FIXED_BLOCK)
    second = streams.words(Stream.SITE, 0, register.site_key, _FIXED_BLOCK + 1)
    effects = shared_effects(scenario, register, streams)
    work = count_work(scenario, register, truth)
    setup = duration_table(counting.setup_mean_s, counting.setup_cv)[high_half(first[0])]
    ballot_ms = 1000 * triangular(
        uniform(first[1]), counting.ballot_low_s, counting.ballot_mode_s, counting.ballot_high_s
    )
    write = duration_table(counting.protocol_mean_s, counting.protocol_cv)[high_half(first[2])]
    phone = duration_table(counting.phone_mean_s, counting.phone_cv)[high_half(first[3])]
    drive = duration_table(3600 / commission.speed_kmh, commission.drive_cv)[high_half(second[0])]
    return Durations(
        prepare=_ms((setup + 1000 * work.prepare_s) * effects.count),
        portable=_ms(ballot_ms * work.portable_reads * effects.count),
        read=_ms(ballot_ms * work.other_reads * effects.count),
        pile=_ms(1000 * work.pile_s * effects.count),
        write=_ms(write * effects.count),
        phone=_ms(phone * effects.count),
        drive=_ms(drive * effects.drive * register.site_distance_km),
    )


def _ms(exact: NDArray[np.floating]) -> Ints:
    rounded: Ints = np.rint(exact).astype(np.int64)
    return rounded


def triangular(u: NDArray[np.float64], low: float, mode: float, high: float) -> NDArray[np.float64]:
    """Return triangular quantiles.

    Parameters
    ----------
    u
        In (0, 1), any shape.
    low, mode, high
        low <= mode <= high; all equal gives a constant.

    >>> float(triangular(np.array(0.5), 3.0, 5.0, 7.0))
    5.0
    """
    if high == low:
        return np.full(u.shape, low)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < turn, rising, falling)
