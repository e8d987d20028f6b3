"""Compiled functions, and the cache of their machine code.

numba caches compiled code by the file of a function only, not by the files of the functions
and constants that it uses. So the cache folder is named after all sources of the code: after
an update, another folder is used. It is in the first of these directories that can be written:

1. in the directory of ``NUMBA_CACHE_DIR``, if that is set
2. in ``__pycache__`` beside the sources
3. in the user's directory for caches
4. in a directory of the user below that for temporary files

Where none can be written, every process compiles the code.
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
"""Bytes that must fit into a new folder: twice the size of the code."""
_MOST_FOLDERS = 4
"""Folders that one directory keeps, for several versions used in turn."""
_UNUSED_S = 3600
"""Folders used within so many seconds are kept as well: a process may still write there."""


class CacheFolder(NamedTuple):
    """The folder of compiled code."""

    folder: Path | None
    """None if there is none."""
    note: str = ""
    """Message for the user; empty in the usual case."""


def cached(**options: Any) -> Callable[[Any], Any]:
    """Return a decorator that compiles a function, and caches its code.

    Parameters
    ----------
    options
        Of ``numba.njit``. Compiled functions release the global interpreter lock.
    """

    def decorate(function: Any) -> Any:
        folder = cache_folder().folder
        with _numba_caches_in(folder):
            return njit(cache=folder is not None, nogil=True, **options)(function)

    return decorate


@contextmanager
def _numba_caches_in(folder: Path | None) -> Iterator[None]:
    """Make numba use a folder as the cache of the functions that are declared in this context."""
    changed = {"CACHE_DIR": str(folder or ""), "CACHE_LOCATOR_CLASSES": ""}
    before = {name: getattr(config, name) for name in changed if hasattr(config, name)}
    try:
        for name in before:
            setattr(config, name, changed[name])
        yield
    finally:
        for name, value in before.items():
            setattr(config, name, value)


@cache
def cache_folder() -> CacheFolder:
    """Return the folder of compiled code of this process."""
    return choose(digest_of(sources()), candidates())


def sources() -> list[Path]:
    """Return the files whose functions and constants are compiled."""
    beside = [
        "core/clock.py",
        "core/compile_cache.py",
        "core/quantiles.py",
        "day/wait_counts.py",
        "turnout/compiled_arrivals.py",
        "turnout/compiled_sampling.py",
        "turnout/compiled_words.py",
        "voting/compiled_marks.py",
    ]
    compiled = sorted((_HERE / "day" / "compiled").glob("*.py"))
    return [*compiled, *(_HERE / name for name in beside)]


def digest_of(files: Iterable[Path]) -> str:
    """Return a digest of the sources and versions of compiled code, 16 letters.

    numba itself distinguishes processors.
    """
    versions = (sys.version, platform.machine(), numba_version, llvmlite.__version__)
    digest = hashlib.sha256("\n".join([*versions, np.__version__]).encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\n{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def candidates() -> list[Path]:
    """Return the directories in which the folder may be, the best first."""
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
    """Return the user's directory for temporary files; None if there is none."""
    try:
        above = Path(tempfile.gettempdir())
    except OSError:
        return None
    return above / f"saylau-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"


def _user_caches() -> Path | None:
    """Return the user's cache directory; None without a home."""
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
    # A home that does not exist, as /nonexistent in a container, is not created.
    if not home.is_dir():
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def choose(name: str, among: list[Path]) -> CacheFolder:
    """Return the folder in the first directory that can be written.

    Parameters
    ----------
    name
        Digest of the sources.
    among
        Directories, the best first. Code found in one that cannot be written, as from an
        installation by another user, is copied to the chosen folder.
    """
    folders = [directory / f"{_PREFIX}{name}" for directory in among]
    chosen = next((folder for folder in folders if _is_writable(folder)), None)
    if chosen is None:
        return CacheFolder(None, (
            "there is no directory for compiled code, so every process compiles the model again, "
            "which takes half a minute; set NUMBA_CACHE_DIR to a directory that can be written"
        ))  # fmt: skip
    for other in folders[: folders.index(chosen)]:
        with suppress(OSError):
            shutil.copytree(other, chosen, dirs_exist_ok=True, copy_function=_copy_missing)
    if chosen.parent != _for_temporary_files():
        return CacheFolder(chosen)
    return CacheFolder(chosen, (
        f"compiled code is in {chosen.parent}, as {among[0]} cannot be written; "
        "set NUMBA_CACHE_DIR to another directory"
    ))  # fmt: skip


def _copy_missing(source: str, target: str) -> None:
    if not Path(target).exists():
        shutil.copyfile(source, target)


def _is_writable(folder: Path) -> bool:
    """Return whether a folder can be written; it is made if it does not exist."""
    try:
        if folder.is_dir():
            os.utime(folder)
            return os.access(folder, os.W_OK | os.X_OK) and _is_ours(folder.parent)
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _is_ours(folder.parent):
            return False
        # A full disk accepts empty files, so some bytes are written.
        with tempfile.TemporaryFile(dir=folder.parent) as file:
            file.write(bytes(_ROOM))
        folder.mkdir(exist_ok=True)
    except OSError:
        return False
    _remove_unused(folder)
    return True


def _is_ours(directory: Path) -> bool:
    """Return whether no other user can have written into a directory for temporary files.

    Cached code is executed, so files of other users in ``/tmp`` must not be loaded.
    """
    if directory != _for_temporary_files() or not hasattr(os, "getuid"):
        return True
    about = directory.lstat()
    return (
        stat.S_ISDIR(about.st_mode)
        and about.st_uid == os.getuid()
        and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _remove_unused(folder: Path) -> None:
    """Remove the folders of earlier versions beside a new one, except the last few."""
    with suppress(OSError):
        others = [other for other in folder.parent.glob(f"{_PREFIX}*") if other != folder]
        by_use = sorted(others, key=lambda other: other.stat().st_mtime, reverse=True)
        for other in by_use[_MOST_FOLDERS - 1 :]:
            if time.time() - other.stat().st_mtime > _UNUSED_S:
                shutil.rmtree(other, ignore_errors=True)
