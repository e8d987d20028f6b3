"""Clerks and vehicles of commissions from a file: what changes, and what it must not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.errors import RegisterError
from sim.ensemble import job_entries, make_job
from sim.ensemble.posterior_draws import load_posterior
from sim.register import build_register
from sim.register.area_sites import clerks_of, vehicles_of
from sim.register.intake_file import INTAKE_OF_A_PLAN, with_intake
from sim.results.schema.plan_tables import INTAKE
from sim.scenario import load_scenario
from sim.scenario.placed import placed_toml

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

ATY = "register.regions=['ATY']"


def scenario_with(folder: Path, text: str, *changes: str) -> Scenario:
    (folder / "intake.csv").write_text(text, encoding="utf-8")
    return load_scenario("baseline", [f"register.intake='{folder / 'intake.csv'}'", ATY, *changes])


def test_commissions_that_it_names_have_its_clerks_and_vehicles(tmp_path: Path) -> None:
    text = "commission,clerks,vehicles\nATY-C02,7,\nMAN-C01,9,1\nATY-C03,,4\nATY-C04,5,900\n"
    register = build_register(scenario_with(tmp_path, text))
    sites = np.bincount(register.site_commission).tolist()

    assert clerks_of(register, 2) == [2, 7, 2, 5, 2, 2, 2]
    # At most one at each site, and by default that.
    assert vehicles_of(register, 0) == [*sites[:2], 4, *sites[3:]]
    assert vehicles_of(register, 3) == [3, 3, 4, sites[3], 3, 3, 3]


def test_a_plan_of_one_commission_for_a_whole_country_can_be_read(tmp_path: Path) -> None:
    country = build_register(load_scenario("baseline"))
    one = replace(
        country,
        commission_id=country.commission_id[:1],
        site_commission=np.zeros_like(country.site_commission),
    )
    now = vehicles_of(one, 0)
    path = tmp_path / "intake.csv"
    path.write_text(f"commission,clerks,vehicles\n{one.commission_id[0]},10000,{now[0]}\n")

    assert now == [1847]
    assert vehicles_of(with_intake(one, str(path)), 2) == now


def test_only_protocols_of_commissions_with_its_vehicles_are_fetched(tmp_path: Path) -> None:
    usual = sim.run(load_scenario("baseline", [ATY])).tables["sites"]
    other = sim.run(scenario_with(tmp_path, "commission,vehicles\nATY-C02,2\n")).tables["sites"]

    changed = other["delivered"] != usual["delivered"]
    assert set(other["commission"][changed]) == {"ATY-C02"}
    assert (other["delivered"] >= usual["delivered"]).all()
    assert np.array_equal(other["signed"], usual["signed"])
    assert "fetched" not in usual
    waited = other["fetched"] > other["signed"]
    assert set(other["commission"][waited]) == {"ATY-C02"}
    assert np.array_equal(waited, changed)


def test_the_columns_of_a_plan_are_those_that_are_written() -> None:
    assert {*INTAKE_OF_A_PLAN, "commission", "clerks", "vehicles"} == set(INTAKE.names())


def test_only_the_nights_of_these_commissions_change(tmp_path: Path) -> None:
    changes = ["commission.intake_mean_s=1800"]
    usual = sim.run(load_scenario("baseline", [ATY, *changes])).tables["sites"]
    other = sim.run(scenario_with(tmp_path, "commission,clerks\nATY-C02,9\n", *changes))

    sites = other.tables["sites"]
    changed = sites["accepted"] != usual["accepted"]
    assert changed.any()
    assert set(sites["commission"][changed]) == {"ATY-C02"}
    assert (sites["accepted"] <= usual["accepted"]).all()
    for name in ("issued", "signed", "delivered"):
        assert np.array_equal(sites[name], usual[name])


@pytest.mark.parametrize("what", ["clerks", "vehicles"])
def test_the_usual_number_has_no_effect_where_the_file_names_every_commission(
    tmp_path: Path, what: str
) -> None:
    of_each = "".join(f"ATY-C0{k},3\n" for k in range(1, 8))
    for rows, named in ((of_each, [f"commission.{what}"]), ("ATY-C01,3\n", [])):
        scenario = scenario_with(tmp_path, f"commission,{what}\n{rows}", f"commission.{what}=5")

        found = sim.run(scenario).summary.without_effect or ()

        assert [idle.key for idle in found] == named


def test_a_calibration_holds_for_the_country_with_other_clerks_and_vehicles(
    tmp_path: Path,
) -> None:
    (tmp_path / "intake.csv").write_text("commission,clerks,vehicles\nATY-C02,7,3\n")
    scenario = load_scenario("baseline", [f"register.intake='{tmp_path / 'intake.csv'}'"])

    assert len(load_posterior("baseline", scenario, build_register(scenario)).values) > 100


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = "commission,clerks\nATY-C2,1\nATY-C01,0\nATY-C01,2\nATY-C03,two\nATY-C04\n"

    with pytest.raises(RegisterError) as error:
        build_register(scenario_with(tmp_path, text))

    assert [str(problem).replace(f"{tmp_path}/", "") for problem in error.value.problems] == [
        "intake.csv:2: commission: no commission 'ATY-C2' in this country; did you mean 'ATY-C02'?",
        "intake.csv:3: clerks must be a whole number from 1 to 100,000; got '0'",
        "intake.csv:4: commission: ATY-C01 is on line 3, too",
        "intake.csv:5: clerks must be a whole number from 1 to 100,000; got 'two'",
        "intake.csv:6: has 1 cells, and the header names 2 columns",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("clerks\n1\n", "must name the column commission"),
        ("commission,clerk\nx,1\n", "unknown column 'clerk'; did you mean 'clerks'"),
        ("commission,clerks\n", "intake.csv: register.intake: has no rows; must have a number of"),
        ("commission,clerks\nATY-C01,\nATY-C02, \n", "register.intake: has only empty cells"),
        ("commission,vehicles\nATY-C01,0\n", "vehicles must be a whole number from 1 to 100,000"),
        (
            "commission\nATY-C01\n",
            "has no column that says anything of a commission: clerks, vehicles",
        ),
    ],
)
def test_files_that_hold_no_clerks(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RegisterError, match=message):
        build_register(scenario_with(tmp_path, text))


def test_both_files_are_beside_the_scenario_and_named_in_results(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("site,members\nATY-001-01,9\n")
    scenario = scenario_with(
        tmp_path, "commission,clerks\nATY-C02,7\n", f"register.staff='{tmp_path / 'staff.csv'}'"
    )
    (tmp_path / "below").mkdir()
    placed = tmp_path / "below" / "placed.toml"
    placed.write_text(placed_toml(scenario, placed.parent, "Both files."))

    again = load_scenario(placed)
    results = sim.run(again)

    for key in ("staff", "intake"):
        assert f'{key} = "../{key}.csv"' in placed.read_text()
        assert results.manifest.scenario["register"][key] == f"{key}.csv"  # type: ignore[index,call-overload]
    assert {*job_entries(make_job(again, 1, "auto"))} > {"staff_sha256", "intake_sha256"}
    assert build_register(again).digest() == build_register(scenario).digest()
    assert (
        build_register(again).digest() != build_register(load_scenario("baseline", [ATY])).digest()
    )


def test_what_is_wrong_with_both_files_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("site,desks\nNO-SUCH-01,2\n", encoding="utf-8")
    (tmp_path / "intake.csv").write_text("commission,clerks\nNO-C01,2\n", encoding="utf-8")
    changes = [f"register.{name}='{tmp_path / name}.csv'" for name in ("staff", "intake")]

    with pytest.raises(RegisterError) as error:
        build_register(load_scenario("tiny", changes))

    assert [problem.where.rpartition("/")[2] for problem in error.value.problems] == [
        "staff.csv:2", "intake.csv:2",
    ]  # fmt: skip
