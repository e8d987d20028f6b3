"""Load a result, after checking all files of its directory.

The manifest, the summary and all tables of a loaded result exist, have the declared keys and
columns (:mod:`sim.results.summaries`, :mod:`sim.results.schema`), and agree with each other
(:mod:`sim.results.summary_consistency`, :mod:`sim.results.table_consistency`).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ResultsError
from sim.core.listed import listed
from sim.core.suggest import nearest
from sim.core.text import with_article
from sim.results.csv_text import TableError, read_csv
from sim.results.file_checks import is_inside, is_table, read_files, read_regular
from sim.results.json_shapes import WHOLE, parse_json, shape_problems, shown
from sim.results.result_kinds import ResultKind, kind_of
from sim.results.saving import FORMAT, MANIFEST, SUMMARY, versions
from sim.results.summary_consistency import summary_problems
from sim.results.table_consistency import table_problems
from sim.results.typed_json import from_json, shape_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sim.results.columns import Table
    from sim.results.results import Results

_READ = (1, FORMAT)
"""Layouts that can be read; manifests of the first have no sizes of files."""
_LARGEST_MANIFEST = 64 * 1024 * 1024
_SHA256 = re.compile("[0-9a-f]{64}")


def load_results(directory: str | Path, only: str | Collection[str] | None = None) -> Results:
    """Load the directory of a result of any kind.

    Parameters
    ----------
    directory
        The directory of a complete result.
    only
        Names of the files to load besides manifest and summary, such as ``sites.csv``, one or
        several; the others need not exist, and it is not checked whether files agree with each
        other. None loads all files.

    Raises
    ------
    ResultsError
        If it is not a complete result, a file was changed, or ``only`` has a name that no file
        of such a result has; lists every problem found.
    """
    if not isinstance(directory, str | os.PathLike):
        got = with_article(type(directory).__name__)
        raise ResultsError.single("directory", "", f"must be the path of a directory; got {got}")
    directory = Path(directory)
    manifest = _read_manifest(directory)
    kind = kind_of(manifest)
    assert kind is not None
    if only is not None:
        only = listed(only)
        _check_names(only, kind, manifest)
    contents = read_files(directory, manifest, only)
    try:
        results = _loaded(directory, kind, manifest, contents, only)
        if only is None:
            _check_relations(directory, kind, results)
    except ResultsError as error:
        problems = [*error.problems, *_other_version(directory, manifest)]
        raise ResultsError(problems) from None
    return results


def _check_names(only: Collection[str], kind: ResultKind, manifest: Mapping[str, Any]) -> None:
    """Raise an error for names of files that a result of a kind cannot have."""
    known = [*manifest["sha256"], *(f"{name}.csv" for name in kind.tables)]
    problems = [
        Problem("only", "", f"no file of {with_article(kind.called)} is called {shown(name)}; "
                            f"{nearest(name, known)}")
        for name in only
        if name not in known
    ]  # fmt: skip
    if problems:
        raise ResultsError(problems)


def _loaded(
    directory: Path,
    kind: ResultKind,
    manifest: Mapping[str, Any],
    contents: Mapping[str, bytes],
    only: Collection[str] | None,
) -> Results:
    """Return the result in the contents of its files, after checking them."""
    where = str(directory / SUMMARY)
    try:
        summary = parse_json(contents[SUMMARY])
    except ValueError as error:
        raise ResultsError([Problem(where, "", f"cannot be read as JSON: {error}")]) from None
    problems = [Problem(where, *wrong) for wrong in summary_problems(kind, summary, manifest)]
    if kind.former is not None:
        contents = kind.former.value(contents, summary)
    tables, wrong_tables = _read_tables(directory, kind, contents, only)
    problems += wrong_tables
    if problems:
        raise ResultsError(problems)
    if kind.former_summary is not None:
        summary = kind.former_summary.value(summary)
    results: Results = kind.results.value(
        from_json(kind.summary.value, summary),
        tables,
        from_json(kind.manifest.value, manifest),
        directory,
    )
    return results


def _read_tables(
    directory: Path,
    kind: ResultKind,
    contents: Mapping[str, bytes],
    only: Collection[str] | None,
) -> tuple[dict[str, Table], list[Problem]]:
    """Return the tables in the contents of files, and what is wrong with them."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, declared in kind.tables.items():
        if only is not None and f"{name}.csv" not in only:
            continue
        where = str(directory / f"{name}.csv")
        content = contents.get(f"{name}.csv")
        if content is None:
            if declared.required:
                message = f"is missing: {with_article(kind.called)} has it"
                problems.append(Problem(where, "", message))
            continue
        try:
            tables[name] = read_csv(content.decode("utf-8"), declared)
        except UnicodeDecodeError:
            problems.append(Problem(where, "", "is not UTF-8"))
        except TableError as error:
            problems += [Problem(where, *wrong) for wrong in error.problems]
    for name in sorted(_tables_in(contents) - kind.tables.keys()):
        message = f"is not a table of {with_article(kind.called)}"
        problems.append(Problem(str(directory / f"{name}.csv"), "", message))
    # In the order in which the files are named, as they were saved by name.
    return {name: tables[name] for name in sorted(tables)}, problems


