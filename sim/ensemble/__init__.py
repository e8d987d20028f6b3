"""Ensembles: replications of one scenario, run on this machine or a cluster, and then merged.

Finished replications are stored in a checkpoint, so that an interrupted ensemble can be resumed.
"""

from sim.ensemble.ensemble_checkpoint import FinishedReplications, job_entries
from sim.ensemble.merge import merge
from sim.ensemble.replication import Job, make_job, summary_of, with_drawn
from sim.ensemble.work import run_missing

__all__ = [
    "FinishedReplications",
    "Job",
    "job_entries",
    "make_job",
    "merge",
    "run_missing",
    "summary_of",
    "with_drawn",
]
