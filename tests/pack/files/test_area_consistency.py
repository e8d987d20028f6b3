"""Areas: one parent each, named once, and everywhere by the same id."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.packs import TOWN, edited, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("sites.csv", "hall,North", "hall,South", "sites.csv:3: ward: 'N1' lies in county 'South'"),
        ("sites.csv", "hall,North", "hall,Noth", "sites.csv:3: ward: 'N1' lies in county 'Noth'"),
        ("areas.csv", "South,South", "Suoth,South", "sites.csv:5: county: no area 'South' in area"),
        ("areas.csv", "South,South", "North,South", "areas.csv:3: area: 'North' is twice"),
        ("areas.csv", "County,,", "County,South,", "areas.csv:2: parent must be empty"),
        ("expected.csv", "N1,council", "N9,council", "expected.csv:3: area: no site lies in area"),
    ],
)
def test_areas_that_contradict_each_other(
    name: str, before: str, after: str, message: str, tmp_path: Path
) -> None:
    assert any(found.startswith(message) for found in faults_in(tmp_path, name, (before, after)))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("N1,First Ward,South,", "parent must be 'North', as in sites.csv; got 'South'"),
        ("N1,First Ward,Nrth,", "no site lies in county 'Nrth'; did you mean 'North'?"),
    ],
)
def test_parents_are_those_of_sites(row: str, message: str, tmp_path: Path) -> None:
    wards = "".join(f"{ward},,,\n" for ward in ("N2", "S1", "S2"))
    (found,) = faults_of(write_pack(tmp_path, areas=f"{TOWN['areas.csv']}{row}\n{wards}"))

    assert message in found


def test_an_id_of_two_levels_needs_its_level(tmp_path: Path) -> None:
    sites = TOWN["sites.csv"].replace("N1", "North")
    expected = edited("expected.csv", ("N1", "North"))
    contests = TOWN["contests.csv"]
    found = faults_of(write_pack(tmp_path / "a", sites=sites, expected=expected))
    assert found[0] == (
        "areas.csv:2: level is missing: there is an area 'North' in levels county and ward"
    )
    assert "expected.csv:3: level is missing" in found[1]

    areas = "area,level,timezone\nNorth,county,\nSouth,,America/New_York\n"
    expected = "area,level,contest,candidate,expected_pct\nNorth,ward,mayor,Ann Lee,3\n"
    pack = read(write_pack(
        tmp_path / "b", sites=sites, areas=areas, expected=expected, contests=contests
    ))  # fmt: skip
    assert pack.expected.area.tolist() == [2]
    wrong = expected.replace("ward", "wrd")
    (found_level,) = faults_of(write_pack(
        tmp_path / "c", sites=sites, areas=areas, expected=wrong
    ))  # fmt: skip
    assert found_level.endswith("level must be one of levels of election.toml; got 'wrd'; "
                                "did you mean 'ward'?")  # fmt: skip


def test_areas_are_in_the_order_of_areas_csv_then_as_sites_name_them(tmp_path: Path) -> None:
    areas = "area,name\nS2,Dock\nSouth,South County\nN1,School\nNorth,North County\n"
    pack = read(write_pack(tmp_path, areas=areas + "N2,Mill\nS1,Inn\n"))

    assert pack.region_codes == ("South", "North")
    assert pack.areas.id.tolist() == ["South", "North", "S2", "N1", "N2", "S1"]
    assert [str(pack.areas.id[area]) for area in pack.areas.parent[2:]] == [
        "South", "North", "North", "South",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"), [("intake", "Town hall"), ("clerks", "3"), ("vehicles", "2")]
)
def test_clerks_and_places_are_of_areas_that_take_in_protocols(
    key: str, value: str, tmp_path: Path
) -> None:
    areas = f"area,{key}\nN1,{value}\nN2,\nS1,\nS2,\n"
    assert faults_of(write_pack(tmp_path / "right", areas=areas)) == []

    wrong = f"area,{key}\nNorth,{value}\nSouth,\n"
    (found,) = faults_of(write_pack(tmp_path / "wrong", areas=wrong))
    assert found.startswith(f"areas.csv:2: {key} must be empty for an area of level county: areas")
    assert found.endswith("areas of level ward take in protocols (intake_at of election.toml)")
