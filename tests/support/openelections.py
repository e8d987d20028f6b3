"""OpenElections files for tests, written line by line."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sim.core.errors import PackError
from sim.pack.files.faults import Faults
from sim.pack.files.openelections.counts import Counts, count_rows
from sim.pack.files.openelections.returns import Returns, returns_of
from sim.pack.files.openelections.text import Wanted
from sim.pack.files.openelections.vote_rows import Rows, read_rows

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "county,precinct,office,district,party,candidate,votes"

TOWN = """\
A,P1,Registered Voters,,,,100,,,
A,P1,Ballots Cast,,,,60,40,18,2
A,P1,Mayor,,DEM,Ann,35,24,10,1
A,P1,Mayor,,REP,Bob,20,13,6,1
A,P1,Mayor,,,Write-ins,3,2,1,0
A,P1,Mayor,,,Not Assigned,3,2,1,0
A,P1,Mayor,,,Under Votes,2,1,1,0
A,P1,State House,7,REP,Cy,50,33,15,2
A,P1,State House,7,,Under Votes,10,7,3,0
A,P2,Registered Voters,,,,80,,,
A,P2,Ballots Cast,,,,40,30,10,0
A,P2,Mayor,,DEM,Ann,30,25,5,0
A,P2,Mayor,,REP,Bob,8,4,4,0
A,P2,Mayor,,,Write-ins,1,1,0,0
A,P2,Mayor,,,Not Assigned,1,1,0,0
A,P2,Mayor,,,Over Votes,1,0,1,0
A,P2,State House,8,REP,Di,38,28,10,0
A,P2,State House,8,,Under Votes,2,2,0,0
"""
"""Two sites with 180 registered voters: 70 ballots at the sites, 28 by mail, 2 provisional."""

TOWN_HEADER = f"{HEADER},election_day,mail,provisional"

WANTED = Wanted("", dt.date(2024, 11, 5), "America/New_York", dt.time(7), dt.time(20))


def write_file(
    folder: Path, rows: str, header: str = HEADER, name: str = "20241105__xx__general.csv"
) -> Path:
    """Write an OpenElections file."""
    file = folder / name
    file.write_text(f"{header}\n{rows}", encoding="utf-8")
    return file


def faults_of(file: Path) -> Faults:
    """Return an empty list of faults of a file."""
    return Faults(file.name, ())


def read_file(file: Path) -> Rows:
    """Return the rows of a file without faults.

    Raises
    ------
    PackError
        If it has any.
    """
    faults = faults_of(file)
    read = read_rows(file, faults)
    if faults:
        raise PackError(faults.problems())
    return read


def counts_of(folder: Path, rows: str, header: str = HEADER) -> Counts:
    """Return the counts of a file of rows.

    Raises
    ------
    PackError
        If it has faults.
    """
    file = write_file(folder, rows, header)
    faults = faults_of(file)
    read = read_rows(file, faults)
    counts = count_rows(read.rows, len(read.methods), faults)
    if faults:
        raise PackError(faults.problems())
    return counts


def reported(folder: Path, rows: str, header: str = HEADER) -> Returns:
    """Return the election that a file of rows reports."""
    methods = read_file(write_file(folder, rows, header)).methods
    return returns_of(counts_of(folder, rows, header), methods)