def _check_relations(directory: Path, kind: ResultKind, results: Results) -> None:
    """Raise an error where the tables do not agree with each other or with the summary."""
    problems = [
        Problem(str(directory / f"{name}.csv"), column, message)
        for name, column, message in table_problems(kind, results.summary, results.tables)
    ]
    if problems:
        raise ResultsError(problems)


def _tables_in(names: Iterable[str]) -> set[str]:
    return {name.removesuffix(".csv") for name in names if is_table(name)}


def _other_version(directory: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem if another version wrote a result, as that may explain the others."""
    current, written_by = versions()["saylau"], manifest["versions"].get("saylau")
    if written_by != current:
        message = f"was written by Saylau {written_by or 'of unknown version'}; this is {current}"
        yield Problem(str(directory), "", message)


def _read_manifest(directory: Path) -> dict[str, Any]:
    """Return a manifest, after checking its keys.

    Raises
    ------
    ResultsError
        If there is none, its layout or kind cannot be read, or a key is wrong.
    """
    path = directory / MANIFEST
    not_a_run = f"is not the directory of a run: it has no complete {MANIFEST}"
    try:
        manifest = parse_json(read_regular(path, _LARGEST_MANIFEST))
        layout, hashes = manifest["format"], manifest["sha256"]
        complete = WHOLE.holds(layout) and SUMMARY in hashes and isinstance(hashes, dict)
    except (OSError, ValueError, KeyError, TypeError):
        complete = False
    if not complete and not os.path.lexists(directory):
        raise ResultsError([Problem(str(directory), "", "does not exist")])
    if not complete:
        raise ResultsError([Problem(str(directory), "", not_a_run)])
    if layout not in _READ:
        written = manifest.get("versions")
        by = written.get("saylau") if isinstance(written, dict) else None
        of = f", written by Saylau {by}" if isinstance(by, str) else ""
        message = f"has layout {layout}{of}; this version of Saylau reads {_READ[0]} and {FORMAT}"
        raise ResultsError([Problem(str(directory), "format", message)])
    kind = kind_of(manifest)
    if kind is None:
        key = "kind" if "kind" in manifest else "replications"
        message = f"names no kind of result that can be read; got {shown(manifest.get(key))}"
        raise ResultsError([Problem(str(path), key, message)])
    declared: Any = kind.manifest.value
    wrong = shape_problems(shape_of(declared), manifest)
    problems = [*wrong, *_problems_of_files(manifest, layout)]
    if problems:
        raise ResultsError([Problem(str(path), *each) for each in problems])
    checked: dict[str, Any] = manifest
    return checked


def _problems_of_files(manifest: Mapping[str, Any], layout: int) -> Iterator[tuple[str, str]]:
    """Yield wrong names, hashes and sizes of files in a manifest."""
    hashes, sizes = manifest["sha256"], manifest.get("bytes")
    for name, digest in hashes.items():
        if not is_inside(name):
            yield "sha256", f"{shown(name)} is not the name of a file in this directory"
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            yield (
                f"sha256.{name}",
                f"must be the 64 hexadecimal digits of a hash; got {shown(digest)}",
            )
    if layout == 1:
        return
    if not isinstance(sizes, dict) or sizes.keys() != hashes.keys():
        yield "bytes", "must have the size of every file in sha256"
        return
    for name, size in sizes.items():
        if not WHOLE.holds(size) or size < 0:
            yield f"bytes.{name}", f"must be a whole number, 0 or more; got {shown(size)}"
