"""Results are checked when they are loaded: every damage is an error that names the file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.core.errors import ResultsError
from sim.results import csv_text
from sim.results.csv_text import declaration_problems
from sim.results.result_kinds import ENSEMBLE, RUN, kind_named
from tests.support.calibrations import calibration_results
from tests.support.damaged_results import damaged, refused
from tests.support.explorations import tiny_exploration
from tests.support.results import put_right

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], None]

ROOT = Path(__file__).parents[2]


def test_reading_asks_for_no_versions_of_packages() -> None:
    folder = ROOT / "results" / "baseline" / "reference"
    code = f"import sys, sim; sim.load_results({str(folder)!r}); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()

    assert "sim.results.reading" in loaded
    assert "importlib.metadata" not in loaded


# --- types by column, never by guess -------------------------------------------------------------


def test_a_column_of_missing_numbers_is_loaded_as_numbers(tmp_path: Path) -> None:
    made = calibration_results(what=("final_turnout", "seats"))
    assert np.isnan(made.tables["fit"]["left_out_z"]).all()
    sim.save(made, tmp_path / "fit")

    loaded = sim.load_results(tmp_path / "fit")

    assert loaded.tables["fit"]["left_out_z"].dtype.kind == "f"
    assert loaded.tables["fit"]["time"].dtype.kind == "U"
    for name, table in made.tables.items():
        assert csv_text(loaded.tables[name]) == csv_text(table)


REGIONS_OF_NUMBERS = """
name = "numbers"
description = "Names that look like numbers"
[register]
source = "given"
[[register.races]]
name = "2021"
region = "nan"
candidates = ["Auyl", "Independent"]
winner = "Auyl"
votes_cast = 20
sites = [ { registered = 30 } ]
[[register.races]]
name = "1e3"
region = "99999999999999999999"
candidates = ["Auyl", "Independent"]
winner = "Auyl"
votes_cast = 20
sites = [ { registered = 30 } ]
"""


BREAKS = "a report\u2028of two lines\u0085or three"
"""Line ends of :meth:`str.splitlines` that are none in CSV."""


def test_a_source_with_line_separators_is_loaded_unchanged(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    reports = tiny.tables["turnout_reports"]
    # One of every row, with or without a reported value.
    source = np.array([f"{BREAKS} {row}" for row in range(len(reports["code"]))])
    tables = {**tiny.tables, "turnout_reports": {**reports, "source": source}}
    fitted = calibration_results()
    fit = {**fitted.tables["fit"], "source": np.full(len(fitted.tables["fit"]["z"]), BREAKS)}

    sim.save(replace(tiny, tables=tables), tmp_path / "run")
    sim.save(replace(fitted, tables={**fitted.tables, "fit": fit}), tmp_path / "fit")

    loaded = sim.load_results(tmp_path / "run").tables["turnout_reports"]
    assert loaded["source"].tolist() == source.tolist()
    assert set(sim.load_results(tmp_path / "fit").tables["fit"]["source"].tolist()) == {BREAKS}
    written = (tmp_path / "run" / "turnout_reports.csv").read_text(encoding="utf-8")
    assert written.count("\n") == len(source) + 1


@pytest.mark.parametrize("code", ["01", "1e3", "nan", "inf", "1_0", "-0", "true"])
def test_a_code_that_looks_like_a_number_stays_text(
    code: str, tiny: sim.RunResults, tmp_path: Path
) -> None:
    codes = {"EAST": code}
    tables = {
        name: {
            **table,
            **(
                {"code": np.array([codes.get(code, code) for code in table["code"].tolist()])}
                if "code" in table
                else {}
            ),
        }
        for name, table in tiny.tables.items()
    }
    regions = {codes.get(code, code): region for code, region in tiny.summary.regions.items()}
    sim.save(replace(tiny, tables=tables, summary=replace(tiny.summary, regions=regions)),
             tmp_path / "run")  # fmt: skip

    loaded = sim.load_results(tmp_path / "run")

    for name, table in tables.items():
        if "code" in table:
            assert loaded.tables[name]["code"].tolist() == table["code"].tolist()
    assert code in loaded.sites["code"].tolist()
    assert loaded.sites["code"].dtype.kind == "U"


def test_regions_that_look_like_numbers_stay_text(tmp_path: Path) -> None:
    (tmp_path / "numbers.toml").write_text(REGIONS_OF_NUMBERS)
    scenario = sim.load_scenario(tmp_path / "numbers.toml")
    for n in (1, 2):
        sim.save(sim.run(scenario, replications=n), tmp_path / f"run-{n}")

        loaded = sim.load_results(tmp_path / f"run-{n}")

        codes = ["nan", "99999999999999999999"]
        assert loaded.tables["races"]["code"].tolist() == codes
        assert set(loaded.tables["night"]["code"].tolist()) == {"KZ", *codes}
        assert loaded.tables["races"]["race"].tolist() == ["nan-2021", f"{codes[1]}-1e3"]
        done = CliRunner().invoke(main, ["report", str(tmp_path / f"run-{n}")])
        assert (done.exit_code, done.exception) == (0, None)
    done = CliRunner().invoke(
        main, ["compare", *(str(tmp_path / f"run-{n}") for n in (1, 2)), "--no-plots",
               "--out", str(tmp_path / "out")],
    )  # fmt: skip
    assert (done.exit_code, done.exception) == (0, None)


# --- the declaration -----------------------------------------------------------------------------


def test_all_that_is_written_is_declared(
    tiny: sim.RunResults, tiny_ensemble: sim.RunResults, varied: sim.RunResults
) -> None:
    compared = sim.compare(varied, varied, names=["a", "b"]).results
    second_ballots = sim.run(sim.load_scenario("two-ballots"))
    made: dict[str, list[sim.Results]] = {
        "run": [tiny, second_ballots],
        "ensemble": [tiny_ensemble, varied],
        "comparison": [compared],
        "calibration": [calibration_results()],
        "exploration": [tiny_exploration()],
    }
    for kind, several in made.items():
        for results in several:
            required = {name for name, table in kind_named(kind).tables.items() if table.required}
            assert required <= set(results.tables) <= set(kind_named(kind).tables)
            for name, table in results.tables.items():
                assert list(declaration_problems(table, kind_named(kind).tables[name])) == []


@pytest.mark.parametrize("name", ["reference", "ensemble", "calibration"])
def test_what_is_committed_is_read_and_written_again_to_the_same_bytes(name: str) -> None:
    folder = ROOT / "results" / "baseline" / name

    loaded = sim.load_results(folder)

    for table, columns in loaded.tables.items():
        assert csv_text(columns).encode() == (folder / f"{table}.csv").read_bytes()


def test_an_ensemble_has_bands_of_what_varies_and_shares_of_text() -> None:
    races, votes = (ENSEMBLE.tables[name] for name in ("races", "votes"))

    for name, kind in {
        "winner_share": "number", "cast_p05": "integer", "called_p95": "time",
        "incumbent_won_share": "number",
    }.items():  # fmt: skip
        column = races.find(name)
        assert column is not None
        assert column.kind == kind
    assert votes.find("votes_p95") is not None
    for name in ("winner_p05", "cast_share", "code_p05", "registered_p05", "x"):
        assert races.find(name) is None
    assert RUN.tables["races"].find("cast_p05") is None


# --- versions and parts -------------------------------------------------------------------------


def test_another_version_is_named_where_a_result_cannot_be_read(
    of_each_kind: Path, tmp_path: Path
) -> None:
    def of_old(manifest: dict[str, Any]) -> None:
        manifest["versions"]["saylau"] = "0.0.9"

    folder = damaged(of_each_kind, "run", "manifest.json", of_old, tmp_path)
    assert sim.load_results(folder).manifest.versions["saylau"] == "0.0.9"
    (folder / "races.csv").write_text("origin\nsimulated\n")
    put_right(folder)

    refused(folder, "was written by Saylau 0.0.9; this is ")


def test_the_first_layout_is_still_read(of_each_kind: Path, tmp_path: Path) -> None:
    def as_first(manifest: dict[str, Any]) -> None:
        del manifest["bytes"]
        manifest |= {"format": 1, "empty_numbers": {"turnout_reports": ["reported"]}}

    folder = damaged(of_each_kind, "run", "manifest.json", as_first, tmp_path)

    assert sim.load_results(folder).tables["turnout_reports"]["reported"].dtype.kind == "f"


def test_selected_files_are_loaded_without_the_others(of_each_kind: Path, tmp_path: Path) -> None:
    folder = tmp_path / "part"
    folder.mkdir()
    for name in ("manifest.json", "summary.json", "posterior.csv"):
        shutil.copy(of_each_kind / "calibration" / name, folder)

    found = sim.load_results(folder, only=("posterior.csv",))

    assert list(found.tables) == ["posterior"]
    refused(folder, "fit.csv: is missing")
    with pytest.raises(ResultsError, match=r"fit\.csv: is missing"):
        sim.load_results(folder, only=("fit.csv",))
    (folder / "posterior.csv").write_text("origin,draw\n")
    with pytest.raises(ResultsError, match=r"posterior\.csv: differs from manifest"):
        sim.load_results(folder, only=("posterior.csv",))


# --- names in the manifest -----------------------------------------------------------------------


def named(folder: Path, name: str) -> None:
    """Let the manifest name one more file."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["sha256"][name] = "0" * 64
    manifest["bytes"][name] = 10
    path.write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    "name", ["/dev/zero", "../other/x", "a/../../x", "./x", "", ".", "a//b", "a\\b", "c:x", "a\0b"]
)
def test_names_outside_the_directory_are_not_read(
    name: str, of_each_kind: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(of_each_kind / "run", tmp_path / "run"))
    (tmp_path / "x").write_text("mine")
    named(folder, name)

    refused(folder, "is not the name of a file in this directory")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs files as POSIX has them")
