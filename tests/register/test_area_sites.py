"""Areas of all levels of a pack, and the clerks, vehicles and places of its commissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import sim
from sim.register import build_register
from sim.register.area_sites import clerks_of, sites_in, sites_in_area, vehicles_of
from sim.register.kept_regions import keep_regions
from tests.support.packs import VALLEY, read, register_of, write_pack

if TYPE_CHECKING:
    from pathlib import Path

INTAKE = """\
area,level,name,timezone,intake,clerks,vehicles
West,side,West Bank,,,,
East,side,East Bank,Asia/Kathmandu,,,
Ford,parish,,,Ford mill,1,
Mere,parish,,,,,1
Tor,parish,,,,30,9
Fell,parish,,,Fell inn,,
"""


def test_sites_of_areas_of_any_level(tmp_path: Path) -> None:
    register = register_of(read(write_pack(tmp_path, VALLEY)))

    def named(area: str, level: str = "") -> set[str]:
        return set(register.site_id[sites_in(register, area, level)].tolist())

    assert named("Tor") == {"ridge", "cairn"}
    assert named("Tor", "side") == set()
    assert named("East", "side") == named("Tor") | named("Fell")
    assert named("inn") == named("inn", "site") == {"inn"}
    assert len(named("ALL")) == 9
    assert not sites_in_area(register, "inn").any()


def test_a_part_of_a_country_keeps_its_areas_and_clerks(tmp_path: Path) -> None:
    register = register_of(read(write_pack(tmp_path, VALLEY, areas=INTAKE)))

    east = keep_regions(register, ["East"])

    assert set(east.site_id[sites_in(east, "Fell")].tolist()) == {"scree", "inn"}
    assert not sites_in(east, "Ford").any()
    of_part = dict(zip(east.commission_id.tolist(), clerks_of(east, 2), strict=True))
    assert of_part == {"Tor": 30, "Fell": 2}
    sites = np.bincount(east.site_commission).tolist()
    assert vehicles_of(east, 0) == sites
    assert register.intake is not None
    assert east.intake is not None
    assert register.intake.vehicles == (None, 1, 9, None)
    assert east.intake.vehicles == (9, None)
    assert register.digest() != register_of(read(write_pack(tmp_path / "b", VALLEY))).digest()


def test_regions_of_other_countries_are_their_areas() -> None:
    register = build_register(sim.load_scenario("baseline", ["register.regions=['MAN', 'ZAP']"]))

    assert set(register.region_code[register.site_region[sites_in(register, "MAN")]]) == {"MAN"}
    assert clerks_of(register, 2) == [2] * len(register.commission_id)


def test_clerks_of_an_area_take_in_its_protocols_and_its_place_is_shown(tmp_path: Path) -> None:
    slow = ["commission.intake_mean_s=7200", "counting.copy_slip_share=0"]
    write_pack(tmp_path / "a", VALLEY)
    write_pack(tmp_path / "b", VALLEY, areas=INTAKE)

    usual, given = (
        sim.run(sim.load_scenario(tmp_path / name, slow), seed=4).tables["sites"] for name in "ab"
    )

    assert (usual["site"] == given["site"]).all()
    changed = set(given["commission"][usual["accepted"] != given["accepted"]].tolist())
    assert "Ford" in changed
    assert changed <= {"Ford", "Mere", "Tor"}
    at = dict(zip(given["commission"].tolist(), given["intake"].tolist(), strict=True))
    assert at == {"Ford": "Ford mill", "Mere": "", "Tor": "", "Fell": "Fell inn"}
    assert "intake" not in usual
    later = given["delivered"] > usual["delivered"]
    assert set(given["commission"][later].tolist()) == {"Mere"}
    assert np.all(given["delivered"] >= usual["delivered"])
