"""Turnout as announced by regional commissions: delayed, rounded, sometimes stale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.streams import Stream, share_limit
from sim.scenario.election import capital_doors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Ints
    from sim.register import Register
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Announcements:
    """Turnout by region and report; arrays of shape ``(n_regions, n_reports)``."""

    at: Ints
    """Report times, capital time, shape ``(n_reports,)``."""
    issued: Ints
    """Ballots issued by then."""
    announced_pct: NDArray[np.float64]
    """Announced turnout, per cent of registered."""
    stale: NDArray[np.bool_]
    """Whether the region repeated its last value."""


def report_times(scenario: Scenario) -> list[int]:
    """Return the times of the reports, capital time."""
    doors = capital_doors(scenario)
    return [doors.at(time) for time in scenario.announcements.times]


def count_times(scenario: Scenario) -> list[int]:
    """Return the times at which issued ballots must be known, besides quarter hours.

    These are the times of reports, the times that the reports refer to, and those of targets.
    """
    lag = round(1000 * scenario.announcements.lag_s)
    times = report_times(scenario)
    doors = capital_doors(scenario)
    given = {doors.at(target.time) for target in scenario.targets if target.time is not None}
    asked = {at for at in given if at % clock.QUARTER_MS}
    return sorted({*times, *(at - lag for at in times), *asked})


def announce(
    scenario: Scenario, register: Register, streams: Streams, issued_by: dict[int, Ints]
) -> Announcements:
    """Return the announced turnout of each region.

    Parameters
    ----------
    issued_by
        Ballots issued by each time of :func:`count_times`, each of shape ``(n_regions,)``.
    """
    parameters = scenario.announcements
    times = report_times(scenario)
    lag = round(1000 * parameters.lag_s)
    registered = np.bincount(register.site_region, weights=register.site_registered)
    numbers = np.arange(len(times))[None, :]
    words = streams.words(Stream.REPORT, numbers, register.region_key[:, None])[0]
    stale = words.astype(np.int64) < share_limit(parameters.stale_share)
    stale[:, 0] = False
    announced = np.zeros((register.n_regions, len(times)))
    for column, at in enumerate(times):
        fresh = 100 * issued_by[at - lag] / registered
        step = parameters.rounding_pct
        rounded = np.round(fresh / step) * step if step else fresh
        # 0 and 100 are announced only if exact; other values are rounded to two decimals instead.
        closer = ((rounded >= 100) & (fresh < 100)) | ((rounded <= 0) & (fresh > 0))
        rounded = np.where(closer, np.clip(np.round(fresh, 2), 0.01, 99.99), rounded)
        last = announced[:, column - 1]
        announced[:, column] = np.where(stale[:, column], last, rounded)
    return Announcements(
        at=np.array(times),
        issued=np.stack([issued_by[at] for at in times], axis=1),
        announced_pct=announced,
        stale=stale,
    )
