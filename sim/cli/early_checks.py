"""Checks of paths at the start of a command, before slow imports."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.core.errors import OutputError, Problem, ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def refuse_early(
    *,
    new: Iterable[Path | None] = (),
    read: Iterable[Path | None] = (),
    replaced: Path | None = None,
) -> None:
    """Raise an error for paths that cannot be written or read.

    The paths are checked again when they are used; here the user gets the error at once.

    Parameters
    ----------
    new
        Files and directories that will be created, and must not exist.
    read
        Directories of results that will be read.
    replaced
        A file that will be written, and may exist.

    Raises
    ------
    ResultsError
        If a new path exists already, or none of the directories to read is a result.
    OutputError
        If a path cannot be written.
    """
    made = [path for path in new if path is not None]
    problems = [
        Problem(str(path), "", "exists already, and no result is overwritten; choose another name")
        for path in made
        if _exists(path)
    ]
    problems += _unreadable([path for path in read if path is not None])
    if problems:
        raise ResultsError(problems)
    for path in [*made, *([replaced] if replaced else [])]:
        _check_parent(path)


def _unreadable(results: list[Path]) -> list[Problem]:
    """Return the problems if none of the results can be read.

    If one can be read, loading it may find more problems, which are then reported together.
    """
    none = [path for path in results if not (path / "manifest.json").is_file()]
    if len(none) < len(results) and all(map(_has_siblings, none)):
        return []
    message = "is not the directory of a run: it has no complete manifest.json"
    return [
        Problem(str(path), "", message if os.path.lexists(path) else "does not exist")
        for path in none
    ]


def _has_siblings(path: Path) -> bool:
    """Return whether a path has siblings: ``/`` and a link to itself have none."""
    try:
        return bool(path.resolve().name)
    except (OSError, RuntimeError):
        return False


def _exists(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be written: {_reason(error)}") from None
    return True


def _check_parent(path: Path) -> None:
    """Raise an error for a path whose nearest existing parent is not a writable directory."""
    for parent in path.absolute().parents:
        if not _exists(parent):
            continue
        if not parent.is_dir():
            raise OutputError(f"{path}: cannot be written: {parent} is not a directory")
        if not os.access(parent, os.W_OK | os.X_OK):
            raise OutputError(f"{path}: cannot be written: no permission to write to {parent}")
        return


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
