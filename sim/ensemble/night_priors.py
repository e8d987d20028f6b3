"""Parameters of the night that nothing was fitted to: their values in each replication.

Where parameters of the day are sampled from a posterior, those of the night are sampled, too: else
bands of the night would be of chance alone, as if its durations were known. The range in which a
calibration looks for a parameter becomes a distribution with the scenario's value as its median:
on both sides of it the density falls linearly to the end of the range, a triangular distribution
each [1]_.

References
----------
.. [1] Johnson D. (1997). The triangular distribution as a proxy for the beta distribution in risk
   analysis. The Statistician 46(3): 387–398. doi:10.1111/1467-9884.00091
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from sim.core.streams import Stream, uniform
from sim.scenario import Scenario, calibration_range

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.core.streams import Streams

OF_NIGHT = ("counting.", "commission.")
"""How keys of parameters of the night begin."""
_BALLOT = "counting.ballot_mode_s"


class NightPrior(NamedTuple):
    """The distribution of one parameter."""

    key: str
    low: float
    middle: float
    """Median: the value of the scenario."""
    high: float

    def sample(self, streams: Streams) -> float:
        """Return the value in one replication.

        It depends on the seed, the replication and the key alone, so that two scenarios with one
        seed have the same.
        """
        word = streams.words(Stream.NIGHT_PARAMETER, 0, crc32(self.key.encode()))[:1]
        return self.quantile(float(uniform(word)[0]))

    def quantile(self, u: float) -> float:
        """Return a quantile, rounded to six significant digits.

        >>> prior = NightPrior("x", 0.0, 10.0, 30.0)
        >>> prior.quantile(0.5), prior.quantile(0.125), prior.quantile(0.875)
        (10.0, 5.0, 20.0)
        """
        near = 1 - (2 * min(u, 1 - u)) ** 0.5
        end = self.low if u < 0.5 else self.high
        return float(f"{self.middle + (end - self.middle) * near:.6g}")


def night_priors(scenario: Scenario, fitted: Collection[str]) -> tuple[NightPrior, ...]:
    """Return the distributions of parameters of the night that are not known.

    Those are not sampled that a calibration was fitted to, or that the scenario sets to another
    value than the default one, as it asks what follows from that value.

    Parameters
    ----------
    fitted
        Keys of the parameters of the posterior.
    """
    usual = Scenario(name="default")
    found = []
    for key, ends in calibration_range().items():
        section, _, name = key.partition(".")
        if not key.startswith(OF_NIGHT) or key in fitted:
            continue
        value = getattr(getattr(scenario, section), name)
        if value != getattr(getattr(usual, section), name):
            continue
        allowed = [*ends, value]
        if key == _BALLOT:
            counting = scenario.counting
            allowed = [min(max(end, counting.ballot_low_s), counting.ballot_high_s) for end in ends]
        if min(allowed) == max(allowed):
            continue
        found.append(NightPrior(key, min(allowed), value, max(allowed)))
    return tuple(found)
