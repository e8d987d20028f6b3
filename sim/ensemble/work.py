"""Run what an ensemble lacks, here or on a cluster."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sim.ensemble.local import run_here

if TYPE_CHECKING:
    from sim.election import Progress
    from sim.ensemble.checkpoint import Kept
    from sim.ensemble.replication import Job


def run_missing(
    job: Job, kept: Kept, workers: int, cluster: str | None, progress: Progress
) -> None:
    """Run the replications that are missing, and keep each as it is done.

    Parameters
    ----------
    job
        What to run.
    kept
        Where finished replications are; a damaged one counts as missing.
    workers
        Processes on this machine.
    cluster
        Address of a Dask scheduler to be used instead, or None.
    progress
        Told how many are done.

    Raises
    ------
    InputError
        If the scenario cannot be run, or the cluster not be used.
    SaylauError
        If workers die over one replication again and again.
    OutputError
        If a replication cannot be kept.
    """
    missing, damaged = kept.missing()
    again = f" ({len(damaged):,} damaged: again)" if damaged else ""
    progress.begin(f"Replications{again}", len(kept), len(kept) - len(missing))
    if cluster is None:
        records = run_here(job, missing, workers)
    else:
        from sim.ensemble.cluster import run_on_cluster  # noqa: PLC0415  an extra

        records = run_on_cluster(cluster, job, missing)
    # Closed at once if keeping fails or Ctrl-C comes: workers are not to go on for nobody.
    with closing(records):
        for number, content in records:
            kept.keep(number, content)
            progress.advance(1)
