"""The path of the page, and the results that it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.core.errors import InputError
from sim.reporting import free_path, render, write_report
from tests.support.calibrations import calibration_results
from tests.support.feasibility import tiny_feasibility
from tests.support.results import with_summary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, tiny: sim.RunResults) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "run"
    sim.save(tiny, folder)
    return folder


def test_the_same_results_give_the_same_bytes(saved: Path, tmp_path: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text())
    write_report([saved], tmp_path / "a.html")
    write_report([saved], tmp_path / "deep" / "b.html")
    one, two = (tmp_path / name for name in ("a.html", "deep/b.html"))
    assert one.read_bytes() == two.read_bytes()
    assert manifest["times"]["started"] not in one.read_text()
    assert str(saved) not in one.read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.html", "deep"]


def test_the_command_writes_beside_the_result_and_never_over(saved: Path) -> None:
    runner = CliRunner()
    first = runner.invoke(main, ["report", str(saved)])
    second = runner.invoke(main, ["report", str(saved)])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.strip() == str(saved.with_name("run.html"))
    assert second.stdout.strip() == str(saved.with_name("run-2.html"))
    before = saved.with_name("run.html").read_bytes()
    third = runner.invoke(main, ["report", str(saved), "--out", str(saved.with_name("run.html"))])
    assert third.exit_code == 2
    assert "exists already" in third.stderr
    assert saved.with_name("run.html").read_bytes() == before
    assert free_path([saved, saved]).name == "run-vs-run.html"


def test_all_problems_of_bad_input_come_at_once(
    saved: Path, tmp_path: Path, varied: sim.RunResults
) -> None:
    damaged = tmp_path / "damaged"
    sim.save(varied, damaged)
    with (damaged / "night.csv").open("a") as file:
        file.write("x")
    arguments = ["report", str(tmp_path / "nothing"), str(damaged), str(saved)]
    refused = CliRunner().invoke(main, [*arguments, "--out", str(tmp_path / "x.html")])
    assert refused.exit_code == 2
    assert "nothing: does not exist" in refused.stderr
    assert "differs from manifest.json" in refused.stderr
    assert not (tmp_path / "x.html").exists()


def test_results_that_cannot_be_shown_together_are_refused(
    tiny: sim.RunResults, varied: sim.RunResults, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="this is another country than a"):
        render([tiny, varied], ["a", "b"])
    other_day = with_summary(tiny, date="2021-08-01")
    with pytest.raises(InputError, match="this is another night than result 1"):
        render([tiny, other_day])
    others = {
        "calibration": calibration_results(), "comparison": sim.compare(tiny, tiny).results,
        "feasibility check": tiny_feasibility(tmp_path),
    }  # fmt: skip
    for kind, results in others.items():
        with pytest.raises(InputError, match=f"x: this is a {kind}"):
            render([results], ["x"])
    with pytest.raises(InputError, match=r"the result has no night\.csv"):
        render([replace(tiny, tables={k: v for k, v in tiny.tables.items() if k != "night"})])
    with pytest.raises(InputError, match="1 to 4 results"):
        render([tiny] * 5)


def test_a_file_that_cannot_be_written_is_an_error(saved: Path) -> None:
    refused = CliRunner().invoke(
        main, ["report", str(saved), "--out", str(saved / "summary.json/x")]
    )
    assert refused.exit_code == 1
    assert "cannot be written" in refused.stderr
