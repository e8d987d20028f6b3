"""A result on its way: a directory that keeps what is finished of it.

It stands beside the directory that the result will have, with ``.unfinished``
behind its name::

    job.json        what is run: scenario, seed, versions and so on
    NAME.record     a finished part: see :mod:`sim.results.parts`

A file is written under a temporary name, synced to the disk and moved into place, so
an interrupt or a power cut at any moment costs only what was being run.
"""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING, Self, TypeVar

from sim.core.errors import Problem, ResultsError
from sim.core.interrupts import interrupts_held
from sim.results.jobs import InTheWayError
from sim.results.lock import let_go
from sim.results.parts import RECORD
from sim.results.placement import check_free, free_directory, is_there, partial_of
from sim.results.store import R, Saved, save_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Made = TypeVar("Made")

SUFFIX = ".unfinished"


def unfinished(directory: Path) -> Path:
    """Return where the finished parts of a result are kept until it is whole."""
    return directory.with_name(directory.name + SUFFIX)


class Keeping:
    """Where a result goes, and where its finished parts are until it is whole.

    As a context: says what is left if the run is broken off, and leaves nothing if
    that is no part. What was kept is removed once the result is saved.
    """

    def __init__(
        self, directory: Path, *, resume: bool, parts: str | None, may_rename: bool
    ) -> None:
        """Find the place.

        Parameters
        ----------
        directory
            Of the result.
        resume
            Whether it was begun before.
        parts
            What is kept as it is finished: ``replications``, say; None where nothing is.
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
        self.parts = parts
        if resume:
            name = directory.name.removesuffix(SUFFIX)
            directory = directory.with_name(name) if name else directory
            _check_unfinished(directory)
        self.wanted, self.may_rename = directory, may_rename and not resume
        if self.may_rename:
            directory = free_directory(directory, SUFFIX)
        check_free(directory)
        self.directory = self.asked_for = directory
        """Where the result goes, and where it is once it is saved."""
        self.folder = unfinished(directory) if parts else None
        self.begun = False
        """Whether the folder is there, and ours."""
        self.saved = False
        self.made = [parent for parent in directory.absolute().parents if not parent.exists()]

    def begin(self, make: Callable[[Path], Made]) -> Made:
        """Begin to keep finished parts, or go on.

        Parameters
        ----------
        make
            Makes the folder, or takes it up, and returns what keeps parts in it. If
            somebody was quicker and another name will do, it is called again.

        Raises
        ------
        ResultsError
            If the folder is in the way, or not of this job.
        OutputError
            If the disk refuses.
        """
        assert self.folder is not None
        while True:
            try:
                made = make(self.folder)
            except InTheWayError:
                if not self.may_rename:
                    raise
                self.directory = self.asked_for = free_directory(self.wanted, SUFFIX)
                self.folder = unfinished(self.directory)
            else:
                self.begun = True
                return made

    def save(
        self, results: R, files: Mapping[str, bytes] | None = None, *, ending: str = ""
    ) -> Saved[R]:
        """Save the whole result without figures, then remove the parts that were kept.

        If its name was taken meanwhile it goes under the next free one: what is finished
        is not lost. Where that name was asked for, :meth:`check_place` says so.

        Parameters
        ----------
        results
            What to save.
        files
            Further files, by name.
        ending
            What to put behind the name: for a result that is not what was wanted.

        Raises
        ------
        OutputError
            If the disk refuses.
        """
        directory = self.directory.with_name(self.directory.name + ending)
        base = self.wanted.with_name(self.wanted.name + ending)
        self.asked_for = directory
        saved = save_whole(results, directory, files or {}, base, self._placed)
        with interrupts_held():
            self._put_away()
        return saved

    def _placed(self, place: Path) -> None:
        self.directory, self.saved = place, True

    def check_place(self) -> None:
        """Raise an error if the result had to go under another name than was asked for.

        Raises
        ------
        ResultsError
            It says where the result is.
        """
        if not self.may_rename and self.directory != self.asked_for:
            message = (
                f"came to be there while this ran, and no result is overwritten; the result is "
                f"whole in {self.directory}"
            )
            raise ResultsError([Problem(str(self.asked_for), "", message)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if self.saved:
            with contextlib.suppress(KeyboardInterrupt), interrupts_held():
                self._put_away()
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(f"the result is complete in {self.directory}") from None
            if error is not None:
                error.add_note(f"the results are whole in {self.directory}")
        elif self.folder is not None and error is not None:
            let_go(self.folder)
            self._say_what_is_kept(self.folder, error)

    def _say_what_is_kept(self, folder: Path, error: BaseException) -> None:
        """Tell by the error what can be gone on with; if that is nothing, leave nothing."""
        if not (self.begun or self.resume):
            return  # Nothing of ours is there.
        n_kept = len(list(folder.glob(f"*{RECORD}")))
        if n_kept == 0 and not self.resume:
            self._put_away()
        elif n_kept and not (self.resume and isinstance(error, ResultsError)):
            said = f"{n_kept:,} finished {self.parts} are kept in {folder}"
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(f"{said}\n{self.directory}") from None
            error.add_note(f"{said}; go on with --resume {self.directory}")

    def _put_away(self) -> None:
        """Remove what was kept, and directories that nothing came into."""
        if self.folder is None or not (self.begun or self.resume):
            return
        going = partial_of(self.folder)
        with contextlib.suppress(OSError):
            # At once: half of it would be in the way, and this name is swept if we are killed.
            self.folder.rename(going)
        shutil.rmtree(going, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        let_go(self.folder)
        for parent in self.made:
            with contextlib.suppress(OSError):
                parent.rmdir()


def _check_unfinished(directory: Path) -> None:
    """Raise an error if there is nothing to go on with because it is finished."""
    if directory.name and is_there(unfinished(directory)):
        with contextlib.suppress(OSError):
            # Empty: the process ended between claiming the name and moving the result there.
            directory.rmdir()
    if is_there(directory):
        message = "is a finished run, or none; only one that was broken off can be gone on with"
        raise ResultsError([Problem(str(directory), "", message)])
