"""Saving of a pack: all files under a temporary name, checked, then moved into place.

So a folder that exists is complete, none is overwritten, and one that is refused leaves nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from typing import TYPE_CHECKING

from sim.core.errors import OutputError, PackError, Problem
from sim.core.interrupts import interrupts_held

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_EXISTS = "exists already, and no pack is overwritten; choose another name"
_LONGEST_NAME = 60
"""Characters of the name of a pack."""
_LONGEST = 150
"""Characters of a name that its temporary name copies; file systems allow some more."""


def pack_name(folder: Path) -> str:
    """Return the name of a pack in a folder: that of the folder, as far as a name may hold it.

    >>> from pathlib import Path
    >>> pack_name(Path("a/town")), pack_name(Path("Æ 7 (New)")), pack_name(Path("№"))
    ('town', '7-new', 'election')
    """
    words = re.findall(r"[a-z0-9_]+", folder.name.lower())
    return "-".join(words)[:_LONGEST_NAME].strip("-_") or "election"


def check_new(folder: Path) -> None:
    """Raise an error if a folder exists already, or cannot be there.

    Raises
    ------
    PackError
        If it exists, be it empty.
    OutputError
        If no file can have that name.
    """
    try:
        folder.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from None
    raise PackError.single(str(folder), "", _EXISTS)


def save_folder(
    folder: Path, files: Mapping[str, str], check: Callable[[Path], object] | None = None
) -> None:
    """Save texts as the files of a new folder.

    Parameters
    ----------
    folder
        The folder, which must not exist.
    files
        Content of the files, by path inside the folder, with ``/``.
    check
        Called with the temporary folder when all files are in it; if it raises an error, nothing
        is left.

    Raises
    ------
    PackError
        If the folder exists, or ``check`` refuses it; the message names the final folder.
    OutputError
        If it cannot be written.
    """
    check_new(folder)
    made = [parent for parent in folder.absolute().parents if not parent.exists()]
    partial = folder.absolute().parent / f".{folder.name[:_LONGEST]}.partial-{os.getpid()}"
    try:
        partial.mkdir(parents=True)
        for name, text in files.items():
            _write(partial / name, text)
        if check is not None:
            check(partial)
        with interrupts_held():
            _move(partial, folder)
    except PackError as error:
        raise PackError(_renamed(one, partial, folder) for one in error.problems) from None
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from None
    finally:
        _remove(partial, made)


def _remove(partial: Path, made: list[Path]) -> None:
    """Remove what is left of the temporary folder, and folders made for it that are empty."""
    shutil.rmtree(partial, ignore_errors=True)
    for parent in made:
        with contextlib.suppress(OSError):  # not empty: the pack is in it
            parent.rmdir()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _move(partial: Path, folder: Path) -> None:
    """Move a folder to a free name; of several processes only one succeeds."""
    try:
        if os.name == "posix":
            folder.mkdir()  # only one process can; an empty folder may be replaced
        partial.replace(folder)
    except FileExistsError:
        raise PackError.single(str(folder), "", _EXISTS) from None


def _renamed(problem: Problem, partial: Path, folder: Path) -> Problem:
    """Return a problem with a file of the temporary folder as one of the final folder."""
    _, inside, name = problem.where.partition(partial.name)
    return Problem(f"{folder}{name}", problem.key, problem.message) if inside else problem


def _unwritable(folder: Path, error: OSError | ValueError) -> OutputError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return OutputError(f"{folder}: cannot be written: {reason}")
