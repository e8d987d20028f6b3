"""What is run, written beside its finished parts: so that only the same job goes on with them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ResultsError
from sim.results.lock import hold
from sim.results.placement import refused, sync, write_synced
from sim.results.reading import read_regular
from sim.results.shapes import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

JOB = "job.json"
_LARGEST = 64 * 1024 * 1024
_SHOWN = 10
"""So many differences to another run are named."""


class InTheWayError(ResultsError):
    """The folder of unfinished work is there already: another name may do."""


def begin_job(folder: Path, about: Mapping[str, Any], *, durable: bool = True) -> None:
    """Make the directory of what is begun.

    Parameters
    ----------
    folder
        New.
    about
        All that its result depends on, as JSON has it.
    durable
        Whether it must outlast a power cut.

    Raises
    ------
    InTheWayError
        If it is there already.
    OutputError
        If the disk refuses.
    """
    text = json.dumps(about, ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        message = "is there already; go on with it by --resume, or choose another name"
        raise InTheWayError([Problem(str(folder), "", message)]) from None
    except OSError as error:
        raise refused(folder, error) from None
    try:
        write_synced(folder / JOB, text.encode("utf-8"), durable=durable)
        if durable:
            sync(folder.parent)
        hold(folder, JOB)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise refused(folder, error) from None
        raise


def go_on_with_job(folder: Path, about: Mapping[str, Any]) -> None:
    """Take up what was interrupted, if it is the same.

    Raises
    ------
    ResultsError
        If it is not there, another process is at work on it, or it is another; names each
        difference.
    """
    hold(folder, JOB)
    try:
        found = parse_json(read_regular(folder / JOB, _LARGEST))
        entries = dict(_entries(found))
    except (OSError, ValueError, AttributeError):
        message = "is no unfinished run that could be gone on with"
        raise ResultsError([Problem(str(folder), "", message)]) from None
    wanted = dict(_entries(about))
    problems = [
        Problem(
            str(folder / JOB),
            key,
            f"is {entries.get(key, 'missing')}; this run has {wanted.get(key, 'none')}",
        )
        for key in sorted(entries.keys() | wanted.keys())
        if entries.get(key) != wanted.get(key)
    ]
    if len(problems) > _SHOWN:
        more = f"and {len(problems) - _SHOWN:,} more differences"
        problems[_SHOWN:] = [Problem(str(folder / JOB), "", more)]
    if problems:
        raise ResultsError(problems)


def forget_half_written(folder: Path) -> None:
    """Remove what was being written when it broke off; the folder is ours alone."""
    for path in folder.glob("*.writing"):
        path.unlink(missing_ok=True)


def _entries(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield dotted keys and values of nested tables; a value as JSON, short."""
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _entries(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", json.dumps(value, ensure_ascii=False)
