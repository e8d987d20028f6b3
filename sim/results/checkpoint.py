"""Checkpoints: the finished parts of a result that is being computed, in a directory.

A checkpoint belongs to one job, and only the same job resumes it::

    job.json        what is computed: scenario, seed, versions and so on
    NAME.record     a finished part: see :mod:`sim.results.parts`

A file is written under a temporary name, synced to the disk and moved into place, so that
an interrupt or a power cut costs only the parts that were being computed.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

from sim.core.errors import Problem, ResultsError
from sim.results.lock import lock, unlock
from sim.results.parts import RECORD, ForeignRecord, job_digest, read_record, write_record
from sim.results.placement import is_there, refused, sync, write_synced
from sim.results.reading import read_regular
from sim.results.shapes import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.core.types import Json

JOB = "job.json"
_LARGEST_JOB = 64 * 1024 * 1024
_MOST_DIFFERENCES = 10
"""Differences between two jobs that an error names."""


class CheckpointExistsError(ResultsError):
    """The directory of a new checkpoint exists already; another name may be free."""


class Parts(NamedTuple):
    """Names of the parts of a checkpoint, sorted."""

    finished: list[str]
    damaged: list[str]
    """Parts to be computed again."""


class Checkpoint:
    """The finished parts of one job: start or resume it, add parts, read them, remove it."""

    def __init__(self, folder: Path, job: Mapping[str, Json], *, durable: bool = True) -> None:
        """Describe a checkpoint, without touching the disk.

        Parameters
        ----------
        folder
            Its directory.
        job
            All that the result depends on, as JSON has it.
        durable
            Whether it must survive a power cut.
        """
        self.folder = folder
        self.job = job
        self.durable = durable
        self.digest = job_digest(job)

    @classmethod
    def start(cls, folder: Path, job: Mapping[str, Json], *, durable: bool = True) -> Checkpoint:
        """Make the directory of a new checkpoint, and lock it.

        Parameters
        ----------
        folder, job, durable
            As for the class.

        Raises
        ------
        CheckpointExistsError
            If the directory exists.
        OutputError
            If it cannot be written.
        """
        text = json.dumps(job, ensure_ascii=False, indent=1)
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            message = (
                "the checkpoint exists already; resume it with --resume, or choose another name"
            )
            raise CheckpointExistsError([Problem(str(folder), "", message)]) from None
        except OSError as error:
            raise refused(folder, error) from None
        try:
            write_synced(folder / JOB, text.encode("utf-8"), durable=durable)
            if durable:
                sync(folder.parent)
            lock(folder, JOB)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise refused(folder, error) from None
            raise
        return cls(folder, job, durable=durable)

    @classmethod
    def resume(cls, folder: Path, job: Mapping[str, Json]) -> Checkpoint:
        """Lock a checkpoint that exists, if it is of the same job.

        :meth:`check` is called next, once the caller accepts the names of its parts.

        Raises
        ------
        ResultsError
            If it does not exist, another process works on it, or it is of another job; names
            the differences.
        """
        if not is_there(folder):
            raise nothing_to_resume(f"{folder} does not exist")
        lock(folder, JOB)
        try:
            found = dict(_flat(parse_json(read_regular(folder / JOB, _LARGEST_JOB))))
        except (OSError, ValueError, AttributeError):
            message = f"it is not a checkpoint that can be resumed: {JOB} is missing or damaged"
            raise ResultsError([Problem(str(folder), "", message)]) from None
        problems = list(_differences(found, dict(_flat(job)), folder / JOB))
        if problems:
            raise ResultsError(problems)
        return cls(folder, job)

    def names(self) -> list[str]:
        """Return the names of all parts that are there, damaged ones too, sorted."""
        return sorted(path.name.removesuffix(RECORD) for path in self.folder.glob(f"*{RECORD}"))

    def check(self, is_whole: Callable[[bytes], bool] = lambda _: True) -> Parts:
        """Read all parts, and remove what was half written when the last run ended.

        Parameters
        ----------
        is_whole
            Whether the content of a part, which is as it was added, is one.

        Raises
        ------
        ResultsError
            If parts are of another job or were renamed; names all. Nothing is removed then.
        """
        parts, problems = Parts([], []), []
        for name in self.names():
            try:
                content = read_record(self.path(name), self.digest)
            except ForeignRecord as foreign:
                message = f"the record {foreign}; remove it to resume"
                problems.append(Problem(str(self.path(name)), "", message))
            else:
                whole = content is not None and is_whole(content)
                (parts.finished if whole else parts.damaged).append(name)
        if problems:
            raise ResultsError(problems)
        for path in self.folder.glob("*.writing"):
            path.unlink(missing_ok=True)
        return parts

    def add(self, name: str, content: bytes) -> None:
        """Add a finished part, or replace a damaged one.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        write_record(self.path(name), self.digest, content, durable=self.durable)

    def read(self, name: str) -> bytes | None:
        """Return the content of a part; None if it is missing or damaged.

        Raises
        ------
        ResultsError
            If it cannot be read.
        """
        path = self.path(name)
        return read_record(path, self.digest) if is_there(path) else None

    def path(self, name: str) -> Path:
        """Return the file of a part."""
        return self.folder / f"{name}{RECORD}"

    def unlock(self) -> None:
        """Let other processes resume it; at the end of this process that happens by itself."""
        unlock(self.folder)


def nothing_to_resume(why: str) -> ResultsError:
    """Return the error for a checkpoint that is not there."""
    return ResultsError([Problem("", "", f"nothing to resume: {why}")])


def _differences(
    found: Mapping[str, str], wanted: Mapping[str, str], file: Path
) -> Sequence[Problem]:
    """Return how two jobs differ, by key."""
    problems = [
        Problem(
            str(file), key,
            f"is {found.get(key, 'missing')}; this run has {wanted.get(key, 'none')}",
        )
        for key in sorted(found.keys() | wanted.keys())
        if found.get(key) != wanted.get(key)
    ]  # fmt: skip
    if len(problems) > _MOST_DIFFERENCES:
        more = f"and {len(problems) - _MOST_DIFFERENCES:,} more differences"
        problems[_MOST_DIFFERENCES:] = [Problem(str(file), "", more)]
    return problems


def _flat(tree: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted keys and values of nested tables; a value as JSON."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", json.dumps(value, ensure_ascii=False)
