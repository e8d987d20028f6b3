"""The files of a result: they exist, are inside its directory, and are those that were written."""

from __future__ import annotations

import hashlib
import stat
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ResultsError
from sim.results.saving import MANIFEST, SUMMARY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

_CHUNK = 1024 * 1024


def read_files(
    directory: Path,
    manifest: Mapping[str, Any],
    only: Collection[str] | None,
    *,
    keep: bool = True,
) -> dict[str, bytes]:
    """Check the files that a manifest lists; return the contents of the summary and the tables.

    Parameters
    ----------
    directory
        Of the result.
    manifest
        Its entries ``sha256`` and, if it has sizes, ``bytes``.
    only
        Names of the files besides the summary; None for all.
    keep
        Whether to return contents; else they are checked alone.

    Raises
    ------
    ResultsError
        If a file is missing, cannot be read, or is not the one that was written; lists all.
    """
    problems: list[Problem] = []
    contents: dict[str, bytes] = {}
    sizes = manifest.get("bytes", {})
    for name, expected in manifest["sha256"].items():
        if only is not None and name not in {SUMMARY, *only}:
            continue
        path = directory / name
        try:
            digest, content = _checked(
                directory, name, sizes.get(name),
                keep=keep and (name == SUMMARY or is_table(name)),
            )  # fmt: skip
        except FileNotFoundError:
            problems.append(Problem(str(path), "", "is missing"))
        except _FileError as error:
            problems.append(Problem(str(path), "", str(error)))
        except OSError as error:
            problems.append(Problem(str(path), "", f"cannot be read: {error.strerror or error}"))
        else:
            contents[name] = content
            if digest != expected:
                problems.append(Problem(str(path), "", f"differs from {MANIFEST}"))
    if problems:
        raise ResultsError(problems)
    return contents


class _FileError(Exception):
    """A path cannot be the file that was written."""


def _checked(directory: Path, name: str, size: int | None, *, keep: bool) -> tuple[str, bytes]:
    """Return the hash of a file, and its content if ``keep``."""
    path = directory / name
    try:
        found = path.stat()
        real, inside = path.resolve(strict=True), directory.resolve(strict=True)
    except RuntimeError:  # links in a circle; raised before Python 3.13
        raise _FileError("is a link to itself") from None
    if not stat.S_ISREG(found.st_mode):
        raise _FileError("is not a regular file")
    if not real.is_relative_to(inside):
        raise _FileError("is a link to a file outside the directory")
    if size is not None and found.st_size != size:
        raise _FileError(f"differs from {MANIFEST}")
    digest, parts = hashlib.sha256(), []
    with path.open("rb") as file:
        # No more than the size found above, as the file may be growing.
        for _ in range(-(-found.st_size // _CHUNK)):
            part = file.read(_CHUNK)
            digest.update(part)
            if keep:
                parts.append(part)
    return digest.hexdigest(), b"".join(parts)


def is_table(name: str) -> bool:
    """Return whether a file of a result is a table."""
    return name.endswith(".csv") and "/" not in name


def is_inside(name: str) -> bool:
    r"""Return whether a name in a manifest refers to a file in its directory.

    >>> is_inside("figures/night.png")
    True
    >>> any(map(is_inside, ["/dev/zero", "../x", "a/../../x", "", r"a\b", "c:x", "manifest.json"]))
    False
    """
    plain = PurePosixPath(name)
    strange = any(sign in name for sign in "\\:\0")
    return (
        bool(name) and not strange and not plain.is_absolute() and ".." not in plain.parts
        and plain.as_posix() == name and name not in {".", MANIFEST}
    )  # fmt: skip


def read_regular(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most ``most`` bytes.

    Raises
    ------
    OSError
        If it does not exist, cannot be read, is not a regular file, or is larger.
    """
    try:
        found = path.stat()
    except ValueError as error:  # a name with a zero byte
        raise OSError(str(error)) from None
    if not stat.S_ISREG(found.st_mode) or found.st_size > most:
        raise OSError(f"is not a regular file of at most {most:,} bytes")
    with path.open("rb") as file:
        # Not read(most), which would allocate so much memory.
        return file.read(found.st_size)
