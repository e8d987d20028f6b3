"""All runs of an exploration: done by workers, kept in a checkpoint, then read as arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.ensemble import FinishedReplications, run_missing
from sim.exploring.job import METRICS, REFUSED, is_exploration_record, run_of

if TYPE_CHECKING:
    from sim.core.progress_protocol import Progress
    from sim.core.types import Floats
    from sim.ensemble.replication import Work
    from sim.results.checkpoint import Checkpoint


class Runs(NamedTuple):
    """What came out of all runs."""

    units: dict[str, str]
    """By metric, in the order of a summary."""
    values: dict[str, Floats]
    """By metric, shape ``(n_points, replications)``; NaN where a run has no such metric."""
    refused: dict[int, str]
    """By point that was not run: why the scenario cannot have its values."""


def run_points(  # noqa: PLR0913  the runs, and where they are done
    job: Work,
    points: int,
    replications: int,
    checkpoint: Checkpoint,
    *,
    workers: int,
    cluster: str | None,
    progress: Progress,
) -> Runs:
    """Do all runs that the checkpoint lacks, and return all of them.

    Parameters
    ----------
    job
        The work: run ``n`` is replication ``n % replications`` of point ``n // replications``.
    points, replications
        How many there are.
    checkpoint
        Finished runs.
    workers, cluster, progress
        See :func:`sim.ensemble.run_missing`.

    Raises
    ------
    InputError
        If the scenario cannot be run, or the cluster cannot be used.
    SaylauError
        If workers die repeatedly while they do the same run.
    OutputError
        If the checkpoint cannot be written.
    """
    finished = FinishedReplications(
        checkpoint, points * replications, is_valid=is_exploration_record, title="Runs"
    )  # fmt: skip
    run_missing(job, finished, workers, cluster, progress)
    units: dict[str, str] = {}
    values: dict[str, Floats] = {}
    refused: dict[int, str] = {}
    for number in range(len(finished)):
        point, replication = divmod(number, replications)
        found = run_of(finished.record(number))
        if REFUSED in found:
            refused.setdefault(point, found[REFUSED])
            continue
        for name, (unit, value) in found[METRICS].items():
            if name not in values:
                units[name] = unit
                values[name] = np.full((points, replications), np.nan)
            values[name][point, replication] = np.nan if value is None else value
    return Runs(units, values, refused)
