"""Ballots cast at a site, before, and provisional: as stated, or inferred and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.openelections import HEADER, TOWN, TOWN_HEADER, reported

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.openelections.returns import Returns


def voters_of(returns: Returns) -> list[tuple[int, int, int, int]]:
    """Return ballots at the site, before, provisional, and all, by site."""
    voters = [site.voters for site in returns.sites]
    return [(one.at_site, one.voted_before, one.provisional, one.cast) for one in voters]


def test_ballots_are_those_that_the_file_states(tmp_path: Path) -> None:
    assert voters_of(reported(tmp_path, TOWN, TOWN_HEADER)) == [(40, 18, 2, 60), (30, 10, 0, 40)]


def test_without_methods_all_are_expected_at_the_site(tmp_path: Path) -> None:
    returns = reported(tmp_path, "A,P1,Ballots Cast,,,,50\nA,P1,Mayor,,,Ann,40\n")

    assert voters_of(returns) == [(50, 0, 0, 50)]
    assert any("does not say which ballots were cast before" in note for note in returns.notes)


def test_without_ballots_cast_the_fullest_contest_stands_in(tmp_path: Path) -> None:
    rows = "A,P1,Mayor,,,Ann,40,9,31\nA,P1,Council,,,Bob,50,11,39\n"

    returns = reported(tmp_path, rows, f"{HEADER},absentee,election_day")

    assert voters_of(returns) == [(39, 11, 0, 50)]
    assert "1 site: ballots cast were taken as the marks of the contest with most" in returns.notes


def test_ballots_by_method_are_inferred_from_votes(tmp_path: Path) -> None:
    rows = "A,P1,Ballots Cast,,,,50,\nA,P1,Mayor,,,Ann,40,10\n"

    returns = reported(tmp_path, rows, f"{HEADER},early_voting")

    assert voters_of(returns) == [(38, 12, 0, 50)]
    assert "1 site: ballots by method were taken from the contest with most marks" in returns.notes


def test_more_ballots_by_method_than_ballots_are_said(tmp_path: Path) -> None:
    rows = "A,P1,Ballots Cast,,,,50,60\nA,P1,Mayor,,,Ann,40,10\n"

    returns = reported(tmp_path, rows, f"{HEADER},mail")

    assert voters_of(returns) == [(0, 60, 0, 60)]
    assert any("by method are more than ballots cast" in note for note in returns.notes)
