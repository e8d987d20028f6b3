"""Finished parts of a result on its way: files that say of which job and which part they are.

A record is four lines and then what was kept::

    saylau record 2
    job SHA-256 of what job.json says
    part NAME, the name of the file without its ending
    sha256 SHA-256 of the three lines above and of all that follows this one

So one of another run, or under another name, is not believed.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ResultsError
from sim.results.placement import refused, write_synced
from sim.results.reading import read_regular

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD = ".record"
_MARK = b"saylau record 2"
_N_LINES = 4
_LARGEST = 1 << 34
"""A record of more bytes is none of ours: a country of 100 million has 41 million."""


class Foreign(Exception):  # noqa: N818  whoever reads records lists all of them
    """A whole record, but of another job or another part."""


def digest_of_job(about: Mapping[str, Any]) -> str:
    """Return what tells a job from all others: the SHA-256 of all that its result depends on."""
    text = json.dumps(about, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def keep_record(path: Path, job: str, content: bytes, *, durable: bool = True) -> None:
    """Keep a finished part.

    Parameters
    ----------
    path
        Of the record; its name is that of the part.
    job
        As :func:`digest_of_job` names it.
    content
        What to keep.
    durable
        Whether it must outlast a power cut: not so where all is forgotten with the process.

    Raises
    ------
    OutputError
        If the disk refuses.
    """
    head = _head(job, path.name.removesuffix(RECORD))
    try:
        write_synced(path, b"".join([head, _sealed(head, content), content]), durable=durable)
    except OSError as error:
        raise refused(path.parent, error) from None


def read_record(path: Path, job: str) -> bytes | None:
    """Read a finished part; None if it is damaged.

    Raises
    ------
    Foreign
        If it is whole, but of another job, or was kept under another name.
    ResultsError
        If it cannot be read at all.
    """
    try:
        whole = read_regular(path, _LARGEST)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise ResultsError([Problem(str(path), "", message)]) from None
    lines = whole.split(b"\n", _N_LINES)
    if len(lines) <= _N_LINES or lines[0] != _MARK:
        return None
    head, content = b"".join(line + b"\n" for line in lines[: _N_LINES - 1]), lines[_N_LINES]
    if lines[_N_LINES - 1] + b"\n" != _sealed(head, content):
        return None
    part = path.name.removesuffix(RECORD)
    if head != _head(job, part):
        named = lines[2].removeprefix(b"part ").decode("utf-8", "replace")
        of_other = lines[1] != f"job {job}".encode()
        raise Foreign("is of another run" if of_other else f"is {named}{RECORD}, renamed")
    return content


def _head(job: str, part: str) -> bytes:
    return b"%s\njob %s\npart %s\n" % (_MARK, job.encode(), part.encode("utf-8", "replace"))


def _sealed(head: bytes, content: bytes) -> bytes:
    digest = hashlib.sha256(head)
    digest.update(content)
    return f"sha256 {digest.hexdigest()}\n".encode()
