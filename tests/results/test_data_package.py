"""Every result describes its tables, and the data agree with the description."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from frictionless import Package

import sim
from sim.results.data_package import data_package
from sim.results.result_kinds import RUN
from tests.support.calibrations import tiny_calibration
from tests.support.explorations import tiny_exploration
from tests.support.feasibility import tiny_feasibility
from tests.support.results import load_run

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("run", "ensemble", "comparison", "calibration", "feasibility", "exploration")


@pytest.fixture(scope="module")
def saved(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    slower = sim.run(sim.load_scenario("tiny", ["polling.check_in_mean_s=90"]))
    made = {
        "run": tiny, "ensemble": tiny_ensemble, "comparison": sim.compare(tiny, slower).results,
        "calibration": tiny_calibration(), "feasibility": tiny_feasibility(folder),
        "exploration": tiny_exploration(),
    }  # fmt: skip
    for kind, results in made.items():
        sim.save(results, folder / kind)
    return folder


def problems(folder: Path) -> list[Any]:
    report = Package(str(folder / "datapackage.json")).validate()
    return [tuple(each) for each in report.flatten(["type", "fieldName"])]


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_valid_with_its_data(kind: str, saved: Path) -> None:
    package = json.loads((saved / kind / "datapackage.json").read_text(encoding="utf-8"))

    assert problems(saved / kind) == []
    assert package["profile"] == "tabular-data-package"
    assert package["origin"] == "simulated"
    assert {resource["origin"] for resource in package["resources"]} == {"simulated"}
    files = {path.name for path in (saved / kind).glob("*.csv")}
    assert {resource["path"] for resource in package["resources"]} == files


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_one_of_the_files_of_the_manifest(kind: str, saved: Path) -> None:
    content = (saved / kind / "datapackage.json").read_bytes()
    manifest = json.loads((saved / kind / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["sha256"]["datapackage.json"] == hashlib.sha256(content).hexdigest()
    assert manifest["bytes"]["datapackage.json"] == len(content)


def resource_of(package: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        resource for resource in package["resources"] if resource["name"] == name
    )
    return found


def test_fields_have_types_units_and_meanings_and_tables_keys(saved: Path) -> None:
    package = json.loads((saved / "run" / "datapackage.json").read_text(encoding="utf-8"))
    sites, tallies = resource_of(package, "sites")["schema"], resource_of(package, "tallies")
    fields = {field["name"]: field for field in sites["fields"]}

    assert fields["wait_p95_s"] == {
        "name": "wait_p95_s", "type": "number", "title": "wait p95", "unit": "s",
        "description": "wait that 95 in 100 voters did not exceed",
        "constraints": {"required": True},
    }  # fmt: skip
    assert fields["accepted"]["type"] == "datetime"
    assert sites["primaryKey"] == ["site"]
    assert sites["missingValues"] == [""]
    assert sites["foreignKeys"] == [
        {"fields": "race", "reference": {"resource": "races", "fields": "race"}}
    ]
    assert tallies["schema"]["foreignKeys"][0] == {
        "fields": "site", "reference": {"resource": "sites", "fields": "site"}
    }  # fmt: skip
    assert tallies["schema"]["primaryKey"] == ["site", "race", "choice"]
    reports = resource_of(package, "turnout_reports")["schema"]
    assert "primaryKey" not in reports
    stale = next(field for field in reports["fields"] if field["name"] == "stale")
    assert (stale["type"], stale["trueValues"]) == ("boolean", ["1"])


@pytest.mark.parametrize(
    ("table", "before", "after", "problem"),
    [
        ("tallies", "EAST-Alma-01", "EAST-Alma-09", "foreign-key"),
        ("sites", "EAST-Alma-02", "EAST-Alma-01", "primary-key"),
        ("races", ",0,", ",many,", "type-error"),
        ("night", "simulated", "measured", "constraint-error"),
    ],
)
def test_the_validator_sees_what_is_wrong(  # noqa: PLR0917
    table: str, before: str, after: str, problem: str, saved: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(saved / "run", folder)
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")

    assert problem in {kind for kind, _ in problems(folder)}


def test_the_description_does_not_depend_on_the_values(tiny: sim.RunResults) -> None:
    other = sim.run(sim.load_scenario("tiny"), seed=5)

    assert json.dumps(data_package(RUN, tiny.tables, "KZ")) == json.dumps(
        data_package(RUN, other.tables, "KZ")
    )


def test_a_table_that_is_not_declared_is_an_error(tiny: sim.RunResults) -> None:
    sites = {**tiny.tables["sites"], "colour": tiny.tables["sites"]["site"]}

    with pytest.raises(ValueError, match=r"sites\.colour is not declared"):
        data_package(RUN, {**tiny.tables, "sites": sites}, "KZ")
    with pytest.raises(ValueError, match="a run has no table colours"):
        data_package(RUN, {**tiny.tables, "colours": tiny.tables["sites"]}, "KZ")


def test_a_result_of_an_earlier_version_has_none_and_is_read(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(saved / "run", folder)
    (folder / "datapackage.json").unlink()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for key in ("sha256", "bytes"):
        del manifest[key]["datapackage.json"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    assert load_run(folder).summary.sites == 3


@pytest.mark.parametrize("nation", ["KZ", "ALL"])
def test_the_code_of_all_regions_is_that_of_the_election(nation: str, tiny: sim.RunResults) -> None:
    text = json.dumps(data_package(RUN, tiny.tables, nation))

    assert f"the code of all regions together, `{nation}`" in text
    assert ("`KZ`" in text) == (nation == "KZ")
