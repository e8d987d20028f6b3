"""Primaries are imported party by party, and refused without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import PackError
from sim.pack.files.openelections.primary import OneBallot, rows_of_party
from tests.support.openelections import TOWN, TOWN_HEADER, faults_of, read_file, write_file

if TYPE_CHECKING:
    from pathlib import Path

ROWS = """\
A,P1,Registered Voters,,,,100
A,P1,Ballots Cast,,DEM,,22
A,P1,Ballots Cast,,REP,,31
A,P1,Mayor,,DEM,Ann,20
A,P1,Mayor,,DEM,Under Votes,2
A,P1,Mayor,,REP,Bob,30
A,P1,Mayor,,REP,Under Votes,1
A,P1,Question,,,Yes,50
"""


def of_party(tmp_path: Path, party: str, rows: str = ROWS, **named: str) -> OneBallot:
    file = write_file(tmp_path, rows, **named)
    faults = faults_of(file)
    ballot = rows_of_party(file.name, read_file(file).rows, party, faults)
    if faults:
        raise PackError(faults.problems())
    return ballot


def test_a_primary_without_a_party_is_refused_with_the_choice(tmp_path: Path) -> None:
    with pytest.raises(PackError) as refused:
        of_party(tmp_path, "")

    assert refused.value.problems[0].message == (
        "is a primary, in which each party has a separate ballot (line 8 has 'Under Votes' by "
        "party); import one: --party 'DEM', --party 'REP'; or --party all if all candidates are "
        "on one ballot"
    )


def test_the_name_of_a_file_says_that_it_is_a_primary(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="its name says so"):
        of_party(tmp_path, "", "A,P1,Mayor,,DEM,Ann,2\nA,P1,Mayor,,REP,Bob,2\n",
                 name="20240423__pa__primary__elk__precinct.csv")  # fmt: skip


def test_the_rows_of_one_party(tmp_path: Path) -> None:
    ballot = of_party(tmp_path, "dem")

    assert [row.line for row in ballot.rows] == [2, 3, 5, 6]
    assert ballot.party == "DEM"
    assert ballot.notes == (
        "1 row without a party: not read, as voters of all parties vote there",
        "registered voters are those of all parties",
    )


def test_one_ballot_for_all_parties(tmp_path: Path) -> None:
    assert len(of_party(tmp_path, "all").rows) == 8


def test_a_party_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="has no party 'LIB'; known: DEM, REP"):
        of_party(tmp_path, "LIB")


def test_a_general_election_is_no_primary(tmp_path: Path) -> None:
    assert len(of_party(tmp_path, "", TOWN, header=TOWN_HEADER).rows) == 18
