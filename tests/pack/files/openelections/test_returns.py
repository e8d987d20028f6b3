"""What counts become: contests, ballot styles, candidates, and inferences that are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pack.files.openelections.ids import fitted
from tests.support.openelections import TOWN, TOWN_HEADER, reported

if TYPE_CHECKING:
    from pathlib import Path


def test_a_town_by_hand(tmp_path: Path) -> None:
    town = reported(tmp_path, TOWN, TOWN_HEADER)

    assert [site.id for site in town.sites] == ["P1", "P2"]
    assert [contest.id for contest in town.contests] == ["Mayor", "State House 7", "State House 8"]
    assert town.styles == ((0, 1), (0, 2))
    assert [site.style for site in town.sites] == [0, 1]
    assert (town.parties, town.counties, town.methods) == (("DEM", "REP"), ("A",), ("mail",))
    mayor = town.contests[0]
    assert [one.name for one in mayor.candidates] == ["Ann", "Bob", "Write-ins"]
    assert [mayor.votes(("A", "P1"), one) for one in mayor.candidates] == [35, 20, 3]
    assert [one.name for one in town.contests[1].candidates] == ["Cy"]


def test_sites_of_several_counties_have_their_county_in_their_id(tmp_path: Path) -> None:
    both = reported(tmp_path, "A,P1,Mayor,,,Ann,3\nB,P1,Mayor,,,Ann,4\n")

    assert [site.id for site in both.sites] == ["A: P1", "B: P1"]


def test_ids_of_sites_differ_whatever_their_names(tmp_path: Path) -> None:
    same = reported(tmp_path, "A,B: C,Mayor,,,Ann,3\nA: B,C,Mayor,,,Ann,4\n")

    assert [site.id for site in same.sites] == ["A: B: C", "A: B: C (2)"]


def test_marks_to_a_ballot_are_inferred_and_said(tmp_path: Path) -> None:
    board = reported(
        tmp_path,
        "A,P1,Ballots Cast,,,,50\nA,P1,Board,,,Ann,40\nA,P1,Board,,,Bob,30\nA,P1,Board,,,Cy,20\n"
        "A,P1,Board,,,Under Votes,10\n",
    )

    assert board.contests[0].vote_for == 2
    assert "'Board': 2 marks to a ballot, inferred from marks ÷ ballots cast" in board.notes


def test_marks_to_a_ballot_may_be_in_the_name_of_the_office(tmp_path: Path) -> None:
    rows = "A,P1,Ballots Cast,,,,50\nA,P1,Board (Vote for TWO),,,Ann,30\n"

    board = reported(tmp_path, rows + "A,P1,Board (Vote for TWO),,,Bob,20\n")

    assert board.contests[0].vote_for == 2
    assert not any("inferred" in note for note in board.notes)


def test_candidates_with_the_same_votes_everywhere_are_named(tmp_path: Path) -> None:
    rows = "".join(
        f"A,P{n},Mayor,,,{name},{n + 5}\n" for n in range(3) for name in ("Ann", "Bob", "ANN Z")
    )

    twins = reported(tmp_path, rows.replace("7\n", "8\n", 1))

    assert [note for note in twins.notes if "same votes" in note] == [
        "'Mayor': 'Bob' and 'ANN Z' have the same votes at each of 3 sites, and both were counted"
    ]


def test_marks_that_do_not_add_to_ballots_are_said(tmp_path: Path) -> None:
    off = reported(
        tmp_path,
        "A,P1,Ballots Cast,,,,50\nA,P1,Mayor,,,Ann,40\nA,P1,Mayor,,,Under Votes,9\n"
        "A,P2,Ballots Cast,,,,50\nA,P2,Mayor,,,Ann,50\nA,P2,Mayor,,,Under Votes,0\n",
    )

    assert (
        "'Mayor': marks do not add to ballots cast at 1 site: first P1, 49 marks where 50 were "
        "expected" in off.notes
    )


def test_a_contest_without_a_mark_is_not_on_the_ballot_there(tmp_path: Path) -> None:
    rows = "A,P1,Ballots Cast,,,,50\nA,P1,Mayor,,,Ann,50\nA,P1,House,7,,Cy,49\nA,P1,House,8,,Di,0\n"
    rows += "A,P2,Ballots Cast,,,,19\nA,P2,Mayor,,,Ann,19\nA,P2,House,7,,Cy,0\nA,P2,House,8,,Di,3\n"

    pivoted = reported(tmp_path, rows)

    assert pivoted.styles == ((0, 1), (0, 1, 2))
    assert any("1 time a contest has no mark at a site" in note for note in pivoted.notes)


def test_a_candidate_of_two_parties_is_one_candidate(tmp_path: Path) -> None:
    fusion = reported(
        tmp_path, "A,P1,Mayor,,DEM,Ann,30\nA,P1,Mayor,,WOR,Ann,5\nA,P1,Mayor,,Nonpartisan,Bob,9\n"
    )

    [contest] = fusion.contests
    assert [(one.name, one.party) for one in contest.candidates] == [("Ann", "DEM"), ("Bob", "")]
    assert contest.votes(("A", "P1"), contest.candidates[0]) == 35
    assert any(note.startswith("'Ann' stands for DEM and WOR") for note in fusion.notes)


def test_answers_make_a_question(tmp_path: Path) -> None:
    asked = reported(tmp_path, "A,P1,Question 1,,,YES,30\nA,P1,Question 1,,,No,5\n")

    assert asked.contests[0].system == "question"


def test_sites_and_contests_without_content_are_left_out_and_named(tmp_path: Path) -> None:
    rows = "A,P1,Mayor,,,Ann,30\nA,P9,Registered Voters,,,,0\nA,P9,Mayor,,,Ann,0\n"
    rows += "A,P1,Court,,,Under Votes,30\n"

    left = reported(tmp_path, rows)

    assert [site.id for site in left.sites] == ["P1"]
    assert "1 contest without voters, candidates or votes was left out: Court" in left.notes
    assert "1 site without voters, candidates or votes was left out: P9" in left.notes


def test_sites_that_may_be_counts_of_ballots_by_mail_are_named(tmp_path: Path) -> None:
    rows = "A,P1,Registered Voters,,,,90\nA,P1,Mayor,,,Ann,30\nA,AVCB 1,Mayor,,,Ann,20\n"

    assert any("AVCB 1" in note for note in reported(tmp_path, rows).notes)


def test_long_names_and_separators_become_ids() -> None:
    long = "Shall the town " + "very " * 20
    ids = {fitted(f"{long}1"), fitted(f"{long}2")}

    assert len(ids) == 2
    assert max(map(len, ids)) <= 80
    assert fitted("A; B") == "A, B"


def test_many_sentences_of_one_kind_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"A,P1,Office {n},,{party},Ann,3\n" for n in range(9) for party in ("X", "Y"))

    notes = reported(tmp_path, rows).notes

    assert sum("stands for X and Y" in note for note in notes) == 5
    assert "... and 4 more like this" in notes
