"""The directory in which a result is saved, and the directory of its checkpoint.

The checkpoint is beside the directory of the result, which has the same name without
``.unfinished`` at the end.
"""

from __future__ import annotations

import contextlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

from sim.core.errors import Problem, ResultsError
from sim.core.interrupts import interrupts_held
from sim.core.text import counted
from sim.results.checkpoint import Checkpoint, CheckpointExistsError, nothing_to_resume
from sim.results.lock import unlock
from sim.results.part_files import RECORD
from sim.results.placement import check_free, free_directory, partial_of, path_exists
from sim.results.saving import R, Saved, save_without_figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.core.types import Json

SUFFIX = ".unfinished"
_AT_ONCE = 8
"""Records that are removed at a time."""


def checkpoint_of(directory: Path) -> Path:
    """Return the directory of the checkpoint of a result."""
    return directory.with_name(directory.name + SUFFIX)


class Destination:
    """The directory of a result, and that of its checkpoint.

    It is a context manager. If the run ends by an error or an interrupt, it adds to the message
    what the checkpoint holds. At the end it removes a checkpoint without finished parts, and the
    checkpoint of a result that was saved.
    """

    def __init__(
        self, directory: Path, *, resume: bool, part: str | None, may_rename: bool
    ) -> None:
        """Choose the directories.

        Parameters
        ----------
        directory
            The directory of the result; when resuming, that of the checkpoint is accepted, too.
        resume
            Whether to resume a checkpoint.
        part
            What a part of the checkpoint is, in the singular, such as ``replication``; None if
            there is no checkpoint.
        may_rename
            Whether another name may be used if the directory exists.

        Raises
        ------
        ResultsError
            If the directory exists, or there is nothing to resume.
        OutputError
            If the directory cannot be written.
        """
        self.resume = resume
        self.part = part
        if resume:
            directory = _resumable(directory)
        self.wanted, self.may_rename = directory, may_rename and not resume
        if self.may_rename:
            directory = free_directory(directory, SUFFIX)
        check_free(directory)
        self.directory = self.asked_for = directory
        """The directory of the result, before and after it is saved."""
        self.folder = checkpoint_of(directory) if part else None
        """The directory of the checkpoint."""
        self.started = False
        """Whether the checkpoint was started or resumed by this process."""
        self.saved = False
        self.made = [parent for parent in directory.absolute().parents if not parent.exists()]

    def checkpoint(self, job: Mapping[str, Json]) -> Checkpoint:
        """Start the checkpoint of a job, or resume it.

        If another process has used the name since, and another name is allowed, the next free
        one is used.

        Raises
        ------
        ResultsError
            If a new checkpoint exists already, or one to be resumed does not exist or belongs to
            another job.
        OutputError
            If it cannot be written.
        """
        assert self.folder is not None
        while True:
            try:
                if self.resume:
                    found = Checkpoint.resume(self.folder, job)
                else:
                    found = Checkpoint.start(self.folder, job)
            except CheckpointExistsError:
                if not self.may_rename:
                    raise
                self.directory = self.asked_for = free_directory(self.wanted, SUFFIX)
                self.folder = checkpoint_of(self.directory)
            else:
                self.started = True
                return found

    def save(
        self, results: R, files: Mapping[str, bytes] | None = None, *, ending: str = ""
    ) -> Saved[R]:
        """Save the result without figures, then remove the checkpoint.

        If another process has used the name since, the result is saved under the next free one,
        so that finished work is not lost. If the user asked for the name, :meth:`check_name`
        raises an error then.

        Parameters
        ----------
        results
            The result to save.
        files
            Contents of further files, by name.
        ending
            Appended to the name of the directory.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        directory = self.directory.with_name(self.directory.name + ending)
        base = self.wanted.with_name(self.wanted.name + ending)
        self.asked_for = directory
        saved = save_without_figures(results, directory, files or {}, base, self._placed)
        with interrupts_held():
            self._remove_checkpoint()
        return saved

    def _placed(self, directory: Path) -> None:
        self.directory, self.saved = directory, True

    def check_name(self) -> None:
        """Raise an error if the result was saved under another name than the user asked for.

        Raises
        ------
        ResultsError
            If so; the message names the directory of the result.
        """
        if not self.may_rename and self.directory != self.asked_for:
            message = (
                "was created by another process during this run, and no result is overwritten; "
                f"the result is complete in {self.directory}"
            )
            raise ResultsError([Problem(str(self.asked_for), "", message)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if self.saved:
            with contextlib.suppress(KeyboardInterrupt), interrupts_held():
                self._remove_checkpoint()
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(f"the result is complete in {self.directory}") from None
            if error is not None:
                error.add_note(f"the result is complete in {self.directory}")
        elif self.folder is not None and error is not None:
            unlock(self.folder)
            self._report_checkpoint(self.folder, error)

    def _report_checkpoint(self, folder: Path, error: BaseException) -> None:
        """Add to the error how to resume; remove a checkpoint without finished parts."""
        if not (self.started or self.resume):
            return  # The directory, if it exists, belongs to another process.
        n_parts = len(list(folder.glob(f"*{RECORD}")))
        if n_parts == 0 and not self.resume:
            self._remove_checkpoint()
        elif n_parts and not (self.resume and isinstance(error, ResultsError)):
            holds = f"the checkpoint {folder} holds {counted(n_parts, f'finished {self.part}')}"
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(f"{holds}\n{self.directory}") from None
            error.add_note(f"{holds}; resume with `resume` {self.directory}")

    def _remove_checkpoint(self) -> None:
        """Remove the checkpoint, and directories created for the result that are still empty."""
        if self.folder is None or not (self.started or self.resume):
            return
        renamed = partial_of(self.folder)
        with contextlib.suppress(OSError):
            # Renamed first: if this process is killed meanwhile, the next one removes the rest.
            self.folder.rename(renamed)
        # Several at a time: a disk that is told of every freed block takes milliseconds a file.
        with ThreadPoolExecutor(_AT_ONCE) as pool, contextlib.suppress(OSError, RuntimeError):
            list(pool.map(Path.unlink, renamed.glob(f"*{RECORD}")))
        shutil.rmtree(renamed, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        unlock(self.folder)
        for parent in self.made:
            with contextlib.suppress(OSError):
                parent.rmdir()


def open_checkpoint(
    at: str | Path | Destination, job: Mapping[str, Json], *, resume: bool
) -> Checkpoint:
    """Start or resume the checkpoint in a directory, or that of a destination.

    Parameters
    ----------
    at
        The directory of the checkpoint, or the destination of the result.
    job
        Everything that the result depends on, as JSON values.
    resume
        Whether to resume; not used for a destination, which has this setting.

    Raises
    ------
    ResultsError
        If a new checkpoint exists already, or one to be resumed does not exist or belongs to
        another job.
    OutputError
        If it cannot be written.
    """
    if isinstance(at, Destination):
        return at.checkpoint(job)
    return (Checkpoint.resume if resume else Checkpoint.start)(Path(at), job)


@contextlib.contextmanager
def checkpoint_of_job(
    at: str | Path | Destination | None, job: Mapping[str, Json], *, resume: bool
) -> Iterator[Checkpoint]:
    """Give the checkpoint of a job, a temporary one if none is named.

    Parameters
    ----------
    at, job, resume
        See :func:`open_checkpoint`; None for a temporary directory, which is removed at the end.

    Raises
    ------
    ResultsError, OutputError
        As :func:`open_checkpoint`.
    """
    if at is None:
        with TemporaryDirectory(prefix="saylau-") as folder:
            temporary = Checkpoint.start(Path(folder) / "run", job, durable=False)
            try:
                yield temporary
            finally:
                temporary.unlock()
        return
    opened = open_checkpoint(at, job, resume=resume)
    try:
        yield opened
    except BaseException:
        # Otherwise it stays locked until the result is saved, or this process ends.
        opened.unlock()
        raise


def _resumable(given: Path) -> Path:
    """Return the directory of the result whose checkpoint is to be resumed.

    Raises
    ------
    ResultsError
        If there is no checkpoint.
    """
    name = given.name.removesuffix(SUFFIX)
    directory = given.with_name(name) if name else given
    has_checkpoint = bool(directory.name) and path_exists(checkpoint_of(directory))
    if has_checkpoint:
        with contextlib.suppress(OSError):
            # Empty if a process ended after it created the directory and before it moved the
            # result.
            directory.rmdir()
    if path_exists(directory):
        raise nothing_to_resume(f"{directory} is complete, or is not a result")
    if not has_checkpoint:
        raise nothing_to_resume(f"{given} does not exist")
    return directory
