"""Each vote is counted once: written names that are repeated, rows that are in the file twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import PackError
from tests.support.openelections import TOWN, TOWN_HEADER, counts_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_town_counted_by_hand(tmp_path: Path) -> None:
    counts = counts_of(tmp_path, TOWN, TOWN_HEADER)

    assert [facts.registered for facts in counts.facts.values()] == [100, 80]
    assert list(counts.contests) == [("mayor", ""), ("statehouse", "7"), ("statehouse", "8")]
    mayor = counts.contests["mayor", ""].sites["A", "P1"]
    assert (dict(mayor.votes), mayor.write_ins, mayor.over, mayor.under, mayor.marks()) == (
        {"ann": 35, "bob": 20}, 3, 0, 2, 60,
    )  # fmt: skip
    assert mayor.methods == [40, 18, 2]
    assert counts.notes == (
        "2 rows of 'Not Assigned' repeat 'Write-ins'; 4 votes counted once; first line 7",
    )


def test_written_names_one_by_one_are_part_of_their_total(tmp_path: Path) -> None:
    counts = counts_of(
        tmp_path,
        "A,P1,Mayor,,X,Ann,9\nA,P1,Mayor,,X,Write-In Totals,4\nA,P1,Mayor,,X,Write-In: Joe,3\n"
        "A,P1,Mayor,,X,Write-In: Sue,1\nA,P1,Mayor,,X,Not Assigned,0\n",
    )

    ballots = counts.contests["mayor", ""].sites["A", "P1"]
    assert (ballots.write_ins, ballots.marks()) == (4, 13)
    assert counts.notes == (
        (
            "2 rows of written names one by one are part of 'Write-In Totals'; 4 votes counted "
            "once; first line 4"
        ),
        "1 row of 'Not Assigned' is part of 'Write-In Totals'; 0 votes counted once; first line 6",
    )


def test_written_names_without_a_total_are_added(tmp_path: Path) -> None:
    counts = counts_of(
        tmp_path, "A,P1,Mayor,,,Write-In: Joe,3\nA,P1,Mayor,,,Write-In: Sue,1\nA,P1,Mayor,,,Ann,2\n"
    )

    assert counts.contests["mayor", ""].sites["A", "P1"].write_ins == 4
    assert counts.notes == ()


def test_a_row_that_is_in_the_file_twice_is_counted_once(tmp_path: Path) -> None:
    counts = counts_of(tmp_path, "A,P1,Mayor,,X,Ann,9\nA,P1,Mayor,,X,Bob,2\nA,P1,Mayor,,X,Ann,9\n")

    assert counts.contests["mayor", ""].sites["A", "P1"].votes == {"ann": 9, "bob": 2}
    assert counts.notes == (
        "1 row is in the file twice and was counted once: first line 4, which repeats line 2",
    )


def test_rows_that_contradict_each_other_or_lack_a_name_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(PackError) as refused:
        counts_of(
            tmp_path,
            "A,P1,Mayor,,X,Ann,9\nA,P1,Mayor,,X,Ann,8\nA,P1,,,X,Bob,1\nA,P1,Mayor,,X,,1\n",
        )

    assert [str(problem) for problem in refused.value.problems] == [
        "20241105__xx__general.csv:3: votes: 'Ann' has 8 votes for 'Mayor' here, and 9 at line 2",
        "20241105__xx__general.csv:4: office is empty",
        "20241105__xx__general.csv:5: candidate is empty",
    ]


def test_one_contest_in_several_spellings_is_one(tmp_path: Path) -> None:
    counts = counts_of(
        tmp_path,
        "A,P1,U.S. House,13,X,ANN B. COE,9\nB,P1,US HOUSE,013,X,Ann B Coe,2\n"
        "B,P2,U.S. House,13.0,X,Ann B Coe,1\nB,P2,U.S. House,1,X,Di,1\n",
    )

    assert list(counts.contests) == [("ushouse", "13"), ("ushouse", "1")]
    assert len(counts.contests["ushouse", "13"].sites) == 3
    assert counts.contests["ushouse", "13"].names == {"annbcoe": "ANN B. COE"}


def test_voters_are_those_of_all_parties_or_the_sum_of_each(tmp_path: Path) -> None:
    counts = counts_of(
        tmp_path,
        "A,P1,Registered Voters,,DEM,,60\nA,P1,Registered Voters,,REP,,30\n"
        "A,P2,Registered Voters - Democratic,,,,60\nA,P2,Registered Voters,,,,95\n"
        "A,P2,Mayor,,,Ann,9\nA,P1,Mayor,,,Ann,9\n"
        "A,P3,Registered Voters,,,Democratic,50\nA,P3,Registered Voters,,,Republican,40\n",
    )

    assert [facts.registered for facts in counts.facts.values()] == [90, 95, 90]


def test_of_numbers_that_differ_by_contest_the_largest_is_taken(tmp_path: Path) -> None:
    counts = counts_of(
        tmp_path,
        "A,P1,Mayor,,,Ballots Cast,9\nA,P1,Council,,,Ballots Cast,11\nA,P1,Mayor,,,Ann,9\n"
        "A,P1,Mayor,,,Total Votes,9\n",
    )

    cast = counts.facts["A", "P1"].cast
    assert cast is not None
    assert cast.votes == 11
    assert counts.notes == (
        (
            "1 number of voters or ballots of a site is stated more than once, and the largest was "
            "taken: first line 2 has 9, line 3 has 11"
        ),
        "1 row of totals of contests: not counted",
    )
