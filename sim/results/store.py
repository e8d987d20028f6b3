"""Save a run, and load it again.

A run directory is written under a temporary name and moved into place whole, the
manifest last; so a directory that is there is complete, and none is overwritten.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import platform
import shutil
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from sim.errors import OutputError, Problem, ResultsError
from sim.interrupts import interrupts_held
from sim.results.columns import is_time

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from sim.results.columns import Table

MANIFEST = "manifest.json"
SUMMARY = "summary.json"
_ROWS = 50_000
"""Rows that are made into text at once."""
FORMAT = 1
"""Version of the layout of a run directory."""


_PACKAGES = ("saylau", "numpy", "simpy", "numba", "pydantic")


@cache
def versions() -> dict[str, str]:
    """Return the versions on which the bytes of a result can depend."""
    return {"python": platform.python_version()} | {name: version(name) for name in _PACKAGES}


@dataclass(frozen=True)
class Results:
    """What a run left: all that plots, comparisons and reports may look at."""

    summary: Mapping[str, Any]
    tables: Mapping[str, Table]
    manifest: Mapping[str, Any] = field(default_factory=dict)
    """Resolved scenario, seed, versions, times; with hashes of all files once saved."""


def free_directory(directory: Path, taken_with: str = "") -> Path:
    """Return a directory that is not taken: this one, or with ``-2``, ``-3``, ... behind it.

    One counts as taken, too, if it is there with ``taken_with`` behind its name.
    """
    candidate, number = directory, 1
    while candidate.exists() or candidate.with_name(candidate.name + taken_with).exists():
        number += 1
        candidate = directory.with_name(f"{directory.name}-{number}")
    return candidate


def check_free(directory: Path) -> None:
    """Raise an error if a directory cannot be written as a new result; leave nothing behind.

    Raises
    ------
    ResultsError
        If something of that name is there already.
    OutputError
        If the place cannot be written to.
    """
    try:
        there = directory.exists()
    except OSError as error:
        raise OutputError(f"{directory}: cannot be written: {error.strerror}") from None
    if there:
        message = "is there already, and no result is overwritten; choose another name"
        raise ResultsError([Problem(str(directory), "", message)])
    above = next(parent for parent in directory.absolute().parents if parent.exists())
    try:
        probe = above / f".{directory.name}.probe-{os.getpid()}"
        probe.mkdir()
        probe.rmdir()
    except OSError as error:
        raise OutputError(f"{directory}: cannot be written: {error.strerror}") from None


def save(
    results: Results,
    directory: Path,
    draw: Callable[[Results, Path], None] | None = None,
) -> Results:
    """Save a run into a new directory; nothing is left behind if it fails.

    Parameters
    ----------
    results
        What to save.
    directory
        Where; must not exist.
    draw
        Writes further files, such as figures, into the directory it is given.

    Returns
    -------
    Results
        The same, its manifest with the hash of every file.

    Raises
    ------
    ResultsError
        If the directory exists.
    OutputError
        If the disk refuses.
    """
    check_free(directory)
    partial = directory.parent / f".{directory.name}.partial-{os.getpid()}"
    made = [parent for parent in directory.absolute().parents if not parent.exists()]
    try:
        partial.mkdir(parents=True)
        for name, table in results.tables.items():
            with (partial / f"{name}.csv").open("w", encoding="utf-8", newline="\n") as file:
                _write_csv(file, table)
        _write_json(partial / SUMMARY, results.summary)
        if draw is not None:
            draw(results, partial)
        manifest = {
            **results.manifest,
            "empty_numbers": _empty_numbers(results.tables),
            "sha256": dict(_hashes(partial)),
        }
        _write_json(partial / MANIFEST, manifest)
        partial.rename(directory)
    except OSError as error:
        raise OutputError(f"{directory}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in made:
            # Only if it is still empty: nothing is left behind by a run that failed.
            with contextlib.suppress(OSError):
                parent.rmdir()
    return Results(results.summary, results.tables, manifest)


def csv_text(table: Table) -> str:
    """Return a table as CSV: comma, header, LF; empty for a number that is not there."""
    out = io.StringIO()
    _write_csv(out, table)
    return out.getvalue()


def _write_csv(file: TextIO, table: Table) -> None:
    """Write a table in runs of rows, as the text of all would need several times its room."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table)
    n_rows = len(next(iter(table.values())))
    for start in range(0, n_rows, _ROWS):
        columns = (_texts(column[start : start + _ROWS]) for column in table.values())
        writer.writerows(zip(*columns, strict=True))


