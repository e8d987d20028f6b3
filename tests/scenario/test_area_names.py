"""Areas that scenarios name: of any level of a pack, each level asked for where it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import InputError
from sim.scenario import load_scenario
from sim.scenario.area_names import area_levels, broken_area, site_ids
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = {"side": ["West", "East", "Ford"], "parish": ["Ford", "Mere", "Tor"]}


@pytest.mark.parametrize(
    ("area", "level", "found"),
    [
        ("Mere", "", []),
        ("Ford", "parish", []),
        ("lock", "", []),
        ("lock", "site", []),
        ("Ford", "", [("level", "is missing: there is an area 'Ford' in levels side and parish")]),
        ("Tor", "", [("level", "is missing: there is an area 'Tor' in level parish, and a site")]),
        ("Mer", "", [("area", "no area or site 'Mer'; did you mean 'Mere'?")]),
        ("Mere", "county", [("level", "no level 'county'; known: parish, side, site")]),
        ("Mere", "side", [("area", "no area 'Mere' of level side; it is of level parish")]),
    ],
)
def test_an_area_is_found_or_what_is_wrong_is_said(
    area: str, level: str, found: list[tuple[str, str]]
) -> None:
    assert list(broken_area(area, level, LEVELS, {"lock", "Tor"})) == found


def test_a_pack_has_areas_by_level_and_sites(tmp_path: Path) -> None:
    scenario = load_scenario(write_pack(tmp_path / "valley", VALLEY))

    assert {level: set(areas) for level, areas in area_levels(scenario).items()} == {
        "side": {"West", "East"}, "parish": {"Ford", "Mere", "Tor", "Fell"},
    }  # fmt: skip
    assert "quay" in site_ids(scenario)


def test_regions_are_the_only_areas_of_other_countries() -> None:
    scenario = load_scenario("baseline")

    assert set(area_levels(scenario)) == {"region"}
    assert not site_ids(scenario)


LATE = 'name = "x"\nkind = "late_opening"\nto = 10:00:00\nwhere = '


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ('{ regions = ["Ford"] }', "where.regions: no region 'Ford'; it is an area of level par"),
        ('{ areas = ["Frd"] }', "where.areas: no area 'Frd'; did you mean 'Ford'?"),
        ('{ areas = ["Ford"], level = "side" }', "no area 'Ford' of level side; it is of level"),
        ('{ level = "side" }', "where.level: belongs to where.areas; leave it out"),
    ],
)
def test_an_incident_that_names_no_area_is_refused(
    where: str, message: str, tmp_path: Path
) -> None:
    write_pack(tmp_path / "valley", VALLEY)
    (tmp_path / "x.toml").write_text(f'extends = "valley"\n[[incident]]\n{LATE}{where}\n', "utf-8")

    with pytest.raises(InputError) as error:
        load_scenario(tmp_path / "x.toml")

    (problem,) = error.value.problems
    assert 'incident "x": ' in problem.message
    assert message in problem.message
