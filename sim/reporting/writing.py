"""Write the page of results to a file: the call behind ``saylau report``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import InputError, Problem
from sim.reporting.page import render
from sim.results import Results, RunResults, check_free, load_results
from sim.results.given import given_results
from sim.results.placement import (
    move_into_place,
    numbered_names,
    partial_of,
    path_exists,
    write_error,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_OF_A_NAME = 50
"""Characters; with four results the file name stays short enough for every file system."""


def report(
    results: Results | str | Path,
    *more: Results | str | Path,
    out: str | Path | None = None,
    language: str | None = None,
) -> Path:
    """Write one HTML page of results, with a replay of the night; return its path.

    Parameters
    ----------
    results, more
        Runs or ensembles of one country, or their directories; up to four are shown side by side.
    out
        New file; None for the first free name beside the first result, or in the current
        directory if that is not saved.
    language
        Code of the language that the page opens in: ``en``, ``kk`` or ``ru``; English if left
        out. The page has all of them.

    Raises
    ------
    InputError
        If a directory is not a complete result, the results cannot be shown together, there
        is no such language, or the path exists already; lists every problem found.
    OutputError
        If the file cannot be written.
    """
    return write_report([results, *more], out, language)


def write_report(
    results: Sequence[Results | str | Path],
    path: str | Path | None = None,
    language: str | None = None,
) -> Path:
    """Write the page of one or several results; return its path: see :func:`report`."""
    results = [given_results(each, f"result {number}") for number, each in enumerate(results, 1)]
    wanted = Path(path) if path is not None else free_path(results)
    check_free(wanted)
    names = [_name(number, each) for number, each in enumerate(results, 1)]
    text = render(_loaded(results), names, language)
    return _write_new(wanted, text, default_path(results) if path is None else None)


def _name(number: int, given: Results | str | Path) -> str:
    """Return the name of a result in messages."""
    place = given.directory if isinstance(given, Results) else given
    return f"result {number}" if place is None else str(place)


def default_path(results: Sequence[Results | str | Path]) -> Path:
    """Return the default path of a page: beside the first result."""
    paths = [_place(each).resolve() for each in results]
    name = "-vs-".join(path.name[:_MOST_OF_A_NAME] for path in paths)
    return paths[0].with_name(f"{name}.html")


def _place(given: Results | str | Path) -> Path:
    """Return the directory of a result; one that is not saved has a name here."""
    if not isinstance(given, Results):
        return Path(given)
    if given.directory is not None or not isinstance(given, RunResults):
        return given.directory or Path(given.kind)
    return Path(f"{given.summary.scenario}-seed-{given.summary.seed}")


def free_path(results: Sequence[Results | str | Path]) -> Path:
    """Return the default path of a page, with a number if that path exists already."""
    names = numbered_names(default_path(results), is_directory=False)
    return next(name for name in names if not path_exists(name))


def _loaded(given: Sequence[Results | str | Path]) -> list[Results]:
    """Load all results; raise one error with all problems."""
    loaded: list[Results] = []
    problems: list[Problem] = []
    for each in given:
        try:
            loaded.append(each if isinstance(each, Results) else load_results(each))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return loaded


def _write_new(path: Path, text: str, instead: Path | None) -> Path:
    """Write a file under a temporary name and rename it; leave no file if that fails."""
    partial = partial_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="\n")
        return move_into_place(partial, path, instead)
    except OSError as error:
        raise write_error(path, error) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
