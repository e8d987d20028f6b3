"""``saylau pack import openelections``: a precinct file of OpenElections becomes a pack.

OpenElections publishes results of the United States by precinct, a row per candidate: county,
precinct, office, district, party, candidate, votes, and votes by method where a county says them.
A contest is an office and a district.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.core.errors import PackError, Problem
from sim.core.names import is_id
from sim.pack.files.openelections_counts import count_rows
from sim.pack.files.openelections_primary import rows_of_party
from sim.pack.files.openelections_returns import Returns, returns_of
from sim.pack.files.openelections_rows import read_rows
from sim.pack.files.openelections_text import Wanted, pack_files, summary_lines
from sim.pack.files.openelections_totals import without_totals
from sim.pack.files.reading import read_pack
from sim.pack.files.saving import check_new, save_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.openelections_rows import Row
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


def pack_name(folder: Path) -> str:
    """Return a short name for a pack: that of its folder, as far as a name may hold it.

    >>> from pathlib import Path
    >>> pack_name(Path("a/adams")), pack_name(Path("№ 7 (new)")), pack_name(Path("№"))
    ('adams', '7 new', 'election')
    """
    name = folder.name
    if is_id(name):
        return name
    words = re.findall(r"\w+", name)
    short = " ".join(words)[:40].strip()
    return short if is_id(short) else "election"
