"""Digests of the files of a pack, so that a result names its election without holding it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sim.core.errors import PackError, Problem
from sim.core.paths import label
from sim.pack.files.declared import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Stamp = tuple[tuple[str, int, int, int], ...]


def pack_digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a pack by name.

    Raises
    ------
    PackError
        If a file cannot be read.
    """
    found = {}
    for name, path in _files(folder):
        try:
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            raise PackError([Problem(label(path), "", message)]) from None
    return found


def pack_stamp(folder: Path) -> Stamp:
    """Return what the file system knows of each file of a pack: it differs if one was edited."""
    found = []
    for name, path in _files(folder):
        try:
            about = path.stat()
        except OSError:
            continue
        found.append((name, about.st_mtime_ns, about.st_size, about.st_ino))
    return tuple(found)


def changed_files(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the files of a pack that are not those that a run began with, each with a sentence.

    >>> [(name, text[:11]) for name, text in changed_files({"sites.csv": "a"}, {"sites.csv": "c"})]
    [('sites.csv', 'was changed')]
    """
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            what = "added" if name not in before else "changed" if name in now else "removed"
            yield name, f"was {what} since this run began: put back what was there, or run anew"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of the files of a pack that are there, in the order of FILES."""
    for name in FILES:
        try:
            if (folder / name).is_file():
                yield name, folder / name
        except (OSError, ValueError):  # such as a name that is too long or has a zero byte
            return
