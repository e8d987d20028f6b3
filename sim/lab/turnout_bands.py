"""Prediction intervals of the turnout of one state, over replications as they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.quantiles import quantiles
from sim.core.streams import Streams
from sim.lab.simulate import Simulator
from sim.lab.views import DayCurves, day_curves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core.progress_protocol import Progress
    from sim.lab.states import LabState
    from sim.lab.views import Numbers

REPLICATIONS = 20
_SHOWN_FROM = 5
_PERCENT = (5, 95)


@dataclass(frozen=True)
class Bands:
    """Intervals from the 5 % to the 95 % quantile of the replications that are done."""

    number: int
    """Of the state."""
    done: int
    of: int
    curves: tuple[tuple[str, Numbers, Numbers, Numbers], ...]
    """Code, hours, and both ends, per cent; empty until enough replications are done."""


def bands_of(state: LabState, seed: int, workers: int, progress: Progress) -> Iterator[Bands]:
    """Yield the intervals of a state after each replication of its day.

    Parameters
    ----------
    state
        The state.
    seed
        As that of a run with replications.
    workers
        Threads of the polling day.
    progress
        Receives the progress of each day; an exception that it raises ends them.
    """
    simulator, days = Simulator(workers), []
    for replication in range(REPLICATIONS):
        day_alone = simulator.run_day(state.scenario, Streams(seed, replication), progress)
        days.append(day_curves(day_alone, state.number))
        done = len(days)
        curves = _intervals(days) if done >= _SHOWN_FROM else ()
        yield Bands(state.number, done, REPLICATIONS, curves)


def _intervals(days: Sequence[DayCurves]) -> tuple[tuple[str, Numbers, Numbers, Numbers], ...]:
    found = []
    for curves in zip(*(day.curves for day in days), strict=True):
        # The longest day; after its last ballot a shorter one stays where it is.
        hours = max((each[1] for each in curves), key=len)
        stack = np.array([np.interp(hours, at, pct) for _, at, pct in curves])
        low, high = (tuple(end.tolist()) for end in quantiles(stack, _PERCENT))
        found.append((curves[0][0], hours, low, high))
    return tuple(found)
