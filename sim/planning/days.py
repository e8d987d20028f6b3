"""The days of a plan: each with its random words, and with a posterior its parameters."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.core.progress_protocol import NoProgress
from sim.core.streams import Streams
from sim.day.levels import level_day, level_plans, run_levels
from sim.ensemble import with_drawn
from sim.planning.rounds import NothingKept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core.progress_protocol import Progress
    from sim.core.types import Ints
    from sim.day.levels import Asked, LevelCounts, LevelPlans, Lifted, StaffLevels
    from sim.election import Country
    from sim.ensemble.posterior_draws import Posterior
    from sim.planning.rounds import Store

_FIRST_FRESH = 1 << 21
"""The first of the fresh days, if no posterior says otherwise."""


@dataclass(frozen=True)
class Days:
    """Where the days of a plan come from, and where they are kept."""

    country: Country
    """Of one copy, with sampled turnout."""
    seed: int
    posterior: Posterior | None
    """From which each day takes its parameters; None for those of the scenario."""
    workers: int = 1
    """Threads; no result depends on it."""
    store: Store = field(default_factory=NothingKept)
    """Keeps what was counted in finished rounds of days; what it has is not run again."""
    progress: Progress = field(default_factory=NoProgress)
    """Receives the number of days."""

    def fresh(self, n: int, n_seen: int) -> tuple[range, int]:
        """Return fresh days, and how many of them have a posterior draw that the search had, too.

        Their random words are others in any case. They take the draws that follow those of the
        search, so draws are the same again only where the posterior has too few.

        Parameters
        ----------
        n
            Number of fresh days.
        n_seen
            Days of the search: 0 to n_seen - 1.
        """
        if self.posterior is None:
            return range(_FIRST_FRESH, _FIRST_FRESH + n), 0
        n_draws = len(self.posterior.values)
        first = _FIRST_FRESH + (n_seen - _FIRST_FRESH) % n_draws
        positions = (n_seen + np.arange(n)) % n_draws
        return range(first, first + n), int(np.count_nonzero(positions < n_seen))

    def with_levels(self, levels: StaffLevels, without: Lifted | None = None) -> StaffedDays:
        """Return the same days, on which sites have some levels of staff.

        They may be without a limit, see :func:`sim.day.levels.level_plans`.
        """
        return StaffedDays(self, levels, without)


@dataclass(frozen=True)
class StaffedDays:
    """Days on which sites have some levels of staff."""

    days: Days
    levels: StaffLevels
    """Of all sites."""
    without: Lifted | None = None

    def run(
        self, numbers: Sequence[int], sites: Ints, ranges: Ints, asked: Asked
    ) -> Iterator[LevelCounts]:
        """Yield what is counted of some sites on each day, in the order of the numbers.

        Parameters
        ----------
        numbers
            Of the days: replications.
        sites, ranges, asked
            See :func:`sim.day.levels.run_levels`; the sites increase.
        """
        country, seed, posterior = self.days.country, self.days.seed, self.days.posterior
        varies = bool(country.scenario.incidents)

        def day(number: int) -> LevelCounts:
            streams = Streams(seed, number)
            drawn = posterior.drawn(streams) if posterior else None
            scenario = with_drawn(country, drawn).scenario
            plans = self._plans(number, sites) if varies else self._usual
            today = level_day(scenario, country.one, streams, plans)
            return run_levels(today, sites, ranges, asked)

        pool = ThreadPoolExecutor(self.days.workers)
        try:
            yield from pool.map(day, numbers)
        finally:
            pool.shutdown(cancel_futures=True)

    @cached_property
    def _usual(self) -> LevelPlans:
        """The plans of all sites, which only incidents change from day to day."""
        return self._plans(0, np.arange(self.days.country.one.n_sites))

    def _plans(self, number: int, sites: Ints) -> LevelPlans:
        """Return the plans of some sites on a day."""
        country = self.days.country
        streams = Streams(self.days.seed, number)
        return level_plans(country.scenario, country.one, streams, self.levels, sites, self.without)
