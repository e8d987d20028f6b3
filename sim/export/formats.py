"""The formats that results are exported to, and the export to a new file or folder."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results import check_free, load_results
from sim.results.placement import move_into_place, partial_of, sync_all, write_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.results import Results


@dataclass(frozen=True)
class ExportFormat:
    """One format."""

    module: str
    """Name of a module with ``write(results, path)``, which creates a file or a directory."""
    ending: str
    """Suffix of the default name, after the name of the result."""
    about: str
    """Description for people."""


FORMATS = {
    "xlsx": ExportFormat("sim.export.workbook", ".xlsx", "one workbook, one sheet per table"),
    "excel": ExportFormat("sim.export.excel_csv", "-excel", "a folder of CSV for Excel"),
}
"""Formats by their names on the command line."""


def default_path(directory: str | Path, name: str) -> Path:
    """Return the default path of an export: beside the result."""
    path = Path(directory)
    path = path if path.name not in {"", ".."} else path.resolve()
    return path.with_name(f"{path.name}{FORMATS[name].ending}")


def export(directory: str | Path, name: str, path: str | Path) -> None:
    """Convert a saved result to another format.

    Parameters
    ----------
    directory
        Directory of a run, an ensemble, a comparison or a calibration.
    name
        One of :data:`FORMATS`.
    path
        The file or directory to create, depending on the format.

    Raises
    ------
    ResultsError
        If the directory is not a complete result, or the path exists already.
    SaylauError
        If a library that the format needs is not installed, or a table is too large for it.
    OutputError
        If the file cannot be written.
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
        raise write_error(path, error) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
