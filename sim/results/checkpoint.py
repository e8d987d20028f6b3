"""Checkpoints: the finished parts of a result that is being computed, in a directory.

A checkpoint belongs to one job, and only the same job resumes it::

    job.json        what is computed: scenario, seed, versions and so on
    NAME.record     a finished part: see :mod:`sim.results.part_files`

A file is written under a temporary name, synced to the disk and moved into place, so that
an interrupt or a power cut costs only the parts that were being computed.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, NamedTuple

from sim.core.errors import Problem, ResultsError
from sim.pack.files.digests import changed_files
from sim.results.file_checks import read_regular
from sim.results.json_shapes import parse_json
from sim.results.lock import lock, unlock
from sim.results.part_files import RECORD, ForeignRecord, job_digest, read_record, write_record
from sim.results.placement import path_exists, sync, write_error, write_synced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sim.core.types import Json

JOB = "job.json"
_LARGEST_JOB = 64 * 1024 * 1024
_OF_PACK = "pack.sha256."
"""Start of the keys of the files of a pack."""
_MOST_DIFFERENCES = 10
"""Maximum number of differences between two jobs that an error lists."""


class CheckpointExistsError(ResultsError):
    """The directory of a new checkpoint exists already; the caller may try another name."""


class Parts(NamedTuple):
    """Names of the parts of a checkpoint, sorted."""

    finished: list[str]
    damaged: list[str]
    """Parts that have to be computed again."""


class Checkpoint:
    """The finished parts of one job: start or resume it, add parts, read them, remove it."""

    def __init__(self, folder: Path, job: Mapping[str, Json], *, durable: bool = True) -> None:
        """Describe a checkpoint, without touching the disk.

        Parameters
        ----------
        folder
            The directory of the checkpoint.
        job
            Everything that the result depends on, as JSON values.
        durable
            Whether files are synced to the disk, so that they survive a power cut.
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
            See the class.

        Raises
        ------
        CheckpointExistsError
            If the directory exists.
        OutputError
            If the directory cannot be written.
        """
        text = json.dumps(job, ensure_ascii=False, indent=1)
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            message = (
                "the checkpoint exists already; resume it with `resume`, or choose another name"
            )
            raise CheckpointExistsError([Problem(str(folder), "", message)]) from None
        except OSError as error:
            raise write_error(folder, error) from None
        try:
            write_synced(folder / JOB, text.encode("utf-8"), durable=durable)
            if durable:
                sync(folder.parent)
            lock(folder, JOB)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise write_error(folder, error) from None
            raise
        return cls(folder, job, durable=durable)

    @classmethod
    def resume(cls, folder: Path, job: Mapping[str, Json]) -> Checkpoint:
        """Lock an existing checkpoint of the same job.

        The caller checks the names of its parts, and then calls :meth:`check`.

        Raises
        ------
        ResultsError
            If it does not exist, is locked by another process, or belongs to another job; the
            error lists the differences between the jobs.
        """
        if not path_exists(folder):
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
        """Return the names of all parts in the directory, damaged ones included, sorted."""
        return sorted(path.name.removesuffix(RECORD) for path in self.folder.glob(f"*{RECORD}"))

    def check(self, is_valid: Callable[[bytes], bool] = lambda _: True) -> Parts:
        """Read all parts, and remove files that an earlier process did not finish writing.

        Parameters
        ----------
        is_valid
            Returns whether the content of an undamaged part can be used; parts for which it
            returns False count as damaged.

        Raises
        ------
        ResultsError
            If parts belong to another job or were renamed; the error lists all of them, and no
            file is removed.
        """
        parts, problems = Parts([], []), []
        for name in self.names():
            try:
                content = read_record(self.path(name), self.digest)
            except ForeignRecord as foreign:
                message = f"the record {foreign}; remove it to resume"
                problems.append(Problem(str(self.path(name)), "", message))
            else:
                is_usable = content is not None and is_valid(content)
                (parts.finished if is_usable else parts.damaged).append(name)
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
            If it cannot be written.
        """
        write_record(self.path(name), self.digest, content, durable=self.durable)

    def read(self, name: str) -> bytes | None:
        """Return the content of a part; None if it is missing or damaged.

        Raises
        ------
        ResultsError
            If the operating system refuses to read it.
        """
        path = self.path(name)
        return read_record(path, self.digest) if path_exists(path) else None

    def path(self, name: str) -> Path:
        """Return the path of the file of a part."""
        return self.folder / f"{name}{RECORD}"

    def unlock(self) -> None:
        """Unlock the checkpoint, so that other processes can resume it.

        The operating system does so when this process ends.
        """
        unlock(self.folder)


def nothing_to_resume(why: str) -> ResultsError:
    """Return the error for a checkpoint that cannot be resumed; ``why`` is the reason."""
    return ResultsError([Problem("", "", f"nothing to resume: {why}")])


def _differences(
    found: Mapping[str, str], wanted: Mapping[str, str], file: Path
) -> Sequence[Problem]:
    """Return the differences between two jobs, by key."""
    files = [
        {
            key.removeprefix(_OF_PACK): value
            for key, value in job.items()
            if key.startswith(_OF_PACK)
        }
        for job in (found, wanted)
    ]
    problems = [
        Problem(str(file), "", f"{name} of the pack {message}")
        for name, message in changed_files(*files)
    ]
    problems += [
        Problem(
            str(file), key,
            f"is {found.get(key, 'missing')}; this run has {wanted.get(key, 'none')}",
        )
        for key in sorted(found.keys() | wanted.keys())
        if found.get(key) != wanted.get(key) and not key.startswith(_OF_PACK)
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
