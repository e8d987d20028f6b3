"""Packs of published totals: a sound one is read, and all faults of another are listed at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import PackError
from sim.pack.shipped import ELECTIONS
from sim.pack.totals_check import check_totals
from tests.support.totals import DALES, write_totals

if TYPE_CHECKING:
    from pathlib import Path


def faults(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        check_totals(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_election_that_ships_and_a_small_one_have_no_faults(tmp_path: Path) -> None:
    assert check_totals(ELECTIONS / "kz-2021").name == "kz-2021"
    assert check_totals(write_totals(tmp_path)).title == "The Dales, 2031"


def test_faults_of_all_files_are_listed_together(tmp_path: Path) -> None:
    areas = DALES["areas.csv"].replace("U,Upper Dale,,3000,1500", "U,Upper Dale,Upper,3000,4000")
    found = "\n".join(
        faults(
            write_totals(
                tmp_path,
                areas=areas,
                reported_seats=DALES["reported/seats.csv"] + "M,RED,1\nL,GREEN,1\nU,RED,2\n",
                reported_candidates=None,
                reported_turnout=DALES["reported/turnout.csv"].replace("12:00", "noon"),
                reported_by_elections=DALES["reported/by_elections.csv"].replace(
                    "Invalid/blank", "Spoilt"
                ),
                reported_facts="key,value\n",
            )
        )
    )

    for expected in (
        "areas.csv:2: timezone must be the IANA name",
        "must be at most registered, 3,000; got 4,000",
        "no area 'M'; ",
        "no party 'GREEN'; ",
        "it is on line 2, too",
        "reported/candidates.csv: is missing; a pack of published totals has one",
        "must be a clock time",
        "no choice 'Spoilt'; ",
        "'Beck' has no row of 'Invalid/blank'",
        "areas.csv: sites is missing in some rows",
    ):
        assert expected in found, found


def test_races_are_as_many_as_seats(tmp_path: Path) -> None:
    areas = DALES["areas.csv"].replace("60.00,2,", "60.00,3,")

    [found] = faults(write_totals(tmp_path, areas=areas))

    assert "must be the seats of 'L' in reported/seats.csv, 2; got 3" in found


def test_the_nation_has_a_code_of_its_own_and_seats_have_parties(tmp_path: Path) -> None:
    settings = DALES["election.toml"].replace('code = "DALES"', 'code = "U"')

    found = faults(write_totals(tmp_path, election=settings))

    assert any("'U' is the code of the nation" in message for message in found)
