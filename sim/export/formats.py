"""The formats that results are exported to, and the export to a new file or folder."""

from __future__ import annotations

import contextlib
import re
import shutil
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import ResultsError
from sim.export.known_night import TABLES, check_one_run, known_night
from sim.export.openelections import file_name
from sim.results import RunResults, check_free, load_results
from sim.results.placement import move_into_place, partial_of, sync_all, write_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.export.known_night import KnownNight
    from sim.results import Results


@dataclass(frozen=True)
class ExportFormat:
    """One format."""

    module: str
    """Name of a module with ``write(results, path)``, which creates a file or a directory; or of
    the formats of a night with ``pieces(night)``, which yields the text of a file."""
    ending: str
    """Suffix of the default name, after the name of the result."""
    about: str
    """Description for people."""
    of_night: bool = False
    """Whether it has the night of one run as it is known at a time, in one file of text."""


FORMATS = {
    "xlsx": ExportFormat("sim.export.workbook", ".xlsx", "one workbook, one sheet per table"),
    "excel": ExportFormat("sim.export.excel_csv", "-excel", "a folder of CSV for Excel"),
    "nist": ExportFormat("sim.export.nist_json", "-nist.json", "NIST SP 1500-100 v2, JSON", True),
    "nist-xml": ExportFormat("sim.export.nist_xml", "-nist.xml", "NIST SP 1500-100 v2, XML", True),
    "openelections": ExportFormat(
        "sim.export.openelections", "", "votes by site as OpenElections has them", True
    ),
    "ap": ExportFormat("sim.export.ap", "-ap.json", "the shape of AP's Elections API v2", True),
}
"""Formats by their names on the command line."""


def default_path(directory: str | Path, name: str, at: str | None = None) -> Path:
    """Return the default path of an export: beside the result, with the time if there is one.

    Raises
    ------
    ResultsError
        If the format has names by nation and date, and the directory is not a complete result of
        one run.
    """
    path = Path(directory)
    path = path if path.name not in {"", ".."} else path.resolve()
    time = "" if at is None else f"-at-{re.sub('[^0-9]', '', at)}"
    if name == "openelections":
        results = load_results(directory, only=())
        check_one_run(results)
        assert isinstance(results, RunResults)
        found = file_name(results.summary.nation, results.summary.date)
        return path.with_name(found if at is None else found.replace(".csv", f"{time}.csv"))
    return path.with_name(f"{path.name}{time}{FORMATS[name].ending}")


def export(directory: str | Path, name: str, path: str | Path, at: str | None = None) -> None:
    """Convert a saved result to another format.

    Parameters
    ----------
    directory
        Directory of a run, an ensemble, a comparison or a calibration; formats of a night need a
        run.
    name
        One of :data:`FORMATS`.
    path
        The file or directory to create, depending on the format.
    at
        The time at which the night is shown, for formats of a night; see
        :func:`sim.export.known_night.known_night`.

    Raises
    ------
    ResultsError
        If the directory is not a complete result that the format has, the path exists already, or
        the time is wrong.
    SaylauError
        If a library that the format needs is not installed, or a table is too large for it.
    OutputError
        If the file cannot be written.
    """
    path = Path(path)
    if name == "openelections" and "simulated" not in path.name.lower():
        message = "must have 'simulated' in its name, so that nobody takes it for real results; "
        raise ResultsError.single("--out", "", f"{message}got {path.name!r}")
    check_free(path)
    write = _writer(directory, name, at)
    unfinished = partial_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(unfinished)
        sync_all(unfinished)
        move_into_place(unfinished, path)
    except OSError as error:
        raise write_error(path, error) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def export_text(directory: str | Path, name: str, at: str | None = None) -> Iterator[str]:
    """Yield the text of a saved run in a format of a night, piece by piece.

    Parameters and errors are those of :func:`export`.
    """
    night = _night(directory, at)
    pieces: Callable[[KnownNight], Iterator[str]] = import_module(FORMATS[name].module).pieces
    return pieces(night)


def _writer(directory: str | Path, name: str, at: str | None) -> Callable[[Path], None]:
    """Return what writes a result to a path, after loading it."""
    if FORMATS[name].of_night:
        pieces = export_text(directory, name, at)

        def write_text(path: Path) -> None:
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)

        return write_text
    if at is not None:
        of_night = ", ".join(key for key, known in FORMATS.items() if known.of_night)
        message = f"is for the formats of a night: {of_night}; {name} has all tables"
        raise ResultsError.single("--at", "", message)
    write: Callable[[Results, Path], None] = import_module(FORMATS[name].module).write
    return partial(write, load_results(directory))


def _night(directory: str | Path, at: str | None) -> KnownNight:
    # Manifest and summary alone say whether it is a run.
    check_one_run(load_results(directory, only=()))
    return known_night(load_results(directory, only=TABLES), at)
