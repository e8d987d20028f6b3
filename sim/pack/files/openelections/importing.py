"""One file of OpenElections becomes one pack."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.core.errors import PackError, Problem
from sim.pack.files.openelections.counts import count_rows
from sim.pack.files.openelections.primary import rows_of_party
from sim.pack.files.openelections.returns import Returns, returns_of
from sim.pack.files.openelections.rows import read_rows
from sim.pack.files.openelections.text import Wanted, pack_files, summary_lines
from sim.pack.files.openelections.totals import without_totals
from sim.pack.files.reading import read_pack
from sim.pack.files.saving import check_new, pack_name, save_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.openelections.rows import Row
    from sim.pack.files.pack import Norms


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported."""

    summary: tuple[str, ...]
    """Lines with the numbers of sites, voters, contests and ballots."""
    notes: tuple[str, ...]
    """What was found in the file, as sentences."""


def import_openelections(file: Path, folder: Path, wanted: Wanted, norms: Norms) -> Imported:
    """Write a pack from an OpenElections precinct file.

    Parameters
    ----------
    file
        The file.
    folder
        The folder of the pack, which must not exist.
    wanted
        What the file does not say; its ``party`` is the primary to import.
    norms
        Norms to read the pack with.

    Raises
    ------
    PackError
        If the file or the pack has faults; lists all, and nothing is written.
    OutputError
        If the folder cannot be written.
    """
    check_new(folder)
    returns, party, notes = _read(file, wanted.party)
    wanted = replace(wanted, party=party, name=wanted.name or pack_name(folder))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    files = pack_files(returns, wanted, file.name, digest, notes)
    save_folder(folder, files, lambda made: read_pack(made, norms))
    return Imported(tuple(summary_lines(returns)), notes)


def _read(file: Path, party: str) -> tuple[Returns, str, tuple[str, ...]]:
    """Return what a file reports, the party of a primary, and notes."""
    read = read_rows(file)
    real = without_totals(read.file, read.rows)
    problems = [*real.problems, *_counties_missing(read.file, real.rows)]
    if problems:
        raise PackError(problems)
    ballot = rows_of_party(read.file, real.rows, party)
    counts = count_rows(read.file, ballot.rows, len(read.methods))
    returns = returns_of(counts, read.methods)
    if not returns.contests:
        raise PackError.single(read.file, "", "has no votes for a candidate")
    return returns, ballot.party, (*read.notes, *real.notes, *ballot.notes, *returns.notes)


def _counties_missing(file: str, rows: tuple[Row, ...]) -> list[Problem]:
    """Return the problem of rows without a county where others have one."""
    without = [row.line for row in rows if not row.county]
    if not without or len(without) == len(rows):
        return []
    message = f"line {without[0]:,}, column county: is empty in {len(without):,} of the rows"
    return [Problem(file, "", f"{message}; name the county in all of them, or in none")]