def _texts(column: np.ndarray[Any, Any]) -> list[str]:
    if column.dtype.kind == "M":
        # It swallows a Ctrl-C that comes meanwhile.
        with interrupts_held():
            return [str(value) for value in np.datetime_as_string(column, unit="s")]
    if column.dtype.kind == "f":
        return ["" if value != value else repr(value) for value in column.tolist()]  # noqa: PLR0124
    return [str(value) for value in column.tolist()]


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _empty_numbers(tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """Return columns of numbers none of which is there: a file does not tell them from text."""
    found = {
        name: [
            column
            for column, values in table.items()
            if len(values) and values.dtype.kind == "f" and np.isnan(values).all()
        ]
        for name, table in tables.items()
    }
    return {name: columns for name, columns in found.items() if columns}


def _hashes(directory: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(p for p in directory.rglob("*") if p.is_file() and p.name != MANIFEST):
        yield path.relative_to(directory).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def load_results(directory: str | Path, only: Collection[str] | None = None) -> Results:
    """Load a run directory.

    Parameters
    ----------
    directory
        That was written whole.
    only
        Files to load besides summary and manifest; the others need not be there. None for all.

    Raises
    ------
    ResultsError
        If it is not a whole result, or a file is not the one that was written;
        lists every problem found.
    """
    directory = Path(directory)
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        hashes = manifest["sha256"]
        layout = manifest["format"]
        whole = SUMMARY in hashes and all(isinstance(h, str) for h in hashes.values())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        message = f"is not the directory of a run: it has no whole {MANIFEST}"
        raise ResultsError([Problem(str(directory), "", message)])
    if layout != FORMAT:
        message = f"has layout {layout}; this version of Saylau reads {FORMAT}"
        raise ResultsError([Problem(str(directory), "format", message)])
    problems, contents = [], {}
    for name, expected in _wanted(hashes, only).items():
        try:
            contents[name] = (directory / name).read_bytes()
        except OSError:
            problems.append(Problem(str(directory / name), "", "is missing"))
            continue
        if hashlib.sha256(contents[name]).hexdigest() != expected:
            problems.append(Problem(str(directory / name), "", f"differs from {MANIFEST}"))
    if problems:
        raise ResultsError(problems)
    tables = {
        name.removesuffix(".csv"): _read_table(content.decode("utf-8"))
        for name, content in contents.items()
        if name.endswith(".csv") and "/" not in name
    }
    # Results of an earlier version do not have it: there, such a column is text.
    try:
        for name, columns in _loaded(manifest.get("empty_numbers", {}), tables, only).items():
            empty = {column: np.full(len(tables[name][column]), np.nan) for column in columns}
            tables[name].update(empty)
    except (KeyError, TypeError, AttributeError):
        message = "does not name columns of the tables that are there"
        raise ResultsError([Problem(str(directory / MANIFEST), "empty_numbers", message)]) from None
    return Results(json.loads(contents[SUMMARY]), tables, manifest)


def _wanted(hashes: Mapping[str, str], only: Collection[str] | None) -> Mapping[str, str]:
    """Return the files that are to be loaded."""
    return hashes if only is None else {k: v for k, v in hashes.items() if k in {SUMMARY, *only}}


def _loaded(
    columns: Mapping[str, Any], tables: Mapping[str, Table], only: Collection[str] | None
) -> Mapping[str, Any]:
    """Return those columns whose tables were to be loaded."""
    return columns if only is None else {k: v for k, v in columns.items() if k in tables}


def _read_table(text: str) -> Table:
    header, *rows = csv.reader(text.splitlines())
    columns = zip(*rows, strict=True) if rows else ([] for _ in header)
    return {name: _typed(list(column)) for name, column in zip(header, columns, strict=True)}


def _typed(column: list[str]) -> np.ndarray[Any, Any]:
    """Return a column as whole numbers, else numbers (empty is NaN), else times, else text."""
    for kind in (np.int64, np.float64):
        try:
            if kind is np.int64:
                return np.array([int(value) for value in column], dtype=np.int64)
            if any(column):
                return np.array([float(value) if value else np.nan for value in column])
        except ValueError:
            continue
    if all(map(is_time, column)):
        return np.array(column, dtype="datetime64[s]")
    return np.array(column, dtype=np.str_)
