"""Placing of results: nothing is replaced, and no result is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.election import build_country
from sim.ensemble import summary_of
from sim.reporting import page, writing
from sim.results import destination, saving
from sim.results import placement as placing
from sim.results.summaries.run import Breach
from tests.support.ensembles import assert_refused, run_tiny, saylau
from tests.support.results import load_comparison, load_run
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from sim.results.summaries import RunSummary


def appears(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Create directories just before a result is saved, as another run could."""
    whole = saving.save_without_figures

    def later(*arguments: Any) -> saving.Saved[Any]:
        for path in paths:
            path.mkdir(parents=True)
            (path / "mine.txt").write_text("of another run")
        return whole(*arguments)

    monkeypatch.setattr(destination, "save_without_figures", later)


# --- two runs at the same time -------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_a_default_name_that_is_taken_meanwhile_gives_the_next_one(
    n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "seed-5" if n == 1 else "seed-5-n3"
    taken = [Path("results/tiny") / f"{name}{ending}" for ending in ("", "-2")]
    appears(monkeypatch, *taken)

    done = run_tiny("--quiet", n=n)

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"results/tiny/{name}-3\n"
    assert sorted(path.name for path in Path("results/tiny").iterdir()) == [
        name, f"{name}-2", f"{name}-3"
    ]  # fmt: skip
    assert [path.name for path in taken[0].iterdir()] == ["mine.txt"]
    assert load_run(f"results/tiny/{name}-3").summary.replications == n


def test_unfinished_work_of_another_is_stepped_aside_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def meanwhile(scenario: sim.Scenario) -> object:
        Path("results/tiny/seed-5-n3.unfinished").mkdir(parents=True, exist_ok=True)
        return build_country(scenario)

    monkeypatch.setattr("sim.api.build_country", meanwhile)

    assert run_tiny("--quiet", n=3).stdout == "results/tiny/seed-5-n3-2\n"
    assert sorted(path.name for path in Path("results/tiny").iterdir()) == [
        "seed-5-n3-2", "seed-5-n3.unfinished"
    ]  # fmt: skip


@pytest.mark.parametrize("n", [1, 3])
def test_a_requested_name_is_not_replaced_and_nothing_is_lost(
    n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    appears(monkeypatch, out)

    done = run_tiny("--out", out, n=n)

    assert done.exit_code == 2
    assert done.stderr.endswith(
        f"error: {out}: was created by another process during this run, and no result is "
        f"overwritten; the result is complete in {tmp_path / 'run-2'}\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "run-2"]
    assert load_run(tmp_path / "run-2").summary.replications == n


def test_two_processes_with_one_default_name_both_keep_their_work(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sim", "run", "tiny", "--no-plots", "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])}
    several = [
        subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=environment,
        )
        for _ in range(2)
    ]  # fmt: skip
    outputs = [process.communicate(timeout=60) for process in several]

    assert [process.returncode for process in several] == [0, 0], outputs
    where = sorted(out.strip() for out, _ in outputs)
    assert where == ["results/tiny/seed-2021", "results/tiny/seed-2021-2"]
    one, two = (contents(tmp_path / path) for path in where)
    assert one == two


