"""OpenElections files as they are: spellings that are read, faults that are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import PackError
from sim.pack.files.openelections.words import Kind
from tests.support.openelections import HEADER, read_file

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.openelections.vote_rows import Rows

NAME = "20241105__xx__general__precinct.csv"


def rows_of(tmp_path: Path, text: str | bytes) -> Rows:
    file = tmp_path / NAME
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_file(file)


def faults(tmp_path: Path, text: str | bytes) -> list[str]:
    with pytest.raises(PackError) as refused:
        rows_of(tmp_path, text)
    return [str(problem).removeprefix(NAME) for problem in refused.value.problems]


def test_a_row_has_its_line_and_votes_by_method(tmp_path: Path) -> None:
    text = f'{HEADER},mail,provisional\nA,"P\n1",Mayor,,X,Ann,12,5,\nA,P2,Mayor,,X,Ann,3,,\n'

    read = rows_of(tmp_path, text)

    assert read.methods == ("mail", "provisional")
    assert [(row.line, row.precinct, row.votes, row.methods) for row in read.rows] == [
        (2, "P 1", 12, (5, -1)),
        (4, "P2", 3, (-1, -1)),
    ]
    assert read.notes == ()


def test_header_is_read_in_any_order_and_spelling(tmp_path: Path) -> None:
    text = "\ufeffPRECINCT,Candidate ,Office,Total Votes,Election Day\r\nP1,Ann,Mayor,7,7\r\n"

    read = rows_of(tmp_path, text)

    [row] = read.rows
    assert (row.county, row.precinct, row.office, row.party, row.votes) == (
        "",
        "P1",
        "Mayor",
        "",
        7,
    )
    assert read.methods == ("election_day",)


@pytest.mark.parametrize(
    ("cell", "votes", "note"),
    [
        ('"1,234"', 1234, "1 cell such as 1,234: read as whole numbers, first at line 2"),
        ("3.0", 3, "1 cell such as 3.0: read as whole numbers, first at line 2"),
        (" 12 ", 12, ""),
    ],
)
def test_numbers_that_can_only_mean_one_thing(
    tmp_path: Path, cell: str, votes: int, note: str
) -> None:
    read = rows_of(tmp_path, f"{HEADER}\nA,P1,Mayor,,X,Ann,{cell}\n")

    assert read.rows[0].votes == votes
    assert read.notes == ((note,) if note else ())


def test_rows_that_are_no_votes_for_a_candidate_are_told_apart(tmp_path: Path) -> None:
    kinds = {
        "Registered Voters,,,": Kind.REGISTERED,
        ",,,Registered Voters": Kind.REGISTERED,
        "BALLOTS CAST - TOTAL,,,": Kind.CAST,
        "Ballots Cast - Blank,,,": Kind.BLANK,
        "President,,,Over Votes": Kind.OVER,
        "President,,,UNDERVOTES": Kind.UNDER,
        "President,,,Write-In Totals": Kind.WRITE_INS,
        "President,,,Write-In: Mickey Mouse": Kind.WRITE_IN_PART,
        "President,,,Not Assigned": Kind.WRITE_IN_PART,
        "President,,,Total Votes Cast": Kind.TOTAL,
        "President,,DEM,Overton Under": Kind.CANDIDATE,
    }
    text = "\n".join(f"A,P1,{row},1" for row in kinds)

    assert [row.kind for row in rows_of(tmp_path, f"{HEADER}\n{text}\n").rows] == [*kinds.values()]


def test_rows_and_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    text = f"{HEADER},provisionnal,winner\n"
    text += "A,P1,Straight Party,,DEM,,57,,\nA,P1,Voter Turnout,,,,81.2%,,\nA,P1,Mayor,,,Ann,1,,\n"
    text += "A,P1,Mayor,,,Bob,,,\n"

    read = rows_of(tmp_path, text)

    assert [row.candidate for row in read.rows] == ["Ann"]
    assert read.notes == (
        "columns that were not read: 'provisionnal', 'winner'; did you mean 'provisional'?",
        (
            "1 row of straight-party votes: not read, since they are counted at each candidate of "
            "the party, too"
        ),
        "1 row of percentages: not read",
        "1 cell of votes without a number: read as not on the ballot there, first at line 5",
    )


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    rows = [
        "A,P1,Mayor,,X,Ann,many",
        "A,P1,Mayor,,X,Ann,-4",
        "A,P1,Mayor,,X,Ann,1.234",
        "A,P1,Mayor,,X,Ann,1 234",
        "A,P1,Mayor,,X,Ann,*",
        "A,P1,Mayor,,X,Ann",
        "A,P1,Mayor,,X,Ann,1,2",
        "A,P1,Mayor,,X,An\u202en,1",
        "A,P1,Mayor,,X,Ann,0.5",
        "A,P1,Mayor,,X,Ann,1111111111111111111111",
    ]

    assert faults(tmp_path, "\n".join([HEADER, *rows])) == [
        ":2: votes must be a whole number of votes from 0; got 'many'",
        ":3: votes must be a whole number of votes from 0; got '-4'",
        (
            ":4: votes must be a whole number of votes from 0; got '1.234'; did you "
            "mean 1234? write it without a mark between the digits"
        ),
        (
            ":5: votes must be a whole number of votes from 0; got '1 234'; did you "
            "mean 1234? write it without a mark between the digits"
        ),
        (
            ":6: votes must be a whole number of votes from 0; got '*'; a number that "
            "is not published must be left empty, or the row left out"
        ),
        ":7: has 6 cells; the header has 7",
        ":8: has 8 cells; the header has 7",
        (":9: candidate must not hold a control of the text direction, U+202E; got 'An\\u202en'"),
        ":10: votes must be a whole number of votes from 0; got '0.5'",
        (":11: votes must be a whole number of votes from 0; got '1111111111111111111111'"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", ": is empty"),
        (f"{HEADER}\n", ": has no row of votes"),
        (HEADER.encode() + b"\nA,P1,Mayor,,X,Ann,1\nA,P\xe9,M,,X,Ann,1\n", ":3: is not UTF-8"),
        (f"{HEADER}\nA,P\0,Mayor,,X,Ann,1\n", ":2: precinct must not hold a control character"),
        ("county;precinct;office\n", ":1: precinct is missing: there is no such column; columns"),
        (f'{HEADER}\nA,"P"1,Mayor,,X,Ann,1\n', ":2: is not CSV"),
        ("county,office,candidate,vote\nA,Mayor,Ann,1\n", ":1: precinct is missing: there is no"),
        (f"{HEADER},Votes\nA,P,Mayor,,X,Ann,1,2\n", ":1: votes is in the header twice"),
    ],
)  # fmt: skip
def test_files_that_are_none(tmp_path: Path, content: str | bytes, message: str) -> None:
    assert faults(tmp_path, content)[0].startswith(message)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read: No such file"):
        read_file(tmp_path / "nowhere.csv")


def test_wards_and_towns_are_part_of_the_name_of_a_precinct(tmp_path: Path) -> None:
    wards = rows_of(tmp_path, "county,ward,office,total votes,candidate,votes\nA,W 1,M,9,Ann,4\n")
    towns = rows_of(
        tmp_path, "county,town,ward,precinct,office,candidate,votes\nA,Ayr,2,7,M,Ann,4\n"
    )

    assert [row.precinct for row in (*wards.rows, *towns.rows)] == ["W 1", "Ayr 2 7"]
    assert wards.rows[0].votes == 4
    assert wards.notes == ("columns that were not read: 'total votes'",)
