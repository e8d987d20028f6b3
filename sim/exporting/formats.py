"""The export of results to a new file or folder, in one of the declared formats."""

from __future__ import annotations

import contextlib
import re
import shutil
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import ResultsError
from sim.exporting.declared import FORMATS, format_of
from sim.exporting.known_night import known_night
from sim.exporting.one_run import TABLES, check_one_run
from sim.results import check_free, load_results
from sim.results.given import given_results
from sim.results.placement import move_into_place, partial_of, sync_all, write_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.exporting.known_night import KnownNight
    from sim.results import Results


def default_path(directory: str | Path, name: str, at: str | None = None) -> Path:
    """Return the default path of an export: beside the result, with the time if there is one.

    Raises
    ------
    ValueError
        If there is no such format.
    ResultsError
        If the format has names by the election, and the directory is not a complete result of one
        run.
    """
    declared, path = format_of(name), Path(directory)
    path = path if path.name not in {"", ".."} else path.resolve()
    time = "" if at is None else f"-at-{re.sub('[^0-9]', '', at)}"
    if declared.ending:
        return path.with_name(f"{path.name}{time}{declared.ending}")
    results = load_results(directory, only=())
    found = Path(import_module(declared.module).file_name(check_one_run(results)))
    return path.with_name(f"{found.stem}{time}{found.suffix}")


def export(
    results: Results | str | Path, name: str, path: str | Path | None = None, at: str | None = None
) -> Path:
    """Convert a saved result to another format; return the path of what was written.

    Parameters
    ----------
    results
        The result, or its directory; formats of a night need a run.
    name
        One of :data:`FORMATS`: ``xlsx``, ``excel``, ``nist``, ``nist-xml``, ``openelections``,
        ``ap``.
    path
        The file or directory to create, depending on the format; None for one beside the result.
    at
        The time at which the night is shown, for formats of a night; see
        :func:`sim.exporting.moments.moment_of`.

    Raises
    ------
    ValueError
        If there is no such format.
    ResultsError
        If it is not saved, or not a complete result that the format has, the path exists already,
        or the time is wrong.
    SaylauError
        If a library that the format needs is not installed, or a table is too large for it.
    OutputError
        If the file cannot be written.
    """
    declared, directory = format_of(name), _directory(results)
    path = default_path(directory, name, at) if path is None else Path(path)
    if not declared.ending and "simulated" not in path.name.lower():
        message = "must have 'simulated' in its name, so that nobody takes it for real results; "
        raise ResultsError.single("path", "", f"{message}got {path.name!r}")
    check_free(path)
    write = _writer(directory, name, at)
    unfinished = partial_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(unfinished)
        sync_all(unfinished)
        return move_into_place(unfinished, path)
    except OSError as error:
        raise write_error(path, error) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _directory(results: Results | str | Path) -> Path:
    """Return the directory of a result, since tables that are large are read from it in parts.

    Raises
    ------
    ResultsError
        If it is not saved, or is no result.
    """
    given = given_results(results, "results")
    if isinstance(given, Path):
        return given
    if given.directory is None:
        message = "is not saved, and only a saved result is exported: sim.save() returns one"
        raise ResultsError.single("results", "", message)
    return given.directory


def export_text(directory: str | Path, name: str, at: str | None = None) -> Iterator[str]:
    """Yield the text of a saved run in a format of a night, piece by piece.

    Parameters and errors are those of :func:`export`.
    """
    module = format_of(name, of_night=True).module
    pieces: Callable[[KnownNight], Iterator[str]] = import_module(module).pieces
    return pieces(_night(directory, at))


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
        raise ResultsError.single("at", "", message)
    write: Callable[[Results, Path], None] = import_module(FORMATS[name].module).write
    return partial(write, load_results(directory))


def _night(directory: str | Path, at: str | None) -> KnownNight:
    # Manifest and summary alone say whether it is a run.
    check_one_run(load_results(directory, only=()))
    return known_night(load_results(directory, only=TABLES), at)
