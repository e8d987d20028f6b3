"""Two states side by side: paired differences over replications, as they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.comparison.pairing import pairing
from sim.core.streams import Streams
from sim.lab.metric_rows import MetricRow, metric_rows, values_of
from sim.lab.simulate import Simulator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.comparison.metrics import Values
    from sim.core.progress_protocol import Progress
    from sim.lab.states import LabState

    OneRun = Mapping[str, Values]

SHOWN_AFTER = (1, 5, 20, 100)
"""Numbers of replications after which differences are shown."""


@dataclass(frozen=True)
class Pairs:
    """Differences between two states, of the replications that are done."""

    first: int
    """Numbers of the states."""
    second: int
    first_label: str
    second_label: str
    done: int
    """Replications of each."""
    of: int
    paired: bool
    why: str
    """Why they are paired or not: a sentence without its full stop."""
    rows: tuple[MetricRow, ...]
    """Differences of the replications that were done at the last of ``SHOWN_AFTER``."""
    rows_of: int
    """The number of these replications."""
    running: bool


def compare_states(
    first: LabState, second: LabState, seed: int, workers: int, progress: Progress
) -> Iterator[Pairs]:
    """Yield the differences between two states after each replication.

    Parameters
    ----------
    first, second
        The states.
    seed
        Of both, so that replications are paired by common random numbers.
    workers
        Threads of the polling day.
    progress
        Receives the progress of each election; an exception that it raises ends the comparison.

    Raises
    ------
    InputError
        If one of the states has no country.
    """
    simulator = Simulator(workers)
    values: tuple[list[OneRun], list[OneRun]] = ([], [])
    paired, why, rows_of = True, "", 0
    rows: tuple[MetricRow, ...] = ()
    most = SHOWN_AFTER[-1]
    for number in range(most):
        one, two = (
            simulator.run(state.scenario, Streams(seed, number), progress)
            for state in (first, second)
        )
        if not number:
            found = pairing(one.results, two.results)
            paired, why = bool(found.pairs), found.why.partition(";")[0]
        for held, run in zip(values, (one, two), strict=True):
            held.append(values_of(run))
        done = number + 1
        if done in SHOWN_AFTER:
            rows, rows_of = metric_rows(*values, paired=paired), done
        yield Pairs(
            first.number, second.number, first.label, second.label, done, most, paired, why,
            rows, rows_of, done < most,
        )  # fmt: skip
