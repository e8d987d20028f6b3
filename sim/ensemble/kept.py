"""An ensemble on its way: its finished replications, ``replication-000017.record`` and so on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sim.ensemble.record import Record
from sim.errors import Problem, ResultsError
from sim.results import versions
from sim.results.unfinished import (
    RECORD,
    begin_job,
    forget_half_written,
    go_on_with_job,
    keep_record,
    read_record,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sim.ensemble.record import Job

_FORMAT = 1


class Kept:
    """The finished replications of one ensemble."""

    def __init__(self, folder: Path, n_replications: int) -> None:
        self.folder, self.n_replications = folder, n_replications

    @classmethod
    def begin(cls, folder: Path, job: Job, n_replications: int) -> Kept:
        """Make the directory of a new ensemble.

        Raises
        ------
        ResultsError
            If it is there already.
        OutputError
            If the disk refuses.
        """
        begin_job(folder, _about(job))
        return cls(folder, n_replications)

    @classmethod
    def go_on(cls, folder: Path, job: Job, n_replications: int) -> Kept:
        """Take up an ensemble that was interrupted.

        Raises
        ------
        ResultsError
            If it is not there, is one of another scenario, seed, engine, version or
            posterior, or has replications beyond those that are wanted.
        """
        go_on_with_job(folder, _about(job))
        last = max((int(path.stem.split("-")[1]) for path in folder.glob(f"*{RECORD}")), default=0)
        if last >= n_replications:
            message = f"holds replication {last:,}; --replications must be at least {last + 1:,}"
            raise ResultsError([Problem(str(folder), "", message)])
        forget_half_written(folder)
        return cls(folder, n_replications)

    def __len__(self) -> int:
        """Return how many replications the ensemble will have."""
        return self.n_replications

    def missing(self) -> tuple[list[int], list[int]]:
        """Return the replications that are not here, and those of them that are damaged."""
        missing, damaged = [], []
        for number in range(self.n_replications):
            path = self._path(number)
            if not path.exists():
                missing.append(number)
            elif read_record(path) is None:
                missing.append(number)
                damaged.append(number)
        return missing, damaged

    def keep(self, replication: int, content: bytes) -> None:
        """Keep a finished replication.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        keep_record(self._path(replication), content)

    def record(self, replication: int) -> Record:
        """Read a replication; :meth:`missing` has looked whether it is whole."""
        content = read_record(self._path(replication))
        if content is None:
            message = "was damaged while the run went on; start it again with --resume"
            raise ResultsError([Problem(str(self._path(replication)), "", message)])
        return Record(content)

    def _path(self, replication: int) -> Path:
        return self.folder / f"replication-{replication:06d}{RECORD}"


def _about(job: Job) -> dict[str, Any]:
    about = {
        "origin": "simulated",
        "format": _FORMAT,
        "seed": job.seed,
        "engine": job.engine,
        "versions": versions(),
        "scenario": json.loads(job.scenario),
    }
    return about if job.posterior is None else about | {"posterior": job.posterior.about()}
