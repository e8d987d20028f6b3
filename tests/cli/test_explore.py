"""``saylau explore``: what it prints, writes and refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.ensemble import local
from sim.ensemble.replication import run_replication
from sim.results.json_shapes import shape_problems
from sim.results.summaries.exploration import ExplorationSummary
from sim.results.typed_json import from_json, shape_of
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = (
    "--over", "counting.setup_mean_s", "--over", "counting.phone_mean_s",
    "--metric", "night.all_accepted", "--workers", "1",
)  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    """Return all files but the manifest, which has times."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_it_prints_what_moves_a_metric_and_writes_tables_and_a_figure(tmp_path: Path) -> None:
    done = saylau_here("explore", "tiny", *NIGHT, "--out", "it", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Simulated: exploration of tiny, seed 2021",
        "2 parameters one at a time, at both ends of their ranges; 5 points, paired",
        "",
        "Last protocol accepted (night.all_accepted): 21:36 in the scenario, 21:31 to",
        "22:56",
        "  parameter             low end    effect  high end     effect",
        "  setting up the count    300 s  −5.0 min   5,400 s  +80.0 min",
        "",
        "Do not move this metric: counting.phone_mean_s",
        "Written to it",
    ]
    assert sorted(files(tmp_path / "it")) == [
        "datapackage.json", "design.csv", "effects.csv", "figures/effects.png",
        "figures/effects.svg", "ranges.csv", "runs.csv", "summary.json",
    ]  # fmt: skip
    for name in ("design", "effects", "ranges", "runs"):
        rows = (tmp_path / "it" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert {row.partition(",")[0] for row in rows} == {"simulated"}
    assert "Simulated: exploration of" in (tmp_path / "it/figures/effects.svg").read_text("utf-8")
    manifest = json.loads((tmp_path / "it" / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["sha256"]) == set(files(tmp_path / "it"))
    assert saylau_here("show", "it", cwd=tmp_path).stdout == done.stdout


def test_json_has_its_declared_form(tmp_path: Path) -> None:
    done = saylau_here("explore", "tiny", *NIGHT, "--json", "--no-plots", cwd=tmp_path)
    content = json.loads(done.stdout)

    assert list(shape_problems(shape_of(ExplorationSummary), content)) == []
    [folder] = (tmp_path / "results" / "tiny").iterdir()
    assert folder.name == "one-at-a-time-2021"
    assert from_json(ExplorationSummary, content) == sim.load_results(folder).summary


def test_left_out_and_refused_are_printed(tmp_path: Path) -> None:
    done = saylau_here(
        "explore", "tiny", "--over", "counting", "--range", "counting.ballot_low_s=2.5:10",
        "--metric", "cast", "--no-plots", cwd=tmp_path,
    )  # fmt: skip

    assert "no parameter moves it" in done.stdout
    assert "Left out: counting.team_overhead: it has no effect: law.read_aloud is true" in (
        done.stdout
    )
    assert "Refused, as the scenario cannot have these values: 1 of 35 points" in done.stdout
    assert "  counting.ballot_mode_s must be between ballot_low_s (10)" in done.stdout


def test_a_killed_exploration_is_resumed_to_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[int] = []

    def third_fails(job: Any, number: int) -> bytes:
        ran.append(number)
        if len(ran) == 3:
            raise KeyboardInterrupt
        return run_replication(job, number)

    arguments = ("explore", "tiny", *NIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(local, "run_replication", third_fails)
        stopped = saylau_here(*arguments, "--out", "it", cwd=tmp_path)
    assert stopped.returncode == 130
    assert "it.unfinished holds 2 finished runs; resume with" in stopped.stderr

    done = saylau_here(*arguments, "--resume", "it", cwd=tmp_path)
    whole = saylau_here(*arguments, "--out", "whole", cwd=tmp_path)

    assert done.returncode == whole.returncode == 0
    assert "2 of 5 are finished already" in done.stderr
    assert files(tmp_path / "it") == files(tmp_path / "whole")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["tiny"], "name what to explore: --over SECTION, or --range KEY=LOW:HIGH"),
        (["nowhere", "--over", "counting"], "no scenario named 'nowhere'"),
        (["tiny", "--over", "cuonting"], "--over: no section 'cuonting'; did you mean 'counting'?"),
        (["tiny", "--range", "counting.pile_s=3"], "--range: must read KEY=LOW:HIGH with two num"),
        (["tiny", "--over", "counting", "--metric", "wait"], "--metric: unknown metric 'wait'"),
        (["tiny", "--over", "counting", "--samples", "4"], "--samples belongs to morris, sobol"),
        (["tiny", "--over", "counting", "--method", "grid"], "at most 100,000 runs are done"),
        (["tiny", "--over", "counting", "--method", "ant"], "'ant' is not one of"),
        (["tiny", "--over", "counting", "--out", "a", "--resume", "b"], "both name the result"),
        (["tiny", "--over", "counting", "--resume", "b"], "nothing to resume: b does not exist"),
        (["tiny", "--over", "counting", "--cluster", "x"], "is not the address of a Dask sched"),
    ],
)  # fmt: skip
def test_bad_input_exits_2_and_writes_nothing(
    arguments: list[str], expected: str, tmp_path: Path
) -> None:
    done = saylau_here("explore", *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_other_commands_say_that_it_is_an_exploration(tmp_path: Path) -> None:
    saylau_here("explore", "tiny", *NIGHT, "--no-plots", "--out", "it", cwd=tmp_path)

    for command in (["report", "it"], ["compare", "it", "it"]):
        done = saylau_here(*command, cwd=tmp_path)
        assert done.returncode == 2
        assert "this is an exploration" in done.stderr
