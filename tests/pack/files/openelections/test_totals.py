"""Precincts that are the sum of others: named, nameless and hidden."""

from __future__ import annotations

import pytest

from sim.pack.files.faults import Faults
from sim.pack.files.openelections.totals import WithoutTotals, without_totals
from sim.pack.files.openelections.vote_rows import Row
from sim.pack.files.openelections.words import Kind


def left(*sites: tuple[str, str, int, int], faults: Faults | None = None) -> WithoutTotals:
    """Return what is left of rows: county, precinct, votes for Ann and for Bob."""
    faults = Faults("a.csv", ()) if faults is None else faults
    rows = [
        Row(2 * number + at, county, precinct, "Mayor", "", "", name, Kind.CANDIDATE, votes, ())
        for number, (county, precinct, *both) in enumerate(sites, 1)
        for at, (name, votes) in enumerate(zip(("Ann", "Bob"), both, strict=True))
    ]
    return without_totals(tuple(rows), faults)


def sites_of(found: WithoutTotals) -> list[str]:
    return list(dict.fromkeys(row.precinct for row in found.rows))


@pytest.mark.parametrize("name", ["Total", "TOTALS", "A County Total", "Countywide", "Total: A"])
def test_a_precinct_named_as_a_total_is_left_out(name: str) -> None:
    found = left(("A", "P1", 1, 2), ("A", "P2", 3, 4), ("A", name, 4, 6))

    assert sites_of(found) == ["P1", "P2"]
    assert found.notes == (
        f"{name!r} was left out: line 6, each of its numbers is the sum of 2 sites",
    )


def test_a_named_total_that_is_no_sum_is_left_out_and_said() -> None:
    found = left(("A", "P1", 1, 2), ("A", "P2", 3, 4), ("A", "Total", 4, 7))

    assert sites_of(found) == ["P1", "P2"]
    assert found.notes[0].endswith("it is named a total, though 1 of its 2 numbers are not")


def test_a_total_hidden_under_another_name_is_found() -> None:
    found = left(("A", "P1", 1, 2), ("A", "P2", 3, 4), ("A", "Adams City", 4, 6), ("B", "P1", 9, 9))

    assert sites_of(found) == ["P1", "P2"]
    assert "'Adams City' was left out" in found.notes[0]
    assert len(found.rows) == 6


def test_equal_sites_and_empty_sites_are_no_totals() -> None:
    found = left(("A", "P1", 1, 2), ("A", "P2", 1, 2), ("B", "P1", 0, 0), ("B", "P2", 0, 0))

    assert (len(found.rows), found.notes) == (8, ())


def test_a_site_that_has_half_of_all_votes_is_no_total() -> None:
    assert left(("A", "P1", 1, 4), ("A", "P2", 3, 2), ("A", "P3", 5, 5)).notes == ()


def test_totals_of_counties_and_of_all_are_left_out() -> None:
    found = left(("A", "P1", 1, 2), ("A", "P2", 3, 4), ("B", "P3", 5, 6),
                 ("A", "", 4, 6), ("B", "", 5, 6), ("Total", "", 9, 12))  # fmt: skip

    assert sites_of(found) == ["P1", "P2", "P3"]
    assert [note.split(" was")[0] for note in found.notes] == [
        "the precinct without a name in 'A'",
        "the precinct without a name in 'B'",
        "the precinct without a name in 'Total'",
    ]


def test_rows_without_a_precinct_that_are_no_total_are_refused() -> None:
    faults = Faults("a.csv", ())
    left(("A", "P1", 1, 2), ("A", "P2", 3, 4), ("A", "", 7, 7), faults=faults)

    assert list(map(str, faults.problems())) == [
        (
            "a.csv:6: precinct is empty, and the votes of these rows are not the sum of the "
            "precincts of 'A'; name the precinct, or remove the rows"
        )
    ]


def test_a_file_by_county_is_refused() -> None:
    faults = Faults("a.csv", ())
    left(("A", "", 1, 2), ("B", "", 3, 4), faults=faults)

    assert "a file by precinct is needed" in faults.problems()[0].message
