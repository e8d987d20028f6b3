"""Run the missing replications of an ensemble, on this machine or on a cluster."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sim.ensemble.local import run_here

if TYPE_CHECKING:
    from sim.core.progress_protocol import Progress
    from sim.ensemble.ensemble_checkpoint import FinishedReplications
    from sim.ensemble.replication import Work


def run_missing(
    job: Work,
    finished: FinishedReplications,
    workers: int,
    cluster: str | None,
    progress: Progress,
) -> None:
    """Run the missing replications, and add each to the checkpoint when it is finished.

    Parameters
    ----------
    job
        What the replications have in common.
    finished
        The checkpoint; a damaged replication counts as missing.
    workers
        Number of worker processes on this machine.
    cluster
        Address of a Dask scheduler to be used instead; None for this machine.
    progress
        Receives the number of finished replications.

    Raises
    ------
    InputError
        If the scenario cannot be run, or the cluster cannot be used.
    SaylauError
        If workers die repeatedly while they run the same replication.
    OutputError
        If the checkpoint cannot be written.
    """
    missing, damaged = finished.missing()
    again = f" ({len(damaged):,} damaged, run again)" if damaged else ""
    progress.begin(f"{finished.title}{again}", len(finished), len(finished) - len(missing))
    if cluster is None:
        records = run_here(job, missing, workers)
    else:
        from sim.ensemble.cluster import run_on_cluster  # noqa: PLC0415  an extra

        records = run_on_cluster(cluster, job, missing)
    # Closed at once if writing fails or is interrupted, so that workers stop.
    with closing(records):
        for number, content in records:
            finished.add(number, content)
            progress.advance(1)
