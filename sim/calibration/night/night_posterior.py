"""The posterior of the night: means of durations, and what sites of an area and building share.

The logarithm of the time until a result comes in is normal, with the mean and the variance of a sum
of log-normal durations [1]_, and with the effects that sites of an area and of a building share.

References
----------
.. [1] Fenton L. F. (1960). The sum of log-normal probability distributions in scatter transmission
   systems. IRE Transactions on Communications Systems 8(1): 57–67. doi:10.1109/TCOM.1960.1097606
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.mcmc.posterior import (
    Coordinates,
    IndependenceProposal,
    Layout,
    uniform_log_density,
)
from sim.calibration.night.random_effects import LinearRows, log_likelihood

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.calibration.night.night_data import ReportedNight
    from sim.core.types import Floats
    from sim.scenario import Scenario

NIGHT_KEYS = (
    "counting.setup_mean_s", "counting.protocol_mean_s", "counting.protocol_cv",
    "counting.ballot_mode_s", "counting.area_spread", "counting.place_spread",
)  # fmt: skip
"""Parameters that times of results inform; free wherever a pack reports such times."""


class NightPosterior:
    """The posterior of the parameters of the night; all coordinates are common, as they are few."""

    name = "night"

    def __init__(
        self,
        scenario: Scenario,
        data: ReportedNight,
        ranges: Mapping[str, tuple[float, float]],
        fixed: Mapping[str, float],
    ) -> None:
        """Lay out the coordinates.

        Parameters
        ----------
        scenario
            Says the parameters that are not among ``NIGHT_KEYS``.
        data
            The times that are reported.
        ranges
            Calibration ranges by dotted key: the prior is uniform over them.
        fixed
            Parameters that are held fixed, by dotted key.
        """
        self.data, self.counting = data, scenario.counting
        self.truncated = scenario.calibration.night_truncated
        ends = [_range(scenario, key, ranges[key]) for key in NIGHT_KEYS]
        self.low, self.high = (np.array(side) for side in zip(*ends, strict=True))
        self.coordinates = Coordinates(NIGHT_KEYS, fixed)
        free = self.coordinates.free
        names = tuple(NIGHT_KEYS[k] for k in free)
        self.layout = Layout(names, np.arange(len(free)), (), (), (), separable=True)

    def log_density(self, coords: Floats) -> Floats:
        """Return the log density, all of it in the common part; see :class:`.PosteriorDensity`."""
        values = self.coordinates.full(coords)
        free = self.coordinates.free
        density = uniform_log_density(values[:, free], self.low[free], self.high[free])
        for k in np.flatnonzero(np.isfinite(density)).tolist():
            density[k] += self._log_likelihood(values[k])
        return np.column_stack([density, density, np.zeros(len(coords))])

    def _log_likelihood(self, values: Floats) -> float:
        """Return the log likelihood of all times."""
        data = self.data
        mean, variance = self.moments(values)
        rows = LinearRows(data.log_s - mean, variance, data.log_until - mean)
        spreads = values[4], values[5]
        return log_likelihood(rows, data.groups, data.above, spreads, truncated=self.truncated)

    def moments(self, values: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of log seconds at each site.

        Parameters
        ----------
        values
            Of ``NIGHT_KEYS``, shape ``(6,)``.

        Returns
        -------
        tuple
            Mean, and variance without that of shared effects; each of shape ``(n_sites,)``.
        """
        counting, data = self.counting, self.data
        setup_s, protocol_s, protocol_cv, mode_s, *spreads = values.tolist()
        phone_s = counting.phone_mean_s if data.stage == "phoned" else 0.0
        fixed_s = setup_s + protocol_s + phone_s
        fixed_variance = (
            (setup_s * counting.setup_cv) ** 2
            + (protocol_s * protocol_cv) ** 2
            + (phone_s * counting.phone_cv) ** 2
        )
        low, high = counting.ballot_low_s, counting.ballot_high_s
        ballot_s = (low + mode_s + high) / 3
        # Variance of a triangular distribution.
        ends = low**2 + mode_s**2 + high**2 - low * mode_s - low * high - mode_s * high
        total_s = fixed_s + data.work_s + ballot_s * data.reads
        variance = np.log1p((fixed_variance + ends / 18 * data.reads**2) / total_s**2)
        # Shared factors have mean 1, so that their logarithms have means below 0.
        below = sum(spread**2 for spread in spreads) / 2
        return np.log(total_s) - variance / 2 - below, variance

    def sample_prior(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample the free coordinates from the prior."""
        free = self.coordinates.free
        return generator.uniform(self.low[free], self.high[free], (n, len(free)))

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        """Sample starting points from the prior."""
        return self.sample_prior(n, generator)

    def independence_proposals(self) -> list[IndependenceProposal]:
        """Return an empty list, as no coordinate has two modes."""
        return []

    def parameters(self, coords: Floats) -> dict[str, Floats]:
        """Return the parameters by dotted key."""
        return dict(zip(NIGHT_KEYS, self.coordinates.full(coords).T, strict=True))


def _range(scenario: Scenario, key: str, ends: tuple[float, float]) -> tuple[float, float]:
    """Return the range of a parameter that the scenario allows."""
    if key != "counting.ballot_mode_s":
        return ends
    counting = scenario.counting
    return max(ends[0], counting.ballot_low_s), min(ends[1], counting.ballot_high_s)
