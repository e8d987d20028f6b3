"""Records: files that contain one finished part of a job, with the names of job and part.

A record has four lines, followed by the content::

    saylau record 2
    job SHA-256 of the job
    part NAME, the name of the file without its ending
    sha256 SHA-256 of the three lines above and of all that follows this one

So a record of another job, and a record that was renamed, are recognised.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sim.core.errors import Problem, ResultsError
from sim.results.file_checks import read_regular
from sim.results.placement import write_error, write_synced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.core.types import Json

RECORD = ".record"
_MARK = b"saylau record 2"
_N_LINES = 4
_LARGEST = 1 << 34
"""Maximum size of a record in bytes; that of a country with 100 million voters has 41 million."""


class ForeignRecord(Exception):  # noqa: N818  the caller collects them in one error
    """A record is undamaged, but belongs to another job or another part."""


def job_digest(job: Mapping[str, Json]) -> str:
    """Return the SHA-256 of a job, which has everything that its result depends on."""
    text = json.dumps(job, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def write_record(path: Path, job: str, content: bytes, *, durable: bool = True) -> None:
    """Write a record.

    Parameters
    ----------
    path
        The file of the record, which is named after the part.
    job
        Digest of the job: see :func:`job_digest`.
    content
        The content of the part.
    durable
        Whether the file is synced to the disk, so that it survives a power cut.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    head = _head(job, path.name.removesuffix(RECORD))
    try:
        write_synced(path, b"".join([head, _sealed(head, content), content]), durable=durable)
    except OSError as error:
        raise write_error(path.parent, error) from None


def read_record(path: Path, job: str) -> bytes | None:
    """Return the content of a record; None if it is damaged.

    Raises
    ------
    ForeignRecord
        If it is undamaged, but belongs to another job or another part.
    ResultsError
        If the operating system refuses to read it.
    """
    try:
        record = read_regular(path, _LARGEST)
    except OSError as error:
        message = f"the record cannot be read: {error.strerror or error}"
        raise ResultsError([Problem(str(path), "", message)]) from None
    lines = record.split(b"\n", _N_LINES)
    if len(lines) <= _N_LINES or lines[0] != _MARK:
        return None
    head, content = b"".join(line + b"\n" for line in lines[: _N_LINES - 1]), lines[_N_LINES]
    if lines[_N_LINES - 1] + b"\n" != _sealed(head, content):
        return None
    part = path.name.removesuffix(RECORD)
    if head != _head(job, part):
        named = lines[2].removeprefix(b"part ").decode("utf-8", "replace")
        of_other = lines[1] != f"job {job}".encode()
        raise ForeignRecord("is of another run" if of_other else f"is {named}{RECORD}, renamed")
    return content


def _head(job: str, part: str) -> bytes:
    return b"%s\njob %s\npart %s\n" % (_MARK, job.encode(), part.encode("utf-8", "replace"))


def _sealed(head: bytes, content: bytes) -> bytes:
    digest = hashlib.sha256(head)
    digest.update(content)
    return f"sha256 {digest.hexdigest()}\n".encode()
