"""Locks, so that only one process at a time works on a checkpoint.

The operating system releases a lock when the process that holds it ends, however it ends.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.core.errors import Problem, ResultsError

try:
    import fcntl
except ImportError:  # Windows: no locks
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pathlib import Path

_locked: dict[Path, int] = {}
"""Descriptors of the open files by folder that this process has locked."""


def lock(folder: Path, file: str) -> None:
    """Lock a folder for this process, which may have locked it already.

    Nothing is locked where the operating system or the disk has no locks.

    Parameters
    ----------
    folder
        The folder to lock.
    file
        The name of a file in it, to which the lock is attached.

    Raises
    ------
    ResultsError
        If another process has locked it.
    """
    folder = folder.absolute()
    unlock(folder)
    if fcntl is None:
        return
    try:
        opened = os.open(folder / file, os.O_RDWR)
    except OSError:
        return  # Missing or not accessible: the caller gets the error when it reads the file.
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        message = "another process works on this checkpoint; wait until it ends, or stop it"
        raise ResultsError([Problem(str(folder), "", message)]) from None
    except OSError:
        os.close(opened)
    else:
        _locked[folder] = opened


def unlock(folder: Path) -> None:
    """Unlock a folder, if this process has locked it."""
    opened = _locked.pop(folder.absolute(), None)
    if opened is not None:
        os.close(opened)
