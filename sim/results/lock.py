"""One process at a time works on what is unfinished.

The system forgets a lock with the process that holds it, so a crash leaves none behind.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sim.core.errors import Problem, ResultsError

try:
    import fcntl
except ImportError:  # Windows: nothing keeps two processes apart
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from pathlib import Path

_held: dict[Path, int] = {}
"""Open files by folder: this process works there."""


def hold(folder: Path, file: str) -> None:
    """Take a folder for this process, which may have it already.

    Parameters
    ----------
    folder
        What is worked on.
    file
        One of its files, which is locked; on a disk without locks nothing is.

    Raises
    ------
    ResultsError
        If another process has it.
    """
    folder = folder.absolute()
    let_go(folder)
    if fcntl is None:
        return
    try:
        opened = os.open(folder / file, os.O_RDWR)
    except OSError:
        return  # It is not there, or is not ours: whoever reads or writes it says so.
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        message = "another process is at work on it; wait for its end, or stop it"
        raise ResultsError([Problem(str(folder), "", message)]) from None
    except OSError:
        os.close(opened)
    else:
        _held[folder] = opened


def let_go(folder: Path) -> None:
    """Give a folder back, if this process has it."""
    opened = _held.pop(folder.absolute(), None)
    if opened is not None:
        os.close(opened)
