"""Many replications of one scenario: run anywhere, kept as they finish, put together."""

from sim.ensemble.checkpoint import Kept
from sim.ensemble.merge import merge
from sim.ensemble.replication import Job, make_job, summary_of, with_drawn
from sim.ensemble.work import run_missing

__all__ = [
    "Job",
    "Kept",
    "make_job",
    "merge",
    "run_missing",
    "summary_of",
    "with_drawn",
]
