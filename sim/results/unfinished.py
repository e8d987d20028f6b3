"""A result on its way: a directory that keeps what is finished of it.

It stands beside the directory that the result will have, with ``.unfinished``
behind its name::

    job.json        what is run: scenario, seed, versions and so on
    NAME.record     SHA-256 of what follows, as 64 letters; then a finished part

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

from sim.errors import OutputError, Problem, ResultsError
from sim.interrupts import interrupts_held
from sim.results.alone import hold, let_go
from sim.results.store import check_free, free_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SUFFIX = ".unfinished"
RECORD = ".record"
_JOB = "job.json"
_DIGEST = 64
_SHOWN = 10
"""So many differences to another run are named."""


def unfinished(directory: Path) -> Path:
    """Return where the finished parts of a result are kept until it is whole."""
    return directory.with_name(directory.name + SUFFIX)


class Keeping:
    """Where a run goes, and where its finished parts are until it is whole.

    As a context: says what is left if the run is broken off, and leaves nothing if
    that is no part; removes what was kept once all is saved.
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
        self.parts = parts
        self.folder = unfinished(directory) if parts else None
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
            let_go(self.folder)
            self._say_what_is_kept(self.folder, error)

    def _say_what_is_kept(self, folder: Path, error: BaseException) -> None:
        """Tell by the error what can be gone on with; if that is nothing, leave nothing."""
        n_kept = len(list(folder.glob(f"*{RECORD}")))
        # By this error one came in the way only now: somebody was quicker.
        is_ours = not (self.in_the_way or isinstance(error, ResultsError))
        if n_kept == 0 and not self.resume and is_ours:
            self._put_away()
        elif n_kept and not (self.resume and isinstance(error, ResultsError)):
            said = f"{n_kept:,} finished {self.parts} are kept in {folder}"
            if isinstance(error, KeyboardInterrupt):
                raise KeyboardInterrupt(f"{said}\n{self.directory}") from None
            error.add_note(f"{said}; go on with --resume {self.directory}")

    def _put_away(self) -> None:
        """Remove what was kept, and directories that nothing came into."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            let_go(self.folder)
            for parent in self.made:
                with contextlib.suppress(OSError):
                    parent.rmdir()


def begin_job(folder: Path, about: Mapping[str, Any]) -> None:
    """Make the directory of what is begun.

    Parameters
    ----------
    folder
        New.
    about
        All that its result depends on, as JSON has it.

    Raises
    ------
    ResultsError
        If it is there already.
    OutputError
        If the disk refuses.
    """
    try:
        folder.mkdir(parents=True)
        text = json.dumps(about, ensure_ascii=False, indent=1)
        _write(folder / _JOB, text.encode("utf-8"))
        hold(folder, _JOB)
    except FileExistsError:
        message = "is there already; go on with it by --resume, or choose another name"
        raise ResultsError([Problem(str(folder), "", message)]) from None
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from None


def go_on_with_job(folder: Path, about: Mapping[str, Any]) -> None:
    """Take up what was interrupted, if it is the same.

    Raises
    ------
    ResultsError
        If it is not there, another process is at work on it, or it is another; names each
        difference.
    """
    hold(folder, _JOB)
    try:
        found = json.loads((folder / _JOB).read_text(encoding="utf-8"))
        entries = dict(_entries(found))
    except (OSError, ValueError, AttributeError):
        message = "is no unfinished run that could be gone on with"
        raise ResultsError([Problem(str(folder), "", message)]) from None
    wanted = dict(_entries(about))
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


def forget_half_written(folder: Path) -> None:
    """Remove what was being written when it broke off."""
    for path in folder.glob("*.writing"):
        path.unlink()


def keep_record(path: Path, content: bytes) -> None:
    """Keep a finished part, with its hash.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    digest = hashlib.sha256(content).hexdigest().encode()
    try:
        _write(path, digest + content)
    except OSError as error:
        raise OutputError(f"{path.parent}: cannot be written: {error.strerror}") from None


def read_record(path: Path) -> bytes | None:
    """Read a finished part; None if it is damaged."""
    content = path.read_bytes()
    whole = hashlib.sha256(content[_DIGEST:]).hexdigest().encode() == content[:_DIGEST]
    return content[_DIGEST:] if whole else None


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.writing")
    partial.write_bytes(content)
    partial.replace(path)


def _entries(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted keys and values of nested tables; a value as JSON, short."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _entries(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", json.dumps(value, ensure_ascii=False)
