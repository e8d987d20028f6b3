"""The pack of a scenario: what it may name, and that it is never an old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario import load_scenario
from sim.scenario.election import (
    districts_of,
    election_pack,
    is_pack,
    nameable_regions,
    nation_code,
    norms_of,
    pack_files,
    party_names,
    placeless_tree,
    region_behind_ms,
    region_codes,
)
from tests.support.packs import VALLEY, edited, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario


@pytest.fixture
def valley(tmp_path: Path) -> Scenario:
    return load_scenario(write_pack(tmp_path / "valley", VALLEY))


def test_names_that_a_scenario_of_a_pack_may_use(valley: Scenario) -> None:
    assert is_pack(valley)
    assert sorted(region_codes(valley)) == ["East", "West"]
    assert nameable_regions(valley) == region_codes(valley)
    assert len(party_names(valley)) == 3
    assert nation_code(valley) == "ALL"
    assert districts_of(valley) == []
    assert region_behind_ms(valley) == {"West": 0, "East": -15 * 60_000}


def test_names_of_the_election_that_ships() -> None:
    baseline = load_scenario("baseline")

    assert not is_pack(baseline)
    assert len(region_codes(baseline)) == 14
    assert nation_code(baseline) == "KZ"
    assert pack_files(baseline) == {}
    assert placeless_tree(baseline) == baseline.tree()


def test_a_region_may_be_named_like_the_nation(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path / "v",
        VALLEY,
        sites=VALLEY["sites.csv"].replace(",West,", ",ALL,"),
        areas=VALLEY["areas.csv"].replace("West,", "ALL,"),
    )

    assert nation_code(load_scenario(folder)) == "ALL*"


def test_without_levels_the_whole_election_is_one_region(tmp_path: Path) -> None:
    settings = edited("election.toml", ('levels = ["side", "parish"]', "levels = []"), base=VALLEY)
    sites = "".join(
        f"{line.split(',')[0]},{line.split(',')[3]}\n"
        for line in VALLEY["sites.csv"].splitlines() if not line.startswith("inn")
    )  # fmt: skip
    folder = write_pack(tmp_path / "v", VALLEY, election=settings, sites=sites, areas=None)

    scenario = load_scenario(folder)

    assert region_codes(scenario) == ["valley"]
    assert region_behind_ms(scenario) == {"valley": 0}


def test_a_pack_is_read_again_once_a_file_changed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    scenario = load_scenario(folder)
    first, digests = election_pack(scenario), pack_files(scenario)
    assert election_pack(scenario) is first

    write_pack(folder, VALLEY, sites=edited("sites.csv", ("812", "9812"), base=VALLEY))

    assert election_pack(scenario).sites.registered.sum() == first.sites.registered.sum() + 9000
    changed = pack_files(scenario)
    assert {name for name in digests if digests[name] != changed[name]} == {"sites.csv"}


def test_norms_are_those_of_the_scenario(valley: Scenario) -> None:
    folder = valley.election
    few = load_scenario(folder, ["register.registered_per_desk=100"])

    assert norms_of(few).registered_per_desk == 100
    assert election_pack(few).sites.desks.sum() > election_pack(valley).sites.desks.sum()


def test_a_tree_without_places_has_the_folders_name(valley: Scenario) -> None:
    assert placeless_tree(valley) == valley.tree() | {"election": "valley"}
    assert valley.tree()["election"] != "valley"
