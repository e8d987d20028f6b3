"""What can be refused at once, before a command loads anything that takes time."""

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
    """Refuse places that cannot be written, or read.

    Whoever writes looks again: this only saves the time until then.

    Parameters
    ----------
    new
        What is to be made, and must not be there.
    read
        Results that are to be read.
    replaced
        File that may be there.

    Raises
    ------
    ResultsError
        If a new one is there already, or none that is to be read is one; lists all.
    OutputError
        If a place cannot be written to.
    """
    made = [path for path in new if path is not None]
    problems = [
        Problem(
            str(path), "", "is there already, and no result is overwritten; choose another name"
        )
        for path in made
        if _is_there(path)
    ]
    problems += _unreadable([path for path in read if path is not None])
    if problems:
        raise ResultsError(problems)
    for path in [*made, *([replaced] if replaced else [])]:
        _check_above(path)


def _unreadable(results: list[Path]) -> list[Problem]:
    """Return what is wrong if none of some results can be read.

    If one can, whoever reads it may find more, and says all of it at once.
    """
    none = [path for path in results if not (path / "manifest.json").is_file()]
    if len(none) < len(results) and all(map(_has_a_name, none)):
        return []
    message = "is not the directory of a run: it has no whole manifest.json"
    return [Problem(str(path), "", message) for path in none]


def _has_a_name(path: Path) -> bool:
    """Tell whether something can be put beside a path: not if it is ``/``, or a link to itself."""
    try:
        return bool(path.resolve().name)
    except (OSError, RuntimeError):
        return False


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError) as error:
        raise OutputError(f"{path}: cannot be written: {_reason(error)}") from None
    return True


def _check_above(path: Path) -> None:
    """Refuse a place whose nearest directory is none, or is not ours to write to."""
    for above in path.absolute().parents:
        if not _is_there(above):
            continue
        if not above.is_dir():
            raise OutputError(f"{path}: cannot be written: {above} is no directory")
        if not os.access(above, os.W_OK | os.X_OK):
            raise OutputError(f"{path}: cannot be written: {above} is read-only for you")
        return


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
