"""A table of a run in parts, read from its file where it would not fit into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.errors import Problem, ResultsError
from sim.results import schema
from sim.results.csv_text import TableError, read_parts
from sim.results.file_checks import read_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.columns import Table
    from sim.results.results import RunResults


def table_parts(results: RunResults, name: str) -> Iterator[Table]:
    """Yield a table in parts: from memory as one part, else from the file of a saved result.

    Raises
    ------
    ResultsError
        If the file is missing, cannot be read, or is not the one that was written.
    """
    if name in results.tables:
        yield results.tables[name]
        return
    directory, manifest = results.directory, results.manifest
    assert directory is not None
    file_name = f"{name}.csv"
    path = directory / file_name
    files = {"sha256": manifest.sha256 or {}, "bytes": manifest.bytes or {}}
    if file_name not in files["sha256"]:
        raise ResultsError.single(str(path), "", "is missing: a run has it")
    read_files(directory, files, (file_name,), keep=False)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from read_parts(file, schema.TABLES_OF_RUN[name])
    except UnicodeDecodeError:
        raise ResultsError.single(str(path), "", "is not UTF-8") from None
    except TableError as error:
        raise ResultsError([Problem(str(path), *wrong) for wrong in error.problems]) from None
