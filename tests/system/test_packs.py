"""Packs: the same numbers by every way, and commands that refuse in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.comparison.reasons import reasons
from sim.core.errors import PackError, ResultsError
from sim.core.progress_protocol import NoProgress
from sim.ensemble import FinishedReplications, job_entries, make_job, run_missing
from sim.ensemble.replication import run_replication
from sim.results import csv_text
from sim.results.checkpoint import Checkpoint
from tests.support.commands import saylau_here
from tests.support.packs import VALLEY, edited, write_pack

if TYPE_CHECKING:
    from sim.results import RunResults

SITES = edited("sites.csv", ("812", "813"), base=VALLEY)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_pack(tmp_path / "valley", VALLEY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts(results: RunResults) -> dict[str, str]:
    return {name: csv_text(table) for name, table in results.tables.items()}


@pytest.mark.usefixtures("here")
def test_both_engines_and_any_number_of_workers_give_the_same_tables() -> None:
    scenario = sim.load_scenario("valley", ["polling.desks_extra=1"])
    one = texts(sim.run(scenario))

    assert texts(sim.run(scenario, engine="simpy")) == one
    assert texts(sim.run(scenario, workers=2)) == one


@pytest.mark.usefixtures("here")
def test_replications_are_the_same_with_two_processes() -> None:
    scenario = sim.load_scenario("valley")

    alone, two = (sim.run(scenario, replications=3, workers=workers) for workers in (1, 2))

    assert texts(alone) == texts(two)
    assert alone.summary == two.summary


def test_the_manifest_has_digests_and_no_place_of_the_machine(here: Path) -> None:
    results = sim.run(sim.load_scenario(here / "valley"))

    pack = results.manifest.pack
    assert pack is not None
    assert pack.folder == "valley"
    assert list(pack.sha256) == ["election.toml", "sites.csv", "areas.csv", "candidates.csv"]
    assert results.manifest.scenario["election"] == "valley"
    assert str(here) not in json.dumps(dict(results.manifest.scenario))
    assert sim.run(sim.load_scenario("tiny")).manifest.pack is None


def test_a_run_that_was_broken_off_is_resumed_from_elsewhere(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make_job(sim.load_scenario("valley"), 7, "auto")
    begun = Checkpoint.start(here / "run.unfinished", job_entries(job))
    FinishedReplications(begun, 3).add(1, run_replication(job, 1))
    begun.unlock()
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    scenario = sim.load_scenario("../valley")

    resumed = sim.run(
        scenario, seed=7, replications=3, checkpoint=here / "run.unfinished", resume=True
    )

    assert texts(resumed) == texts(sim.run(scenario, seed=7, replications=3))


def test_a_run_is_not_resumed_once_a_file_changed(here: Path) -> None:
    job = make_job(sim.load_scenario("valley"), 7, "auto")
    Checkpoint.start(here / "run.unfinished", job_entries(job)).unlock()
    write_pack(here / "valley", VALLEY, sites=SITES)

    with pytest.raises(ResultsError) as error:
        sim.run(sim.load_scenario("valley"), seed=7, replications=3,
                checkpoint=here / "run.unfinished", resume=True)  # fmt: skip

    (problem,) = error.value.problems
    assert problem.message == (
        "sites.csv of the pack was changed since this run began: put back what was there, or run "
        "anew"
    )


def test_no_worker_runs_a_file_that_changed_meanwhile(here: Path) -> None:
    job = make_job(sim.load_scenario("valley"), 7, "auto")
    finished = FinishedReplications(Checkpoint.start(here / "begun", job_entries(job)), 2)
    write_pack(here / "valley", VALLEY, sites=SITES)

    with pytest.raises(PackError, match=r"valley/sites\.csv: was changed since this run began"):
        run_missing(job, finished, 1, None, NoProgress())


@pytest.mark.usefixtures("here")
def test_the_same_process_runs_the_files_as_they_are_now() -> None:
    scenario = sim.load_scenario("valley")
    before = sim.run(scenario, replications=2).summary.registered

    write_pack(Path("valley"), VALLEY, sites=SITES)

    assert sim.run(scenario, replications=2).summary.registered == before + 1


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("run empty", "error: empty is not the folder of a pack: it has no election.toml"),
        ("run valley --posterior baseline", "scenario valley is of another election, valley"),
        ("run valley --set register.scale=2", "register.scale must be 1 for a pack"),
        ("tune valley --no-plots", "scenario valley: has no reported values"),
        ("calibrate valley --quick", "scenario valley: has no reported values"),
        ("calibrate valley --free choice.sharpness", "cannot be calibrated of a pack"),
        ("calibrate valley --lint", "values of a pack are checked by saylau pack check"),
        ("check valley --set turnout.final=reported", "turnout.final must be 'sampled'"),
        ("compare valley valley", "is not the directory of a run"),
        ("report valley", "is not the directory of a run"),
        ("show valley", "is not the directory of a run"),
    ],
)
def test_commands_refuse_in_a_sentence_and_write_nothing(
    command: str, message: str, here: Path
) -> None:
    (here / "empty").mkdir()
    before = sorted(here.rglob("*"))

    done = saylau_here(*command.split(), cwd=here)

    assert done.returncode == 2
    assert message in done.stderr
    assert sorted(here.rglob("*")) == before


def test_a_pack_with_reported_values_is_tuned_by_them_alone(here: Path) -> None:
    (here / "night.toml").write_text(
        'extends = "valley"\n[[target]]\ncode = "West"\ntime = 12:00:00\nvalue = 35\nsource = "x"\n'
    )

    done = saylau_here("tune", "night.toml", "--no-plots", cwd=here)

    assert done.returncode == 0
    assert "of 1 reported values met" in done.stdout
    assert "West Bank 12:00     35.00" in done.stdout


def test_a_name_that_ships_and_a_pack_of_that_name_are_not_compared(here: Path) -> None:
    settings = edited("election.toml", ('name = "valley"', 'name = "heat"'), base=VALLEY)
    folder = write_pack(here / "heat", VALLEY, election=settings)

    results = sim.run(sim.load_scenario(folder, ["polling.check_in_mean_s=50"]))

    assert [change.key for change in results.summary.changed] == ["polling.check_in_mean_s"]


@pytest.mark.usefixtures("here")
def test_a_comparison_names_the_files_of_the_pack_that_differ() -> None:
    before = sim.run(sim.load_scenario("valley"))
    swapped = edited("candidates.csv", ("46", "40"), ("41", "47"), base=VALLEY)
    write_pack(Path("valley"), VALLEY, candidates=swapped)

    found = reasons(before, sim.run(sim.load_scenario("valley")))

    assert [reason.key for reason in found] == ["pack.candidates.csv", "register_sha256"]


@pytest.mark.parametrize("command", ["run", "check", "tune", "calibrate"])
def test_help_of_commands_that_take_a_scenario_mentions_folders(command: str, here: Path) -> None:
    text = " ".join(saylau_here(command, "--help", cwd=here).stdout.split())

    assert "the folder of a pack" in text
