"""Reported values of a pack: their areas, contests and choices, each fault named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import InputError
from sim.scenario import load_scenario, pack_target_rules
from tests.support.given import country, race
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def problems_of(tmp_path: Path, election: str, target: str) -> list[str]:
    """Return what is wrong with one target."""
    file = tmp_path / "x.toml"
    file.write_text(f'extends = "{election}"\n[[target]]\nvalue = 50\n{target}\n', "utf-8")
    try:
        load_scenario(file)
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ('what = "votes"\ncode = "East"\nitem = "Eve Moss"', "contest is missing: there are 3"),
        ('what = "votes"\ncode = "East"\ncontest = "council"\nitem = "Eve Mos"', "no choice 'Eve "),
        ('what = "votes"\ncode = "East"\ncontest = "council"', "item is missing; known: "),
        ('what = "votes"\ncode = "East"\ncontest = "counsil"\nitem = "Yes"', "mean 'council'?"),
        ('what = "votes"\ncode = "East"\ncontest = "bridge"\nitem = "Yes"', "no site of East vot"),
        ('what = "votes"\ncode = "Esat"\ncontest = "mayor"\nitem = "Invalid/blank"', "'East'?"),
        ('what = "final_turnout"\ncode = "E9"', "code: no area or site 'E9'"),
        ('what = "final_turnout"\ncode = "E1"\ncontest = "mayor"', "contest belongs to votes"),
        ('what = "final_turnout"\ncode = "E1"\nlevel = "shore"', "it is of level site"),
        ('what = "seats"\ncode = "E1"\nitem = "Hill List"', "no region 'E1' for seats"),
        ('what = "seats"\ncode = "East"\nlevel = "shore"\nitem = "Hill List"', "leave it out"),
        ('code = "E1"\ntime = 03:00:00', "when the first doors open"),
    ],
)
def test_a_fault_is_named(target: str, message: str, tmp_path: Path) -> None:
    found = problems_of(tmp_path, "two-shores", target)

    assert [text for text in found if message in text], found


@pytest.mark.parametrize(
    "target",
    [
        'what = "votes"\ncode = "East"\ncontest = "council"\nitem = "Eve Moss"',
        'what = "votes"\ncode = "ALL"\ncontest = "mayor"\nitem = "Tide Party"',
        'what = "votes"\ncode = "W1"\ncontest = "bridge"\nitem = "Invalid/blank"',
        'what = "final_turnout"\ncode = "E1"\nlevel = "site"',
        'code = "West"\nlevel = "shore"\ntime = 12:07:00',
    ],
)
def test_any_area_and_contest_can_be_named(target: str, tmp_path: Path) -> None:
    assert problems_of(tmp_path, "two-shores", target) == []


def test_highest_is_of_a_level_and_nobody_registered_has_no_turnout(tmp_path: Path) -> None:
    found = valley_problems(
        tmp_path,
        '[[target]]\ncode = "Ford"\ntime = 12:00:00\nrelation = "highest"\n'
        '[[target]]\ncode = "mill"\ntime = 12:00:00\nrelation = "highest"\n'
        '[[target]]\ncode = "West"\ntime = 12:00:00\nrelation = "highest"\nlevel = "parish"\n'
        '[[target]]\ncode = "inn"\nwhat = "final_turnout"\nvalue = 50\n',
    )

    which = "highest is of all regions, or of all areas of a level"
    assert found == [
        f"target.0.level is missing: {which}; Ford is of level parish",
        "target.1.code: no area 'mill'; known: East, Fell, Ford, Mere, Tor, West",
        "target.2.code: no area 'West' of level parish; it is of level side",
        "target.3.code: nobody is registered in inn, so that it has no turnout in per cent",
    ]


def test_the_highest_of_many_areas_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_target_rules, "MOST_COMPARED", 3)
    place = 'code = "Ford"\nlevel = "parish"\ntime = 12:00:00'

    found = valley_problems(tmp_path, f'[[target]]\n{place}\nrelation = "highest"\n')

    limit = "highest is of at most 3 areas of a level, and there are 4 of level parish"
    assert found == [f"target.0.level: {limit}"]


def valley_problems(tmp_path: Path, text: str) -> list[str]:
    write_pack(tmp_path / "valley", VALLEY)
    file = tmp_path / "x.toml"
    file.write_text(f'extends = "valley"\n{text}', encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_scenario(file)
    return [problem.message for problem in error.value.problems]


@pytest.mark.parametrize("key", ['level = "region"', 'contest = "x"'])
def test_other_countries_have_neither_levels_nor_contests(key: str, tmp_path: Path) -> None:
    (found,) = problems_of(tmp_path, "baseline", f'what = "final_turnout"\ncode = "ZHA"\n{key}')

    assert "leave it out" in found or "belongs to votes of a pack, or of given races" in found


def of_race(**changed: str) -> list[str]:
    given = {"what": "votes", "code": "EAST", "contest": "EAST-Alma", "item": "Auyl"} | changed
    races = [race("Alma"), race("Birch", region="WEST")]
    try:
        country(*races, target=[given | {"value": 50}])
    except InputError as error:
        return [problem.message for problem in error.problems]
    return []


def test_votes_may_be_of_one_given_race() -> None:
    assert not of_race()
    assert not of_race(code="KZ", item="Against all")
    [of_no_race] = of_race(contest="EAST-Alba")
    assert of_no_race == "target.0.contest: no race 'EAST-Alba'; did you mean 'EAST-Alma'?"
    elsewhere, nobody = of_race(code="WEST", item="Amal")
    assert elsewhere == "target.0.code: the race EAST-Alma is in EAST: name that, or KZ; got WEST"
    assert nobody.startswith("target.0.item: no choice 'Amal'; ")
