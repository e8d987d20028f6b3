"""The files of an imported pack, as text."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.pack.files.openelections.text import pack_files, percentages, summary_lines
from tests.support.openelections import TOWN, TOWN_HEADER, WANTED, reported

if TYPE_CHECKING:
    from pathlib import Path

NAME = "20241105__pa__general__a__precinct.csv"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    wanted = replace(WANTED, name="town", assumed=("opens",))
    return pack_files(reported(tmp_path, TOWN, TOWN_HEADER), wanted, NAME, "abc", ["a note"])


def test_settings_say_where_everything_comes_from(files: dict[str, str]) -> None:
    text = files["election.toml"]
    settings = tomllib.loads(text)

    assert settings.pop("date").isoformat() == "2024-11-05"
    assert [settings.pop(key).isoformat() for key in ("opens", "closes")] == [
        "07:00:00", "20:00:00",
    ]  # fmt: skip
    assert settings == {
        "name": "town",
        "title": "A, 2024-11-05, as reported",
        "timezone": "America/New_York",
        "levels": ["county"],
        "parties": {"DEM": {"name": "DEM"}, "REP": {"name": "REP"}},
        "source": [
            {
                "text": f"OpenElections, {NAME}; SHA-256 abc",
                "url": "https://github.com/openelections/openelections-data-pa",
                "notes": ["a note"],
            }
        ],
    }
    assert "# Every number is a reported one" in text
    assert "opens = 07:00:00  # assumed" in text
    assert "closes = 20:00:00\n" in text


def test_tables_by_hand(files: dict[str, str]) -> None:
    assert files["sites.csv"].split() == [
        "site,county,registered,expected_voters,voted_before,provisional,ballot_style",
        "P1,A,100,40,18,2,1",
        "P2,A,80,30,10,0,2",
    ]
    assert files["contests.csv"].splitlines() == [
        "contest,vote_for,system,ballot_styles",
        "Mayor,1,plurality,1;2",
        "State House 7,1,plurality,1",
        "State House 8,1,plurality,2",
    ]
    assert files["candidates.csv"].splitlines() == [
        "contest,candidate,party,expected_pct",
        "Mayor,Ann,DEM,67.0103",
        "Mayor,Bob,REP,28.8660",
        "Mayor,Write-ins,,4.1237",
        "State House 7,Cy,REP,100.0000",
        "State House 8,Di,REP,100.0000",
    ]
    assert "expected.csv" not in files


def test_reported_votes_add_to_ballots_cast_in_every_contest_of_a_site(
    files: dict[str, str],
) -> None:
    sums: dict[tuple[str, str], int] = {}
    for line in files["reported/results.csv"].splitlines()[1:]:
        site, contest, _, _, votes = line.split(",")
        sums[site, contest] = sums.get((site, contest), 0) + int(votes)

    assert sums == {
        ("P1", "Mayor"): 60,
        ("P1", "State House 7"): 60,
        ("P2", "Mayor"): 40,
        ("P2", "State House 8"): 40,
    }


def test_shares_by_county_where_there_are_several(tmp_path: Path) -> None:
    rows = "A,P1,Mayor,,X,Ann,3\nA,P1,Mayor,,Y,Bob,1\nB,P1,Mayor,,X,Ann,2\nB,P1,House,,Y,Di,2\n"

    written = pack_files(reported(tmp_path, rows), WANTED, NAME, "abc", [])

    assert written["expected.csv"].splitlines() == [
        "area,contest,candidate,expected_pct",
        "A,Mayor,Ann,75.0000",
        "A,Mayor,Bob,25.0000",
        "B,Mayor,Ann,100.0000",
        "B,Mayor,Bob,0.0000",
        "B,House,Di,100.0000",
    ]
    assert written["sites.csv"].splitlines()[1] == "A: P1,A,P1,,4,0,0,1"


def test_odd_party_names_are_keys_of_toml(tmp_path: Path) -> None:
    written = pack_files(
        reported(tmp_path, 'A,P1,Mayor,,"D ""x"".\\",Ann,3\n'), WANTED, NAME, "abc", []
    )

    assert list(tomllib.loads(written["election.toml"])["parties"]) == ['D "x".\\']


def test_the_summary_has_every_number(tmp_path: Path) -> None:
    assert summary_lines(reported(tmp_path, TOWN, TOWN_HEADER)) == [
        "2 sites, 180 registered, 3 contests, 2 ballot styles",
        "70 on election day + 28 by mail + 2 provisional = 100 ballots cast",
    ]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_shares_add_to_100_and_are_near(votes: list[int]) -> None:
    shares = [round(float(text) * 10_000) for text in percentages(votes)]

    assert sum(shares) == 1_000_000
    assert all(
        abs(share - 1e6 * one / sum(votes)) <= 1 for share, one in zip(shares, votes, strict=True)
    )
