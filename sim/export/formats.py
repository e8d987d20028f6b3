"""The formats that results are exported to, and how a file gets to its place."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results import check_free, load_results
from sim.results.placement import move_into_place, partial_of, refused, sync_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.results import Results


@dataclass(frozen=True)
class Format:
    """One format."""

    module: str
    """Has ``write(results, path)``, which makes a new file or directory."""
    ending: str
    """What the default name has behind that of the result."""
    about: str
    """What it is, for people."""


FORMATS = {
    "xlsx": Format("sim.export.workbook", ".xlsx", "one workbook, a sheet a table"),
    "excel": Format("sim.export.excel_csv", "-excel", "a folder of CSV for Excel"),
}
"""By their names on the command line."""


def default_path(directory: str | Path, name: str) -> Path:
    """Return where a result goes in a format if nobody says: beside it."""
    place = Path(directory)
    place = place if place.name not in {"", ".."} else place.resolve()
    return place.with_name(f"{place.name}{FORMATS[name].ending}")


def export(directory: str | Path, name: str, path: str | Path) -> None:
    """Write a finished result in another format.

    Parameters
    ----------
    directory
        Of a run, an ensemble, a comparison or a calibration.
    name
        One of :data:`FORMATS`.
    path
        New file or directory, as the format has it.

    Raises
    ------
    ResultsError
        If the directory is not a whole result, or something of that name is there already.
    SaylauError
        If a library that the format needs is not installed, or the format has no room.
    OutputError
        If the disk refuses.
    """
    path = Path(path)
    check_free(path)
    write: Callable[[Results, Path], None] = import_module(FORMATS[name].module).write
    results = load_results(directory)
    partial = partial_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(results, partial)
        sync_all(partial)
        move_into_place(partial, path)
    except OSError as error:
        raise refused(path, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
