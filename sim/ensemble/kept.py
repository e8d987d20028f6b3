"""An ensemble on its way: a directory that keeps the finished replications.

It stands beside the directory that the result will have, with ``.unfinished``
behind its name::

    job.json                    what is run: scenario, seed, engine, versions, posterior
    replication-000017.record   SHA-256 of what follows, as 64 letters; then the record

A file is written under a temporary name and moved into place, so an interrupt at
any moment costs only what was being run.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from typing import TYPE_CHECKING, Any, Self

from sim.ensemble.record import Record
from sim.errors import OutputError, Problem, ResultsError
from sim.interrupts import interrupts_held
from sim.results import check_free, free_directory, versions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.ensemble.record import Job

SUFFIX = ".unfinished"
_JOB = "job.json"
_RECORD = ".record"
_FORMAT = 1
_DIGEST = 64
_SHOWN = 10
"""So many differences to another run are named."""


def unfinished(directory: Path) -> Path:
    """Return where the replications of a result are kept until it is whole."""
    return directory.with_name(directory.name + SUFFIX)


class Keeping:
    """Where a run goes, and where its replications are until it is whole.

    As a context: says what is left if the run is broken off, and leaves nothing if
    that is no replication; removes what was kept once all is saved.
    """

    def __init__(
        self, directory: Path, *, resume: bool, replications: int, may_rename: bool
    ) -> None:
        """Find the place.

        Parameters
        ----------
        directory
            Of the result.
        resume
            Whether it was begun before.
        replications
            One is not kept.
        may_rename
            Whether another name will do if the directory is taken.

        Raises
        ------
        ResultsError
            If the directory is taken.
        OutputError
            If it cannot be written.
        """
        self.resume = resume
        if resume:
            name = directory.name.removesuffix(SUFFIX)
            directory = directory.with_name(name) if name else directory
            if directory.exists():
                message = (
                    "is a finished run, or none; only one that was broken off can be gone on with"
                )
                raise ResultsError([Problem(str(directory), "", message)])
        elif may_rename:
            directory = free_directory(directory, SUFFIX)
        check_free(directory)
        self.directory = directory
        self.folder = unfinished(directory) if replications > 1 else None
        # Something of that name, but not of this run: it is not ours to remove.
        self.in_the_way = not resume and self.folder is not None and self.folder.exists()
        self.made = [parent for parent in directory.absolute().parents if not parent.exists()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is None or (isinstance(error, KeyboardInterrupt) and self.directory.exists()):
            # All is saved: there is nothing left to break off.
            with contextlib.suppress(KeyboardInterrupt), interrupts_held():
                self._put_away()
            if error is not None:
                raise KeyboardInterrupt(f"the result is complete in {self.directory}") from None
        elif self.folder is not None:
            self._say_what_is_kept(self.folder, error)

    def _say_what_is_kept(self, folder: Path, error: BaseException) -> None:
        """Tell by the error what can be gone on with; if that is nothing, leave nothing."""
        n_kept = len(list(folder.glob(f"*{_RECORD}")))
        # By this error one came in the way only now: somebody was quicker.
        is_ours = not (self.in_the_way or isinstance(error, ResultsError))
        if n_kept == 0 and not self.resume and is_ours:
            self._put_away()
        elif n_kept and not (self.resume and isinstance(error, ResultsError)):
            said = f"{n_kept:,} finished replications are kept in {folder}"
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(f"{said}\n{self.directory}") from None
            error.add_note(f"{said}; go on with --resume {self.directory}")

    def _put_away(self) -> None:
        """Remove what was kept, and directories that nothing came into."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            for parent in self.made:
                with contextlib.suppress(OSError):
                    parent.rmdir()


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
        try:
            folder.mkdir(parents=True)
            text = json.dumps(_about(job), ensure_ascii=False, indent=1)
            _write(folder / _JOB, text.encode("utf-8"))
        except FileExistsError:
            message = "is there already; go on with it by --resume, or choose another name"
            raise ResultsError([Problem(str(folder), "", message)]) from None
        except OSError as error:
            raise OutputError(f"{folder}: cannot be written: {error.strerror}") from None
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
        try:
            found = json.loads((folder / _JOB).read_text(encoding="utf-8"))
            entries = dict(_entries(found))
        except (OSError, ValueError, AttributeError):
            message = "is no unfinished run that could be gone on with"
            raise ResultsError([Problem(str(folder), "", message)]) from None
        wanted = dict(_entries(_about(job)))
        problems = [
            Problem(
                str(folder / _JOB),
                key,
                f"is {entries.get(key, 'missing')}; this run has {wanted.get(key, 'none')}",
            )
            for key in sorted(entries.keys() | wanted.keys())
            if entries.get(key) != wanted.get(key)
        ]
        if len(problems) > _SHOWN:
            more = f"and {len(problems) - _SHOWN:,} more differences"
            problems[_SHOWN:] = [Problem(str(folder / _JOB), "", more)]
        if problems:
            raise ResultsError(problems)
        last = max((int(path.stem.split("-")[1]) for path in folder.glob(f"*{_RECORD}")), default=0)
        if last >= n_replications:
            message = f"holds replication {last:,}; --replications must be at least {last + 1:,}"
            raise ResultsError([Problem(str(folder), "", message)])
        for path in folder.glob("*.writing"):
            path.unlink()
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
            elif not _whole(path.read_bytes()):
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
        digest = hashlib.sha256(content).hexdigest().encode()
        try:
            _write(self._path(replication), digest + content)
        except OSError as error:
            raise OutputError(f"{self.folder}: cannot be written: {error.strerror}") from None

    def record(self, replication: int) -> Record:
        """Read a replication; :meth:`missing` has looked whether it is whole."""
        return Record(self._path(replication).read_bytes()[_DIGEST:])

    def _path(self, replication: int) -> Path:
        return self.folder / f"replication-{replication:06d}{_RECORD}"


def _whole(content: bytes) -> bool:
    return hashlib.sha256(content[_DIGEST:]).hexdigest().encode() == content[:_DIGEST]


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.writing")
    partial.write_bytes(content)
    partial.replace(path)


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


def _entries(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted keys and values of nested tables; a value as JSON, short."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _entries(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", json.dumps(value, ensure_ascii=False)
