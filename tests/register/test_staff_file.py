"""The staff of sites from a file: what it changes, and what it must not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.errors import RegisterError
from sim.ensemble import job_entries, make_job
from sim.ensemble.posterior_draws import load_posterior
from sim.register import build_register
from sim.register.staff_file import COUNTS, OF_A_PLAN
from sim.results.schema.plan_tables import PLAN
from sim.scenario import load_scenario
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior

if TYPE_CHECKING:
    from pathlib import Path

    from sim.register import Register

SITES = ("EAST-Alma-01", "EAST-Alma-02", "WEST-Bulaq-01")


def register_with(folder: Path, text: str, *changes: str) -> Register:
    (folder / "staff.csv").write_text(text, encoding="utf-8")
    return build_register(
        load_scenario("tiny", [f"register.staff='{folder / 'staff.csv'}'", *changes])
    )


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(RegisterError) as error:
        register_with(folder, text)
    return [
        str(problem).replace(f"{folder}/", "") for problem in error.value.problems
    ]  # fmt: skip


def test_sites_that_it_names_have_its_staff(tmp_path: Path) -> None:
    register = register_with(
        tmp_path, "\ufeffsite,members,desks,booths\nEAST-Alma-02,7,4,3\nWEST-Bulaq-01,,2,\n"
    )

    assert register.site_id.tolist() == list(SITES)
    assert register.site_members.tolist() == [5, 7, 5]
    assert register.site_desks.tolist() == [1, 4, 2]
    assert register.site_booths.tolist() == [1, 3, 1]


def test_a_part_of_the_country_takes_its_part_of_the_file(tmp_path: Path) -> None:
    text = "site,desks\nEAST-Alma-01,2\nWEST-Bulaq-01,3\n"

    register = register_with(tmp_path, text, "register.regions=['WEST']")

    assert register.site_desks.tolist() == [3]


def test_the_columns_of_a_plan_are_those_that_are_written() -> None:
    assert {*OF_A_PLAN, *COUNTS, "site"} == set(PLAN.names())


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = (
        "site,members,desks,booths\nEAST-Alma-1,5,1,1\nEAST-Alma-01,5,4,1\n"
        "EAST-Alma-01,5,1,1\nEAST-Alma-02,five,0,1001\nWEST-Bulaq-01,5,1\n"
    )

    chair_and_secretary = "of whom 2 may not issue ballots (polling.members_not_issuing)"

    assert problems_of(tmp_path, text) == [
        "staff.csv:2: site: no site 'EAST-Alma-1' in this country; did you mean 'EAST-Alma-01'?",
        f"staff.csv:3: desks must be at most 3 with 5 members, {chair_and_secretary}; got 4",
        "staff.csv:4: site: EAST-Alma-01 is on line 3, too",
        "staff.csv:5: members must be a whole number from 1 to 1,000; got 'five'",
        "staff.csv:5: desks must be a whole number from 1 to 1,000; got '0'",
        "staff.csv:5: booths must be a whole number from 1 to 1,000; got '1001'",
        "staff.csv:6: has 3 cells, and the header names 4 columns",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must name the column site"),
        ("desks\n1\n", "must name the column site"),
        ("site,desk\nx,1\n", "unknown column 'desk'; did you mean 'desks'?"),
        ("site,desks,desks\nx,1,1\n", "the header names the column 'desks' twice"),
        ("site,members,desks\n", "has no rows; must have a number of members or desks or booths"),
        ("site,desks\nEAST-Alma-01,\n", "register.staff: has only empty cells"),
        ("site\nEAST-Alma-01\n", "has no column that says anything of a site"),
        ('site,desks\n"EAST,1\n', "is not CSV"),
    ],
)
def test_files_that_are_no_staff(tmp_path: Path, text: str, message: str) -> None:
    assert message in " ".join(problems_of(tmp_path, text))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"site,desks\n\xe4,1\n")
    for name, message in (("none.csv", "cannot be read: No such file"),
                          ("latin.csv", "is not UTF-8 text")):  # fmt: skip
        with pytest.raises(RegisterError, match=message):
            build_register(load_scenario("tiny", [f"register.staff='{tmp_path / name}'"]))


def test_the_file_is_beside_the_scenario_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "many.csv").write_text("site,desks\nEAST-Alma-01,3\n")
    (tmp_path / "parent.toml").write_text(
        'extends = "tiny"\n[register]\nstaff = "staff/many.csv"\n'
    )
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "child.toml").write_text('extends = "../parent.toml"\nname = "child"\n')

    register = build_register(load_scenario(tmp_path / "below" / "child.toml"))

    assert register.site_desks.tolist() == [3, 2, 1]


def test_results_name_the_file_and_not_its_place(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("site,desks\nEAST-Alma-01,3\n")
    scenario = load_scenario("tiny", [f"register.staff='{tmp_path / 'staff.csv'}'"])

    results = sim.run(scenario)

    assert results.manifest.scenario["register"]["staff"] == "staff.csv"  # type: ignore[index,call-overload]
    (change,) = results.summary.changed
    assert (change.key, change.after) == ("register.staff", "staff.csv")


def test_other_sites_are_as_without_the_file(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("site,desks,booths\nEAST-Alma-01,3,3\n")
    usual = sim.run(load_scenario("tiny")).tables["sites"]
    staffed = sim.run(load_scenario("tiny", [f"register.staff='{tmp_path / 'staff.csv'}'"])).tables[
        "sites"
    ]

    for name in ("issued", "wait_mean_s", "last_left"):
        assert np.array_equal(usual[name][1:], staffed[name][1:])
    assert staffed["wait_mean_s"][0] < usual["wait_mean_s"][0]


def test_a_posterior_is_of_the_same_country(tmp_path: Path) -> None:
    posterior = write_posterior(tmp_path / "posterior", load_scenario("tiny"), DRAWS_OF_TINY)
    (tmp_path / "staff.csv").write_text("site,desks\nEAST-Alma-01,3\n")
    scenario = load_scenario(
        "tiny",
        [f"register.staff='{tmp_path / 'staff.csv'}'", "polling.check_in_mean_s=20",
         "arrivals.a=1", "choice.regions.EAST.strength.Nur Otan=-3"],
    )  # fmt: skip

    loaded = load_posterior(posterior, scenario, build_register(scenario))

    assert len(loaded.values) == 7


def test_a_changed_file_is_another_job(tmp_path: Path) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("site,desks\nEAST-Alma-01,3\n")
    scenario = load_scenario("tiny", [f"register.staff='{file}'"])
    before = job_entries(make_job(scenario, 1, "auto"))
    file.write_text("site,desks\nEAST-Alma-01,2\n")
    after = job_entries(make_job(scenario, 1, "auto"))

    assert before["staff_sha256"] != after["staff_sha256"]
    assert before | {"staff_sha256": ""} == after | {"staff_sha256": ""}
