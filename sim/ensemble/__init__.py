"""Ensembles: many replications of one scenario, run anywhere, kept in a checkpoint and merged."""

from sim.ensemble.checkpoint import FinishedReplications, job_entries
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
