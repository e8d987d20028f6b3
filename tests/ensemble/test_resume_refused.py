"""What cannot be resumed is refused, named, and left as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.ensembles import assert_refused, files, run_tiny, saylau
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "differing"),
    [
        (["--seed", "6"], ["seed: is 5; this run has 6"]),
        (["--engine", "simpy"], ['engine: is "auto"; this run has "simpy"']),
        (
            ["--set", "polling.booth_cv=0.25"],
            ["scenario.polling.booth_cv: is 0.0; this run has 0.25"],
        ),
    ],
)
def test_another_scenario_seed_or_engine_is_named(
    arguments: list[str], differing: list[str], unfinished: Path
) -> None:
    before = files(unfinished)

    done = run_tiny("--resume", unfinished.with_name("run"), *arguments)

    assert_refused(done, *(f"error: {unfinished / 'job.json'}: {line}" for line in differing))
    assert done.stderr.count("this run has") == len(differing)
    assert files(unfinished) == before


def test_all_that_differs_is_named(unfinished: Path) -> None:
    file = unfinished / "job.json"
    about = json.loads(file.read_text())
    about["versions"]["numpy"] = "0.9"
    del about["format"]
    about["more"] = [1]
    file.write_text(json.dumps(about))
    before = files(unfinished)

    done = run_tiny("--resume", unfinished)

    assert_refused(
        done, 'versions.numpy: is "0.9"; this run has "', "format: is missing; this run has 3",
        "more: is [1]; this run has none",
    )  # fmt: skip
    assert files(unfinished) == before


@pytest.mark.parametrize("text", ["", "{", "[]", "3", None])
def test_a_directory_without_a_job_is_refused_and_left(text: str | None, unfinished: Path) -> None:
    file = unfinished / "job.json"
    file.unlink() if text is None else file.write_text(text)
    before = files(unfinished)

    done = run_tiny("--resume", unfinished)

    assert_refused(done, "run.unfinished: it is not a checkpoint that can be resumed")
    assert files(unfinished) == before


def test_a_finished_run_is_refused_and_left(unfinished: Path) -> None:
    assert run_tiny("--resume", unfinished).exit_code == 0
    run = unfinished.with_name("run")
    before = contents(run)

    assert_refused(run_tiny("--resume", run), f"nothing to resume: {run} is complete")
    assert contents(run) == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--replications", "0"], "0 is not in the range"),
        (["--replications", "100001"], "100001 is not in the range"),
        (
            ["--replications", "3", "--resume", "nothing"],
            "nothing to resume: nothing does not exist",
        ),
        (
            ["--replications", "3", "--resume", "."],
            "nothing to resume: . is complete, or is not a result",
        ),
        (
            ["--replications", "3", "--resume", "/"],
            "nothing to resume: / is complete, or is not a result",
        ),
        (
            ["--replications", "3", "--resume", ".unfinished"],
            "nothing to resume: .unfinished does not exist",
        ),
        (["--resume", "run"], "--resume needs the --replications of the run"),
        (["--cluster", "tcp://a:1"], "--cluster needs --replications 2 or more"),
        (["--replications", "3", "--resume", "run", "--out", "run"], "both name the result"),
    ],
)
def test_bad_input_exits_2_and_writes_nothing(
    arguments: list[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert_refused(saylau("run", "tiny", *arguments), expected)

    assert list(tmp_path.iterdir()) == []
