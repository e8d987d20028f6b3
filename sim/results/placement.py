"""Files and directories of results: free names, atomic moves, removal of unfinished files.

Files are written under a temporary name, ``.NAME.partial-HOST-PROCESS``, and moved when they
are complete and synced to the disk. The move begins by creating an empty file or directory of
the final name, which only one of several processes can do; so no finished result is lost or
replaced.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import time
from itertools import chain, count
from typing import TYPE_CHECKING

from sim.core.errors import OutputError, Problem, ResultsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def _host() -> str:
    """Return an identifier of this machine and of the numbering of its processes.

    Containers may have the name of their machine and still number their processes separately.
    """
    try:
        numbering = os.readlink("/proc/self/ns/pid")  # noqa: PTH115  no path
    except OSError:  # not Linux: one numbering
        numbering = ""
    return re.sub(r"[^a-z0-9]+", "", platform.node().lower()[:24] + numbering) or "host"


_HOST = _host()
_TEMPORARY = re.compile(r"\..+\.(?:partial|probe)-(?:(?P<host>[a-z0-9]+)-)?(?P<process>[0-9]+)")
_OLD_S = 7 * 24 * 3600
"""Temporary files of another machine are removed if they were not modified for this long."""
_LONGEST = 255
"""Maximum length of a file name, in bytes."""
EXISTS = "exists already, and no result is overwritten; choose another name"
"""Message for a name that is not free."""


def exists_error(path: Path) -> ResultsError:
    """Return the error for a name that is not free."""
    return ResultsError([Problem(str(path), "", EXISTS)])


def write_error(path: Path, error: OSError) -> OutputError:
    """Return the error for a path that the operating system refuses to write."""
    return OutputError(f"{path}: cannot be written: {error.strerror or error}")


def numbered_names(wanted: Path, *, is_directory: bool) -> Iterator[Path]:
    """Yield a name, then the same name with ``-2``, ``-3``, ... appended.

    In the name of a file the number precedes the suffixes; the name of a directory has none.

    Examples
    --------
    >>> from pathlib import Path
    >>> names = numbered_names(Path("a/run.html"), is_directory=False)
    >>> next(names).name, next(names).name
    ('run.html', 'run-2.html')
    """
    yield wanted
    ending = "" if is_directory else "".join(wanted.suffixes)
    stem = wanted.name.removesuffix(ending)
    for number in count(2):
        yield wanted.with_name(f"{stem}-{number}{ending}")


def path_exists(path: Path) -> bool:
    """Return whether a path exists; a broken link counts as existing.

    Raises
    ------
    OSError
        If no file can have that name.
    """
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def free_directory(directory: Path, suffix: str = "") -> Path:
    """Return a directory that does not exist: the given one, or with ``-2``, ``-3``, ... appended.

    Parameters
    ----------
    directory
        The wanted directory.
    suffix
        A name is free only if the name with this suffix does not exist, either.
    """
    return next(
        name for name in numbered_names(directory, is_directory=True)
        if not path_exists(name) and not path_exists(name.with_name(name.name + suffix))
    )  # fmt: skip


def check_free(path: Path) -> None:
    """Raise an error if a new file or directory cannot be created under a name.

    Raises
    ------
    ResultsError
        If the name exists already.
    OutputError
        If its directory cannot be written to.
    """
    try:
        exists = path_exists(path)
    except OSError as error:
        raise write_error(path, error) from None
    except ValueError as error:  # a zero byte
        raise OutputError(f"{path}: cannot be written: {error}") from None
    if exists:
        raise exists_error(path)
    try:
        above = existing_parent(path)
        remove_leftovers(above)
        probe = above / _temporary(path, "probe")
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        raise write_error(path, error) from None


def existing_parent(path: Path) -> Path:
    """Return the nearest existing directory above a path."""
    return next(parent for parent in path.absolute().parents if parent.exists())


def partial_of(path: Path, above: Path | None = None) -> Path:
    """Return a temporary name for a path, in the same directory or in ``above``."""
    return (above or path.parent) / _temporary(path, "partial")


def _temporary(path: Path, what: str) -> str:
    ending = f".{what}-{_HOST}-{os.getpid()}"
    # A long name is shortened, which does no harm to a temporary one.
    room = _LONGEST - len(os.fsencode(ending)) - 1
    name = os.fsencode(path.name)[:room].decode("utf-8", "ignore")
    return f".{name}{ending}"


def remove_leftovers(folder: Path) -> None:
    """Remove the unfinished files in a folder whose processes have ended.

    Their names contain host and process. Files of another host, whose processes cannot be
    examined, are removed if they have not been modified for a week.
    """
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            match = _TEMPORARY.fullmatch(entry.name)
            if match is None or not _is_dead(match, entry):
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108  a link is not followed


def _is_dead(match: re.Match[str], entry: os.DirEntry[str]) -> bool:
    with contextlib.suppress(OSError):
        if time.time() - entry.stat(follow_symlinks=False).st_mtime > _OLD_S:
            return True
    # Windows has no signal that only tests whether a process exists.
    if match["host"] != _HOST or os.name != "posix":
        return False
    try:
        os.kill(int(match["process"]), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def move_into_place(partial: Path, wanted: Path, instead: Path | None = None) -> Path:
    """Move a complete file or directory to its final name; return that name.

    Parameters
    ----------
    partial
        A file or a directory, synced to the disk.
    wanted
        The final name, on the same disk.
    instead
        The name to use if that exists, with ``-2``, ``-3`` and so on appended if necessary; None
        if no other name may be used.

    Raises
    ------
    ResultsError
        If the name exists, and no other may be used.
    OSError
        If the operating system refuses.
    """
    is_directory = partial.is_dir()
    wanted.parent.mkdir(parents=True, exist_ok=True)
    others = () if instead is None else numbered_names(instead, is_directory=is_directory)
    for name in chain([wanted], others):
        try:
            _claim_and_move(partial, name, is_directory=is_directory)
        except FileExistsError:
            continue
        sync(wanted.parent)
        return name
    raise exists_error(wanted)


def _claim_and_move(partial: Path, name: Path, *, is_directory: bool) -> None:
    """Move a file or a directory to a free name; of several processes only one succeeds."""
    if is_directory and os.name != "posix":
        partial.rename(name)  # raises the error if the name exists
        return
    if is_directory:
        name.mkdir()
    else:
        name.open("xb").close()
    try:
        partial.replace(name)
    except BaseException:
        with contextlib.suppress(OSError):
            name.rmdir() if is_directory else name.unlink()
        raise


def sync(path: Path) -> None:
    """Wait until a file or a directory is written to the disk.

    Raises
    ------
    OSError
        If a file cannot be synced; a directory that cannot be synced raises no error.
    """
    is_directory = path.is_dir()
    if is_directory and os.name != "posix":
        return
    # Windows syncs only what is open for writing.
    opened = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(opened)
    except OSError:
        if not is_directory:
            raise
    finally:
        os.close(opened)


def sync_all(directory: Path) -> None:
    """Wait until a directory and everything in it is written to the disk.

    Raises
    ------
    OSError
        If a file cannot be synced.
    """
    for path in [*directory.rglob("*"), directory]:
        sync(path)


def write_synced(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file under a temporary name, sync it, and move it to its name.

    Parameters
    ----------
    path
        The file, which is replaced if it exists.
    content
        The content of the file.
    durable
        Whether to wait until it is written to the disk.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.writing")
    with partial.open("wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    partial.replace(path)
    if durable:
        sync(path.parent)