@pytest.mark.parametrize("asked", [True, False])
def test_two_pages_do_not_replace_each_other(
    asked: bool, tiny: sim.RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim.save(tiny, tmp_path / "run")
    path, rendered = tmp_path / "run.html", page.render

    def meanwhile(*arguments: Any) -> str:
        path.write_text("of another")
        return rendered(*arguments)

    monkeypatch.setattr(writing, "render", meanwhile)

    done = saylau("report", tmp_path / "run", *(["--out", str(path)] if asked else []))

    assert path.read_text() == "of another"
    if asked:
        assert_refused(done, f"{path}: exists already")
    else:
        assert done.stdout.strip() == str(tmp_path / "run-2.html")
    assert len(list(tmp_path.iterdir())) == (2 if asked else 3)


def test_only_one_of_several_gets_a_name(tmp_path: Path) -> None:
    places = []
    for number in range(3):
        file, folder = tmp_path / f"f{number}", tmp_path / f"d{number}"
        file.write_text(str(number))
        folder.mkdir()
        (folder / "x").write_text(str(number))
        places += [placing.move_into_place(file, tmp_path / "a.csv.gz", tmp_path / "a.csv.gz"),
                   placing.move_into_place(folder, tmp_path / "b.1", tmp_path / "b.1")]  # fmt: skip

    assert [path.name for path in places[::2]] == ["a.csv.gz", "a-2.csv.gz", "a-3.csv.gz"]
    assert [path.name for path in places[1::2]] == ["b.1", "b.1-2", "b.1-3"]
    assert [(path / "x").read_text() for path in places[1::2]] == ["0", "1", "2"]
    assert len(list(tmp_path.iterdir())) == 6


def test_a_broken_law_is_reported_whatever_the_name_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> RunSummary:
        summary = summary_of(*arguments)
        breach = Breach(code="I1", text="all voters", where=("EAST-Alma-01",))
        return replace(summary, invariants=replace(summary.invariants, breached=(breach,)))

    monkeypatch.setattr("sim.api.summary_of", broken)
    (tmp_path / "run-breached").mkdir()

    done = run_tiny("--out", tmp_path / "run", n=1)

    assert done.exit_code == 1
    message = "I1: broken invariant: all voters; at EAST-Alma-01"
    assert done.stderr.endswith(f"error: {message}; see {tmp_path / 'run-breached-2'}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run-breached", "run-breached-2"]


def test_if_the_disk_is_full_after_saving_the_error_says_that_the_result_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.results.voters_file.sync", full)

    done = run_tiny("--out", tmp_path / "run", "--voters", tmp_path / "v.csv", n=1)

    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        f"error: {tmp_path / 'v.csv'}: cannot be written: No space left on device",
        f"error: the result is complete in {tmp_path / 'run'}",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert load_run(tmp_path / "run").summary.seed == 5


# --- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_a_broken_plotting_library_costs_no_result(
    n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_named: object) -> None:
        raise RuntimeError("no such backend")

    monkeypatch.setattr("sim.plots.plot_figures", broken)
    out = tmp_path / "run"

    voters = ["--voters", str(tmp_path / "v.csv")] if n == 1 else []
    arguments = ["run", "tiny", "--replications", str(n), "--workers", "1", "--out", str(out)]

    done = CliRunner().invoke(main, [*arguments, *voters, "--quiet"])

    assert done.exit_code == 1
    assert done.stderr == (
        f"error: the result is complete in {out}; figures could not be plotted: RuntimeError: "
        "no such backend\n"
    )
    assert load_run(out).summary.replications == n
    assert sorted(path.name for path in tmp_path.iterdir()) == (
        ["run", "v.csv"] if n == 1 else ["run"]
    )


def test_a_comparison_stays_complete_without_its_figures(
    tiny: sim.RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.plots.comparison.plot_comparison", broken)
    for name in ("a", "b"):
        sim.save(tiny, tmp_path / name)

    done = saylau("compare", tmp_path / "a", tmp_path / "b", "--out", tmp_path / "c", "--quiet")

    assert done.exit_code == 1
    assert (
        f"the result is complete in {tmp_path / 'c'}; figures could not be plotted" in done.stderr
    )
    assert load_comparison(tmp_path / "c").summary.kind == "comparison"


# --- on the disk ---------------------------------------------------------------------------------


def test_all_files_of_a_result_are_synced_before_it_is_renamed(
    tiny: sim.RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync, move = os.fsync, placing.move_into_place

    def noted(opened: int) -> None:
        synced.append(Path(f"/proc/self/fd/{opened}").readlink().name)
        fsync(opened)

    def moved(partial: Path, *arguments: Any) -> Path:
        missing = {path.name for path in partial.rglob("*")} - set(synced)
        assert not missing
        return move(partial, *arguments)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs the names of open files, as Linux tells them")
    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(saving, "move_into_place", moved)

    sim.save(tiny, tmp_path / "run")

    assert synced[-1] == tmp_path.name


def test_records_are_on_the_disk_and_those_of_a_passing_run_need_not_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    scenario = sim.load_scenario("tiny")

    sim.run(scenario, replications=2)
    assert synced == []

    sim.run(scenario, replications=2, checkpoint=tmp_path / "x.unfinished")
    # The job and two records, and their folder each time, and the folder above.
    assert len(synced) == 7


@pytest.mark.parametrize("length", [200, 255])
def test_long_names_are_written(length: int, tiny: sim.RunResults, tmp_path: Path) -> None:
    sim.save(tiny, tmp_path / ("é" * (length // 2)))

    assert len(list(tmp_path.iterdir())) == 1
