"""Contests and candidates: who stands where, for whom, with which share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.packs import TOWN, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("contests.csv", "council,C", "mayor,C", "contests.csv:3: contest: 'mayor' is twice"),
        ("contests.csv", "2,2,plurality", "4,2,plurality", "3: vote_for must be at most the num"),
        ("contests.csv", "2,2,plurality", "0,2,plurality", "3: vote_for must be a whole number"),
        ("contests.csv", "2,2,plurality", "2,0,plurality", "3: seats must be a whole number"),
        ("contests.csv", "built?,,,", "built?,,3,", "4: seats must be 1, or left out, for a"),
        ("contests.csv", "built?,,,", "built?,2,,", "4: vote_for must be 1, or left out, for"),
        ("candidates.csv", "council,Ed", "concil,Ed", "6: contest: no contest 'concil' in con"),
        ("candidates.csv", "council,Ed", ",Ed", "6: contest is missing: there are 3 contests"),
        ("candidates.csv", "council,Ed Orr", "council,Di Fox", "6: candidate: 'Di Fox' is twice"),
        ("candidates.csv", "Fox,RED", "Fox,Red", "5: party: no [parties.Red] in election.toml"),
        ("candidates.csv", "40.5", "49.5", "expected_pct must add to at most 100 in 'mayor'"),
        ("expected.csv", "Ann Lee", "An Lee", "2: candidate: no candidate 'An Lee' of contest"),
        ("expected.csv", "N1,council,Di Fox", "South,mayor,Ann Lee", "3: candidate: 'Ann Lee' is"),
        ("expected.csv", "N1,council,Di Fox,45", "South,mayor,Bo Roy,71", "in 'mayor' in 'South'"),
        ("expected.csv", "council,Di Fox", ",Di Fox", "3: contest is missing: there are 3"),
    ],
)
def test_a_contradiction_is_found(
    name: str, before: str, after: str, message: str, tmp_path: Path
) -> None:
    assert [found for found in faults_in(tmp_path, name, (before, after)) if message in found]


def test_shares_that_are_rounded_may_add_to_a_little_more_than_100(tmp_path: Path) -> None:
    assert faults_in(tmp_path, "candidates.csv", ("40.5", "49.1")) == []


def test_a_contest_without_candidates_is_a_fault(tmp_path: Path) -> None:
    found = faults_of(write_pack(tmp_path, contests=TOWN["contests.csv"] + "judge,,,,,\n"))

    assert found == ["contests.csv:5: contest: 'judge' has no candidates in candidates.csv"]


def test_several_contests_need_their_file(tmp_path: Path) -> None:
    found = faults_of(write_pack(tmp_path, contests=None))

    assert found == ["contests.csv: is missing: candidates.csv has 3 contests"]


def test_a_column_that_is_needed_is_missed_once(tmp_path: Path) -> None:
    found = faults_of(write_pack(tmp_path, candidates="candidate\nA\nB\n", expected=None))

    assert found[0] == "candidates.csv:1: contest: the column is missing: there are 3 contests"
    assert len(found) == 1


def test_parties_need_no_declaration_if_none_is_declared(tmp_path: Path) -> None:
    settings = TOWN["election.toml"].partition("[parties")[0]
    pack = read(write_pack(tmp_path, election=settings))

    assert [party.id for party in pack.parties] == ["RED", "BLUE"]
    assert any(filled.what == "election.toml: parties" for filled in pack.filled)


def test_a_name_with_a_semicolon_is_a_fault_with_a_hint(tmp_path: Path) -> None:
    (found,) = faults_in(tmp_path, "candidates.csv", ("council,Flo Guy", "council,Flo; Guy"))

    assert found.startswith("candidates.csv:7: candidate must not hold ';', which separates the")
    assert found.endswith("got 'Flo; Guy'; write 'Flo, Guy'")
