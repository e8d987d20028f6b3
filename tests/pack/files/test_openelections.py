"""OpenElections files become packs that can be read, or are refused with all their faults."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.core.errors import PackError
from sim.pack.files.openelections import Imported, import_openelections
from sim.pack.files.openelections.words import Kind, kind_of
from tests.support.openelections import HEADER, TOWN, TOWN_HEADER, WANTED, write_file
from tests.support.packs import NORMS, read, real_data

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.pack import Pack


def imported(file: Path, party: str = "") -> tuple[Pack, Imported]:
    folder = file.parent / "pack"
    done = import_openelections(file, folder, replace(WANTED, party=party), NORMS)
    return read(folder), done


def test_a_town_is_read_as_it_was_reported(tmp_path: Path) -> None:
    pack, done = imported(write_file(tmp_path, TOWN, TOWN_HEADER))

    sites = pack.sites
    assert sites.registered.tolist() == [100, 80]
    assert sites.expected_voters.tolist() == [40, 30]
    assert sites.voted_before.tolist() == [18, 10]
    assert sites.provisional.tolist() == [2, 0]
    assert pack.styles == ((0, 1), (0, 2))
    assert pack.contests.id.tolist() == ["Mayor", "State House 7", "State House 8"]
    assert pack.candidates.expected_pct.tolist() == [67.0103, 28.866, 4.1237, 100, 100]
    assert [finding.message for finding in pack.findings if finding.code == "P8"] == [
        f"in its source: {note}" for note in done.notes
    ]


def test_adams_county_2024(tmp_path: Path) -> None:
    file = real_data("adams-2024-precinct.csv")
    shutil.copy(file, tmp_path / file.name)

    pack, done = imported(tmp_path / file.name)

    assert done.summary == (
        "51 sites, 76,008 registered, 9 contests, 2 ballot styles",
        "42,097 on election day + 18,681 by mail + 261 provisional = 61,039 ballots cast",
    )
    assert done.notes == (
        "408 rows of 'Not Assigned' repeat 'Write-ins'; 3,222 votes counted once; first line 10",
    )
    sites = pack.sites
    totals = [sites.expected_voters, sites.voted_before, sites.provisional]
    assert [int(column.sum()) for column in totals] == [42_097, 18_681, 261]
    assert (len(sites), int(sites.registered.sum()), len(pack.contests)) == (51, 76_008, 9)
    assert [int((sites.style == style).sum()) for style in range(2)] == [19, 32]
    assert [finding.code for finding in pack.findings] == ["P12", "P8"]
    _assert_votes_add_to_ballots(tmp_path / "pack", pack)


def _assert_votes_add_to_ballots(folder: Path, pack: Pack) -> None:
    sums: dict[tuple[str, str], int] = {}
    for line in (folder / "reported" / "results.csv").read_text().splitlines()[1:]:
        site, contest, *_, votes = line.split(",")
        sums[site, contest] = sums.get((site, contest), 0) + int(votes)
    sites = pack.sites
    cast = sites.expected_voters + sites.voted_before + sites.provisional
    assert sums == {
        (str(sites.id[site]), str(pack.contests.id[contest])): int(cast[site])
        for site in range(len(sites))
        for contest in pack.contests_of(site)
    }


def test_facts_in_the_column_of_candidates_and_votes_by_absentees(tmp_path: Path) -> None:
    rows = """\
