"""One file of OpenElections becomes one pack."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.core.errors import PackError
from sim.core.paths import label
from sim.core.text import counted
from sim.pack.files.faults import Faults
from sim.pack.files.openelections.counts import count_rows
from sim.pack.files.openelections.primary import rows_of_party
from sim.pack.files.openelections.returns import Returns, returns_of
from sim.pack.files.openelections.text import Wanted, pack_files, summary_lines
from sim.pack.files.openelections.totals import without_totals
from sim.pack.files.openelections.vote_rows import read_rows
from sim.pack.files.reading import read_pack
from sim.pack.files.saving import check_new, pack_name, save_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.openelections.vote_rows import Row
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
    faults = Faults(label(file), ())
    read = read_rows(file, faults)
    # What follows from faults that were found so far is not reported again.
    real = without_totals(read.rows, Faults("", ()) if faults else faults)
    _check_counties(real.rows, faults)
    ballot = rows_of_party(file.name, real.rows, party, faults)
    counts = count_rows(ballot.rows, len(read.methods), faults)
    if faults:
        raise PackError(faults.problems())
    returns = returns_of(counts, read.methods)
    if not returns.contests:
        raise PackError.single(label(file), "", "has no votes for a candidate")
    return returns, ballot.party, (*read.notes, *real.notes, *ballot.notes, *returns.notes)


def _check_counties(rows: tuple[Row, ...], faults: Faults) -> None:
    """Add a fault if rows have no county and others have one."""
    without = [row.line for row in rows if not row.county]
    if without and len(without) < len(rows):
        message = f"is empty in {counted(len(without), 'row')}"
        faults.add("", without[0], "county", f"{message}; name the county in all, or in none")
