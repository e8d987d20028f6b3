"""The checkpoint of an ensemble: its finished replications, ``replication-000017.record`` etc."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import Problem, ResultsError
from sim.day import engine_name
from sim.ensemble.record import Record
from sim.ensemble.replication import is_record
from sim.results import versions
from sim.results.typed_json import as_json
from sim.scenario.register_files import named_files, with_names_of_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.types import Json
    from sim.ensemble.replication import Job
    from sim.results.checkpoint import Checkpoint, Parts

_FORMAT = 3
_NAME = re.compile(r"replication-([0-9]{6})")


class FinishedReplications:
    """The finished replications of one ensemble, in a checkpoint."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        n_replications: int,
        *,
        is_valid: Callable[[bytes], bool] = is_record,
        title: str = "Replications",
    ) -> None:
        """Check the records of a checkpoint that was started or resumed.

        Parameters
        ----------
        checkpoint
            The checkpoint of the job that :func:`job_entries` describes.
        n_replications
            Number of replications of the ensemble.
        is_valid
            Returns whether the content of an undamaged record can be used.
        title
            What the progress calls them.

        Raises
        ------
        ResultsError
            If it has records of other jobs, records that were renamed, or replications beyond
            the number of the ensemble; the error lists all of them.
        """
        self.checkpoint, self.n_replications = checkpoint, n_replications
        self.title, self._is_valid = title, is_valid
        names = checkpoint.names()
        strange = [name for name in names if not _NAME.fullmatch(name)]
        if strange:
            message = "this is not the record of a replication; remove it to resume"
            raise ResultsError(
                [Problem(str(checkpoint.path(name)), "", message) for name in strange]
            )
        last = max(map(_number, names), default=0)
        if last >= n_replications:
            message = (
                f"the checkpoint holds replication {last:,}; "
                f"`replications` must be at least {last + 1:,}"
            )
            raise ResultsError([Problem(str(checkpoint.folder), "", message)])
        self._parts: Parts | None = checkpoint.check(is_valid)

    def __len__(self) -> int:
        """Return the number of replications of the ensemble."""
        return self.n_replications

    def missing(self) -> tuple[list[int], list[int]]:
        """Return the replications to be run, and those of them whose record is damaged."""
        # Records are large, so the first call uses what was read by __init__.
        parts, self._parts = self._parts or self.checkpoint.check(self._is_valid), None
        finished = set(map(_number, parts.finished))
        missing = [number for number in range(self.n_replications) if number not in finished]
        return missing, [_number(name) for name in parts.damaged]

    def add(self, replication: int, content: bytes) -> None:
        """Add a finished replication.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        self.checkpoint.add(record_name(replication), content)

    def record(self, replication: int) -> Record:
        """Return a finished replication.

        Raises
        ------
        ResultsError
            If its record was damaged since it was added.
        """
        content = self.checkpoint.read(record_name(replication))
        if content is None:
            path = self.checkpoint.path(record_name(replication))
            message = "the record was damaged during the run; run it again with `resume`"
            raise ResultsError([Problem(str(path), "", message)])
        return Record(content)


def record_name(replication: int) -> str:
    """Return the name of the part that holds a replication."""
    return f"replication-{replication:06d}"


def _number(name: str) -> int:
    return int(name.partition("-")[2])


def job_entries(job: Job) -> dict[str, Json]:
    """Return everything that the replications of an ensemble depend on, for its checkpoint."""
    given = json.loads(job.scenario)
    scenario: dict[str, Json] = with_names_of_files(given)
    entries: dict[str, Json] = {
        "origin": "simulated",
        "format": _FORMAT,
        "seed": job.seed,
        "engine": engine_name(job.engine),
        "versions": {**versions()},
        "scenario": scenario,
    }
    for key, file in named_files(given).items():
        entries[f"{key}_sha256"] = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    if job.pack is not None:
        # Where its folder is makes no difference.
        scenario["election"] = job.pack.folder
        entries["pack"] = as_json(job.pack)
    if job.posterior is not None:
        entries["posterior"] = as_json(job.posterior.about())
    return entries
