"""The correction of the closed form by simulation: queues and service delay the ballots.

The closed form gives arrivals; ballots are issued after waiting and service. The difference is
small if desks suffice, and depends little on arrivals, so it is simulated at the posterior
median and added to the closed form. The effect of each parameter that is not in the closed form
is simulated at several values of its range, and interpolated.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.targets.target_runs import run_for
from sim.core.streams import Streams
from sim.day.day_records import QUARTERS
from sim.results.target_values import observe
from sim.scenario.change import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.core.progress_protocol import Progress
    from sim.core.types import Floats
    from sim.election import Country, Polls
    from sim.pack.targets import Target


@dataclass(frozen=True)
class Simulated:
    """Results of several replications of one scenario."""

    pct: Floats
    """Turnout by region and quarter hour, shape ``(n_runs, n_regions, n_quarters)``."""
    values: Floats
    """Simulated value of each target, in its unit, shape ``(n_runs, n_targets)``."""


def simulate(
    country: Country,
    values: Mapping[str, float],
    targets: Sequence[Target],
    seed: int,
    n_runs: int,
    workers: int,
    progress: Progress,
    days: dict[int, tuple[Polls, ...]] | None = None,
) -> Simulated:
    """Run replications of a country with some parameters changed.

    Parameters
    ----------
    country
        Its register must not depend on the changed parameters.
    values
        Parameters by dotted key.
    targets
        Targets to observe.
    seed, n_runs
        Replications 0 to ``n_runs`` - 1 of the seed: common random numbers for all parameters.
    workers
        Threads of a run.
    progress
        Receives the progress of the runs.
    days
        The polls of each replication, of which the next call with other values takes what does
        not depend on these; modified in place.
    """
    changed = replace(country, scenario=with_values(country.scenario, values))
    registered = np.bincount(country.register.site_region, weights=country.register.site_registered)
    pct, found = [], []
    for replication in range(n_runs):
        like = () if days is None else days.get(replication, ())
        election, polls = run_for(changed, targets, Streams(seed, replication), workers, like)
        if days is not None:
            days[replication] = polls
        pct.append(100 * election.day.issued_by_quarter / registered[:, None])
        found.append(observe(election, targets))
        progress.advance(1)
    return Simulated(np.array(pct), np.array(found))


@dataclass(frozen=True)
class Response:
    """The effect of a parameter without a closed form, tabulated at values of its range."""

    points: Floats
    """Values of the parameter, increasing, shape ``(n_points,)``."""
    pct: Floats
    """Change of turnout, points, shape ``(n_points, n_regions, n_quarters)``."""
    values: Floats
    """Change of each target, shape ``(n_points, n_targets)``."""

    def at(self, value: Floats) -> tuple[Floats, Floats]:
        """Interpolate: turnout ``(n, n_regions, n_quarters)`` and targets ``(n, n_targets)``."""
        index = np.clip(np.searchsorted(self.points, value) - 1, 0, len(self.points) - 2)
        left, right = self.points[index], self.points[index + 1]
        part = ((value - left) / (right - left))[:, None]
        values = (1 - part) * self.values[index] + part * self.values[index + 1]
        part = part[..., None]
        return (1 - part) * self.pct[index] + part * self.pct[index + 1], values

    def relative_to(self, value: float) -> Response:
        """Return the effect relative to a value of the parameter, at which it is then 0."""
        pct, values = self.at(np.array([value]))
        return Response(self.points, self.pct - pct, self.values - values)


@dataclass(frozen=True)
class Correction:
    """Simulated correction of the closed form, and spread over runs."""

    delay_pct: Floats
    """Simulated turnout minus the closed form, points, shape ``(n_regions, n_quarters)``."""
    spread_pct: Floats
    """Standard deviation of turnout from run to run, points, same shape."""
    values: Floats
    """Mean of each target, shape ``(n_targets,)``."""
    spread: Floats
    """Standard deviation of each target from run to run."""
    responses: Mapping[str, Response] = field(default_factory=dict)

    @classmethod
    def none(cls, n_regions: int, n_targets: int) -> Correction:
        """Return the correction before any simulation: 0, with an assumed spread."""
        shape = (n_regions, len(QUARTERS))
        return cls(np.zeros(shape), np.full(shape, 0.2), np.zeros(n_targets), np.ones(n_targets))
