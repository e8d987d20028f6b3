"""Compiled functions, and where their machine code is kept from one process to the next.

numba keeps what it compiled, but looks only at the file of a function, not at the files of
what it calls, nor at constants from elsewhere. So the folder is named by all that the code
is made of: after an update, another folder is used. It is the first of these that works:

1. in the directory of ``NUMBA_CACHE_DIR``, if that is set
2. in ``__pycache__`` beside the sources
3. in the user's directory for caches
4. in a directory of the user below that for temporary files

Where none can be written, every process compiles for itself.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import stat
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import llvmlite
import numpy as np
from numba import __version__ as numba_version
from numba import config, njit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HERE = Path(__file__).parents[1]
_PREFIX = "compiled-"
_ROOM = 8 << 20
"""Bytes that must fit into a new folder: twice what the code takes."""
_KEPT = 4
"""So many folders are kept in one place, for several versions that take turns ..."""
_UNUSED_S = 3600
"""... and those that were used within the last hour, as a process may still write there."""


class Place(NamedTuple):
    """Where compiled code is kept."""

    folder: Path | None
    """None if nowhere."""
    note: str = ""
    """What a user should know about it; empty in the usual case."""


def cached(**options: Any) -> Callable[[Any], Any]:
    """Return a decorator that compiles a function, and keeps its code for the next process.

    Parameters
    ----------
    options
        Of ``numba.njit``. Compiled functions let other threads run.
    """

    def decorate(function: Any) -> Any:
        folder = place().folder
        with _numba_keeps_in(folder):
            return njit(cache=folder is not None, nogil=True, **options)(function)

    return decorate


@contextmanager
def _numba_keeps_in(folder: Path | None) -> Iterator[None]:
    """Let numba keep the code of functions that are declared inside in a folder."""
    ours = {"CACHE_DIR": str(folder or ""), "CACHE_LOCATOR_CLASSES": ""}
    theirs = {name: getattr(config, name) for name in ours if hasattr(config, name)}
    try:
        for name in theirs:
            setattr(config, name, ours[name])
        yield
    finally:
        for name, value in theirs.items():
            setattr(config, name, value)


@cache
def place() -> Place:
    """Return where this process keeps compiled code."""
    return choose(made_of(sources()), candidates())


def sources() -> list[Path]:
    """Return the files whose functions and constants are in the compiled code."""
    beside = [
        "core/clock.py",
        "core/compile_cache.py",
        "core/quantiles.py",
        "turnout/compiled_sampling.py",
    ]
    compiled = sorted((_HERE / "day" / "compiled").glob("*.py"))
    return [*compiled, *(_HERE / name for name in beside)]


def made_of(files: Iterable[Path]) -> str:
    """Return a name for what compiled code is made of: files and versions, as 16 letters.

    numba itself tells processors apart.
    """
    versions = (sys.version, platform.machine(), numba_version, llvmlite.__version__)
    digest = hashlib.sha256("\n".join([*versions, np.__version__]).encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def candidates() -> list[Path]:
    """Return the directories that may hold folders of compiled code, the best first."""
    found = [_HERE / "__pycache__"]
    given = str(vars(config).get("CACHE_DIR", ""))
    if given:
        found.insert(0, Path(given))
    home = _user_caches()
    if home is not None:
        found.append(home / "saylau")
    temporary = _for_temporary_files()
    if temporary is not None:
        found.append(temporary)
    return found


def _for_temporary_files() -> Path | None:
    """Return the user's directory below that for temporary files; None if there is none."""
    try:
        above = Path(tempfile.gettempdir())
    except OSError:
        return None
    return above / f"saylau-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"


def _user_caches() -> Path | None:
    """Return the user's directory for caches; None without a home."""
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA", "")
        return Path(local) if local and Path(local).is_dir() else None
    given = os.environ.get("XDG_CACHE_HOME", "")
    if given and Path(given).is_absolute():
        return Path(given)
    try:
        home = Path.home()
    except RuntimeError:
        return None
    # A home that is not there is none: `/nonexistent` of a container is not to be made.
    if not home.is_dir():
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def choose(name: str, among: list[Path]) -> Place:
    """Return the first place that can be written.

    Parameters
    ----------
    name
        What the code is made of.
    among
        Directories, the best first. Code that is found in one that cannot be written, as
        whoever installed it may have left it, is copied to the place that is chosen.
    """
    folders = [directory / f"{_PREFIX}{name}" for directory in among]
    chosen = next((folder for folder in folders if _can_keep_in(folder)), None)
    if chosen is None:
        return Place(None, (
            "compiled code cannot be kept anywhere, so that every process compiles the model "
            "anew, which takes half a minute; NUMBA_CACHE_DIR may name a directory for it"
        ))  # fmt: skip
    for other in folders[: folders.index(chosen)]:
        with suppress(OSError):
            shutil.copytree(other, chosen, dirs_exist_ok=True, copy_function=_copy_missing)
    if chosen.parent != _for_temporary_files():
        return Place(chosen)
    return Place(chosen, (
        f"compiled code is kept in {chosen.parent}, as {among[0]} cannot be written; "
        "NUMBA_CACHE_DIR may name a better place"
    ))  # fmt: skip


def _copy_missing(source: str, target: str) -> None:
    if not Path(target).exists():
        shutil.copyfile(source, target)


def _can_keep_in(folder: Path) -> bool:
    """Tell whether code can be kept in a folder, which is made if it is not there."""
    try:
        if folder.is_dir():
            os.utime(folder)
            return os.access(folder, os.W_OK | os.X_OK) and _is_ours(folder.parent)
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder.parent):
            return False
        # A full disk takes empty files, so that only this tells.
        with tempfile.TemporaryFile(dir=folder.parent) as file:
            file.write(bytes(_ROOM))
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    _forget_unused(folder)
    return True


def _is_ours(directory: Path) -> bool:
    """Tell whether nobody else can have put anything into a directory for temporary files.

    Code that is loaded is run: what others put into ``/tmp`` must not be.
    """
    if directory != _for_temporary_files() or not hasattr(os, "getuid"):
        return True
    about = directory.lstat()
    return (
        stat.S_ISDIR(about.st_mode)
        and about.st_uid == os.getuid()
        and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _forget_unused(folder: Path) -> None:
    """Remove folders of earlier versions beside a new one, but for the last few."""
    with suppress(OSError):
        others = [other for other in folder.parent.glob(f"{_PREFIX}*") if other != folder]
        by_use = sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)
        for other in by_use[_KEPT - 1 :]:
            if time.time() - other.stat().st_mtime > _UNUSED_S:
                shutil.rmtree(other, ignore_errors=True)
