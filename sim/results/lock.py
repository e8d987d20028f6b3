"""Locks: one process at a time works on a checkpoint.

The system releases a lock when the process that holds it ends, so a crash leaves none behind.
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
"""Open files by folder that this process has locked."""


def lock(folder: Path, file: str) -> None:
    """Lock a folder for this process, which may have locked it already.

    Parameters
    ----------
    folder
        To be locked.
    file
        One of its files, which carries the lock; on a disk without locks there is none.

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
        return  # Missing, or not accessible: reading or writing it will raise the error.
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        message = "another process works on this checkpoint; wait for its end, or stop it"
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