@pytest.mark.parametrize("first_layout", [False, True])
def test_what_is_no_regular_file_is_not_read(
    first_layout: bool, of_each_kind: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(of_each_kind / "run", tmp_path / "run"))
    os.mkfifo(folder / "fifo")
    (folder / "zero").symlink_to("/dev/zero")
    (folder / "out").symlink_to(of_each_kind / "run" / "sites.csv")
    (folder / "loop").symlink_to("loop")
    (folder / "folder").mkdir()
    names = ("fifo", "zero", "out", "loop", "folder", "gone")
    for name in names:
        named(folder, name)
    if first_layout:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text())
        del manifest["bytes"]
        path.write_text(json.dumps({**manifest, "format": 1}))

    with pytest.raises(ResultsError) as error:
        sim.load_results(folder)

    found = {Path(each.where).name: each.message for each in error.value.problems}
    assert set(found) == set(names)
    assert found["fifo"] == found["zero"] == found["folder"] == "is not a regular file"
    assert found["out"] == "is a link to a file outside the directory"
    assert found["gone"] == "is missing"
    (folder / "manifest.json").unlink()
    os.mkfifo(folder / "manifest.json")
    refused(folder, "is not the directory of a run")


def test_a_file_of_another_size_is_not_even_read(
    of_each_kind: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(of_each_kind / "run", tmp_path / "run"))
    with (folder / "sites.csv").open("r+b") as file:
        file.truncate(1 << 40)  # an empty terabyte

    refused(folder, "sites.csv: differs from manifest.json")