Bay,0001 NORTH,,,,Registered Voters,412,,
Bay,0001 NORTH,,,,Ballots Cast,237,230,7
Bay,0001 NORTH,Straight Party,,DEM,DEMOCRATIC,17,17,0
Bay,0001 NORTH,U.S. Senate,,DEM,ANN COE JR,51,50,1
Bay,0001 NORTH,U.S. Senate,,REP,BOB DAY,179,173,6
Bay,0001 NORTH,U.S. Senate,,,Write-ins,0,0,0
"""
    pack, done = imported(write_file(tmp_path, rows, f"{HEADER},election_day,absentee"))

    assert done.summary == (
        "1 site, 412 registered, 1 contest, 1 ballot style",
        "230 on election day + 7 absentee = 237 ballots cast",
    )
    assert pack.candidates.name.tolist() == ["ANN COE JR", "BOB DAY"]
    assert any("straight-party votes: not read" in note for note in done.notes)


def test_totals_of_counties_are_not_counted_twice(tmp_path: Path) -> None:
    rows = "A,P1,Mayor,,,Ann,3\nA,P2,Mayor,,,Ann,4\nA,,Mayor,,,Ann,7\nB,P1,Mayor,,,Ann,5\n"
    rows += "B,B County Total,Mayor,,,Ann,5\n"

    pack, done = imported(write_file(tmp_path, rows))

    assert pack.sites.id.tolist() == ["A: P1", "A: P2", "B: P1"]
    assert pack.areas.id.tolist() == ["A", "B"]
    assert int(pack.sites.expected_voters.sum()) == 12
    assert [note.partition(" was left out")[0] for note in done.notes[:2]] == [
        "the precinct without a name in 'A'",
        "'B County Total'",
    ]


def test_a_primary_of_one_party(tmp_path: Path) -> None:
    rows = "A,P1,Mayor,,DEM,Ann,20\nA,P1,Mayor,,DEM,Bob,10\nA,P1,Mayor,,REP,Cy,30\n"
    file = write_file(tmp_path, rows, name="20240423__pa__primary__a__precinct.csv")

    pack, _ = imported(file, "DEM")

    assert pack.settings.title == "A, 2024-11-05, DEM primary, as reported"
    assert pack.candidates.name.tolist() == ["Ann", "Bob"]
    assert pack.sites.expected_voters.tolist() == [30]


def test_a_place_where_only_ballots_by_mail_are_counted_is_kept(tmp_path: Path) -> None:
    rows = "A,P1,Ballots Cast,,,,9,9,0\nA,AV 1,Ballots Cast,,,,7,0,7\n"
    rows += "A,P1,Mayor,,,Ann,9,9,0\nA,AV 1,Mayor,,,Ann,7,0,7\n"

    pack, _ = imported(write_file(tmp_path, rows, f"{HEADER},election_day,mail"))

    assert pack.sites.expected_voters.tolist() == [9, 0]
    assert pack.sites.voted_before.tolist() == [0, 7]


def test_faults_of_all_kinds_are_listed_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    rows = "A,P1,Mayor,,X,Ann,many\nA,P1,,,X,Bob,1\nA,P1,Mayor,,X,Cy,1\nA,P1,Mayor,,X,Cy,2\n"
    rows += ",P2,Mayor,,X,Cy,2\nA,P2,Mayor\n"
    file = write_file(tmp_path, rows)

    with pytest.raises(PackError) as refused:
        imported(file)

    assert [str(problem).partition(".csv:")[2] for problem in refused.value.problems] == [
        "2: votes must be a whole number of votes from 0; got 'many'",
        "3: office is empty",
        "5: votes: 'Cy' has 2 votes for 'Mayor' here, and 1 at line 4",
        "6: county is empty in 1 row; name the county in all, or in none",
        "7: has 3 cells; the header has 7",
    ]
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_exists_is_refused_before_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()

    with pytest.raises(PackError, match="exists already"):
        imported(tmp_path / "nowhere.csv")


def test_words_are_told_from_names_of_people() -> None:
    words = {
        Kind.WRITE_INS: ["Write-In", "WRITE INS", "Scattering"],
        Kind.WRITE_IN_PART: ["Write-In: Joe", "Joe Roe (Write-In)", "Unresolved Write-In"],
        Kind.UNDER: ["Blank", "Under-Votes", "Undervote"],
        Kind.OVER: ["OVER VOTES", "Overvotes"],
        Kind.CANDIDATE: ["Total Wine", "Dana Writein-Roe", "Rover Votes", "None of these", "Yes"],
    }
    assert {name: kind_of("Mayor", name)[0] for names in words.values() for name in names} == {
        name: kind for kind, names in words.items() for name in names
    }


CELLS = {
    "county": ["A", "B", "", "Total"],
    "precinct": ["P1", "P2", "P1 ", "Total", ""],
    "office": ["Mayor", "MAYOR", "Registered Voters", "Ballots Cast", "Question;1", ""],
    "district": ["", "1", "01", "1.0"],
    "party": ["", "DEM", "REP"],
    "candidate": ["Ann", "ann", "Yes", "Write-ins", "Not Assigned", "Under Votes", "Total", ""],
    "votes": ["0", "1", "2", "30", "", "1,234", "3.0", "x", "-1"],
    "mail": ["0", "1", "30", ""],
    "provisional": ["0", "1", ""],
}  # fmt: skip
USUAL = {name: cells[:3] for name, cells in CELLS.items()} | {"candidate": CELLS["candidate"][:7]}
"""Cells that are rarely faults: most files of these are imported."""


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from([CELLS, USUAL]), st.data())
def test_any_file_becomes_a_pack_or_is_refused_with_its_line(
    tmp_path: Path, cells: dict[str, list[str]], data: st.DataObject
) -> None:
    row = st.tuples(*(st.sampled_from(options) for options in cells.values()))
    rows = data.draw(st.lists(row, min_size=1, max_size=12))
    text = "".join(",".join(f'"{cell}"' for cell in one) + "\n" for one in rows)
    file = write_file(tmp_path, text, ",".join(cells))
    shutil.rmtree(tmp_path / "pack", ignore_errors=True)

    try:
        pack, _ = imported(file)
    except PackError as refused:
        assert all(".csv" in problem.where for problem in refused.problems)  # noqa: PT017
        assert not any("pack/" in problem.where for problem in refused.problems)  # noqa: PT017
        assert list(tmp_path.iterdir()) == [file]
    else:
        assert len(pack.sites) > 0
        assert len(pack.contests) > 0
