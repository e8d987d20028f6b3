"""The days of a plan: each with its random words, and with a posterior its parameters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.streams import Streams
from sim.day.levels import level_day, level_plans, run_levels
from sim.ensemble import with_drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core.types import Ints
    from sim.day.levels import Asked, LevelCounts, LevelPlans, StaffLevels
    from sim.election import Country
    from sim.ensemble.posterior_draws import Posterior

FIRST_FRESH = 1 << 21
"""The first of the fresh days, on which a plan is validated."""


@dataclass(frozen=True)
class Days:
    """Where the days of a plan come from."""

    country: Country
    """Of one copy, with sampled turnout."""
    seed: int
    posterior: Posterior | None
    """From which each day takes its parameters; None for those of the scenario."""
    workers: int = 1
    """Threads; no result depends on it."""

    def run(
        self, levels: StaffLevels, numbers: Sequence[int], sites: Ints, ranges: Ints, asked: Asked
    ) -> Iterator[LevelCounts]:
        """Yield what is counted of some sites on each day, in the order of the numbers.

        Parameters
        ----------
        levels
            Of all sites.
        numbers
            Of the days: replications.
        sites, ranges, asked
            See :func:`sim.day.levels.run_levels`.
        """
        varies = bool(self.country.scenario.incidents)
        plans = None if varies else self._plans(levels, numbers[0])

        def day(number: int) -> LevelCounts:
            streams = Streams(self.seed, number)
            drawn = self.posterior.drawn(streams) if self.posterior else None
            scenario = with_drawn(self.country, drawn).scenario
            of_day = plans or self._plans(levels, number)
            today = level_day(scenario, self.country.one, streams, of_day)
            return run_levels(today, sites, ranges, asked)

        pool = ThreadPoolExecutor(self.workers)
        try:
            yield from pool.map(day, numbers)
        finally:
            pool.shutdown(cancel_futures=True)

    def _plans(self, levels: StaffLevels, number: int) -> LevelPlans:
        """Return the plans of a day, which depend on it only where incidents choose sites."""
        country = self.country
        return level_plans(country.scenario, country.one, Streams(self.seed, number), levels)
