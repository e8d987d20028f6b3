"""An ensemble on its way: its finished replications, ``replication-000017.record`` and so on."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ResultsError
from sim.ensemble.replication import Record, is_record
from sim.results import versions
from sim.results.jobs import begin_job, forget_half_written, go_on_with_job
from sim.results.parts import RECORD, Foreign, digest_of_job, keep_record, read_record
from sim.results.placement import is_there
from sim.results.typed_json import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from sim.ensemble.replication import Job

_FORMAT = 2
_NAME = re.compile(r"replication-([0-9]{6})")


class Kept:
    """The finished replications of one ensemble."""

    def __init__(
        self, folder: Path, n_replications: int, job: Job, *, durable: bool = True
    ) -> None:
        self.folder, self.n_replications, self.durable = folder, n_replications, durable
        self.job = digest_of_job(_about(job))
        self._looked: tuple[list[int], list[int]] | None = None

    @classmethod
    def begin(cls, folder: Path, job: Job, n_replications: int, *, durable: bool = True) -> Kept:
        """Make the directory of a new ensemble.

        Parameters
        ----------
        folder
            New.
        job, n_replications
            What is run, and how often.
        durable
            Whether what is kept must outlast a power cut.

        Raises
        ------
        ResultsError
            If it is there already.
        OutputError
            If the disk refuses.
        """
        begin_job(folder, _about(job), durable=durable)
        return cls(folder, n_replications, job, durable=durable)

    @classmethod
    def go_on(cls, folder: Path, job: Job, n_replications: int) -> Kept:
        """Take up an ensemble that was interrupted.

        Raises
        ------
        ResultsError
            If it is not there, is one of another scenario, seed, engine, version or
            posterior, has replications beyond those that are wanted, or records that
            are not its own; names each of them.
        """
        go_on_with_job(folder, _about(job))
        kept = cls(folder, n_replications, job)
        names = sorted(path.name.removesuffix(RECORD) for path in folder.glob(f"*{RECORD}"))
        strange = [name for name in names if not _NAME.fullmatch(name)]
        if strange:
            message = "is no record of a replication; take it away to go on"
            raise ResultsError(
                [Problem(str(folder / f"{name}{RECORD}"), "", message) for name in strange]
            )
        last = max((int(name.partition("-")[2]) for name in names), default=0)
        if last >= n_replications:
            message = f"holds replication {last:,}; --replications must be at least {last + 1:,}"
            raise ResultsError([Problem(str(folder), "", message)])
        kept._looked = kept._look()
        forget_half_written(folder)
        return kept

    def __len__(self) -> int:
        """Return how many replications the ensemble will have."""
        return self.n_replications

    def missing(self) -> tuple[list[int], list[int]]:
        """Return the replications that are not here, and those of them that are damaged.

        Raises
        ------
        ResultsError
            If there are records of other runs, or under other names; names all.
        """
        looked, self._looked = self._looked or self._look(), None
        return looked

    def _look(self) -> tuple[list[int], list[int]]:
        """Look at all records: once, as they are large."""
        missing, damaged, problems = [], [], []
        for number in range(self.n_replications):
            path = self._path(number)
            try:
                content = read_record(path, self.job) if is_there(path) else None
            except Foreign as foreign:
                problems.append(Problem(str(path), "", f"{foreign}; take it away to go on"))
                continue
            if content is None or not is_record(content):
                missing.append(number)
                damaged += [number] * is_there(path)
        if problems:
            raise ResultsError(problems)
        return missing, damaged

    def keep(self, replication: int, content: bytes) -> None:
        """Keep a finished replication.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        keep_record(self._path(replication), self.job, content, durable=self.durable)

    def record(self, replication: int) -> Record:
        """Read a replication; :meth:`missing` has looked whether it is whole."""
        content = read_record(self._path(replication), self.job)
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
    return about if job.posterior is None else about | {"posterior": as_json(job.posterior.about())}
