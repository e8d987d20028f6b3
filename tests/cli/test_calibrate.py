"""``saylau calibrate`` on the command line: what it prints, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.calibration import effort as depth
from sim.calibration.fit import draws as drawn
from tests.support.ensembles import assert_refused, saylau
from tests.support.packs import PAST, VALLEY, write_pack, write_past
from tests.support.results import load_calibration
from tests.support.small_calibrations import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

MAN = ("--set", "register.regions=['MAN']")
FIGURES = "code,time,value\nMAN,12:00,31.5\nMAN,16:00,60\n"


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(depth, "QUICK", SMALL._replace(name="quick"))
    monkeypatch.chdir(tmp_path)


def calibrate(*arguments: str | Path) -> Result:
    return saylau("calibrate", "baseline", *MAN, *arguments)


def run_quickly(*arguments: str | Path) -> Result:
    return calibrate("--quick", "--no-plots", "--workers", "1", *arguments)


def test_help_names_all_options() -> None:
    text = saylau("calibrate", "--help").stdout

    for option in ("--set", "--targets", "--drop", "--free", "--fix", "--weight", "--lint",
                   "--quick", "--seed", "--workers", "--out", "--resume", "--no-plots", "--json",
                   "--quiet"):  # fmt: skip
        assert option in text
    assert "calibrate" in saylau("--help").stdout


def test_lint_prints_its_findings_and_writes_nothing(tmp_path: Path) -> None:
    clean = saylau("calibrate", "tiny", "--lint")
    figures = tmp_path / "mine.csv"
    figures.write_text("code,time,value\nMAN,12:00,60\nMAN,14:00,40\n")

    falling = calibrate("--lint", "--targets", figures)

    assert clean.exit_code == falling.exit_code == 0
    assert "MAN@14:00" in falling.stdout
    assert "MAN@12:00" in falling.stdout
    assert "@" not in clean.stdout
    assert "  L11  look: 10:10 of 2023-03-19: 12 of 15 regions" in clean.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_calibration_is_written_to_the_directory_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(FIGURES)
    done = run_quickly(
        "--targets", "mine.csv", "--free", "arrivals.site_spread", "--fix", "choice.incumbency=1.5",
        "--weight", "MAN@12:00=0.5", "--drop", "MAN@final", "--out", "fit", "--seed", "3",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["fit", "mine.csv"]
    names = {path.name for path in (tmp_path / "fit").iterdir()}
    assert {"scenario.toml", "posterior.npz", "posterior.csv", "fit.csv", "fit.md"} <= names
    results = load_calibration(tmp_path / "fit")
    fit = results.tables["fit"]
    weights = dict(zip(fit["target"].tolist(), fit["weight"].tolist(), strict=True))
    assert weights["MAN@12:00"] == 0.5
    assert weights["MAN@16:00"] == 1.0
    assert "MAN@final" not in weights
    assert set(results.tables["posterior"]["choice.incumbency"].tolist()) == {1.5}
    assert "arrivals.site_spread" in results.manifest.parameters
    assert results.manifest.seed == 3

    # The saved command line gives the same result.
    text = (tmp_path / "fit" / "scenario.toml").read_text()
    [command] = [line for line in text.splitlines() if "Made by: " in line]
    assert command.endswith(results.manifest.command)
    assert "--free arrivals.site_spread --fix choice.incumbency=1.5" in command
    assert "--out" not in command
    # And the calibrated scenario runs.
    run = saylau("run", "fit/scenario.toml", "--posterior", "fit", "--replications", "2")
    assert run.exit_code == 0, run.stderr


def test_json_is_the_summary(tmp_path: Path) -> None:
    done = run_quickly("--json", "--out", "fit")

    told = json.loads(done.stdout)
    assert told == json.loads((tmp_path / "fit" / "summary.json").read_text())
    assert told["kind"] == "calibration"
    assert told["effort"] == "quick"
    assert told["converged"] is False


def test_quiet_prints_only_where_it_is(tmp_path: Path) -> None:
    first = run_quickly("--quiet")
    second = run_quickly("--quiet")

    place = "results/baseline/calibration-2021-register.regions=MAN"
    assert first.stdout.strip() == place
    assert first.stderr == ""
    # If a name exists, another one is used.
    assert second.stdout.strip() != first.stdout.strip()
    assert (tmp_path / second.stdout.strip() / "fit.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--free", "polling.check_in_men_s"], "--free: polling.check_in_men_s is no parameter"),
        (["--free", "polling.desks_extra"], "is no parameter with a calibration range"),
        (
            ["--free", "arrivals.site_spread", "--fix", "arrivals.site_spread=0.1"],
            "--free: arrivals.site_spread is also held fixed by --fix; give one of them",
        ),
        (["--fix", "arrivals.q"], "--fix: arrivals.q is no parameter"),
        (["--fix", "arrivals.q=2"], "unknown key arrivals.q"),
        (["--fix", "arrivals.a=9"], "arrivals.a must be"),
        (["--fix", "arrivals.a=soon"], "arrivals.a must be"),
        (["--set", "arrivals.a=9"], "arrivals.a must be"),
        (["--drop", "MAN@13:00"], "--drop: no target is called 'MAN@13:00'"),
        (["--weight", "MAN@13:00=2"], "--weight: no target is called 'MAN@13:00'"),
        (["--weight", "MAN@seats=-2"], "--weight: must read NAME=WEIGHT"),
        (["--weight", "MAN@seats"], "--weight: must read NAME=WEIGHT"),
        (["--drop", "MAN@seats", "--drop", "MAN@final"], "no target is left"),
        (["--targets", "none.csv"], "none.csv: cannot be read"),
        (["--targets", "region.csv"], "region.csv:2: code: no region 'MAM'"),
        (["--targets", "early.csv"], "early.csv:2: time must be from 08:00"),
        (["--targets", "much.csv"], "much.csv:2: value must be in [0, 100] per cent; got 101"),
        (["--targets", "twice.csv"], "MAN@12:00 = 60 contradicts MAN@12:00 = 31.5"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_leaves_nothing(
    arguments: list[str], expected: str, tmp_path: Path
) -> None:
    files = {
        "region.csv": "MAM,12:00,30", "early.csv": "MAN,06:00,3", "much.csv": "MAN,12:00,101",
        "twice.csv": "MAN,12:00,31.5\nMAN,12:00,60",
    }  # fmt: skip
    for name, rows in files.items():
        (tmp_path / name).write_text(f"code,time,value\n{rows}\n")

    for more in (["--quick"], ["--quick", "--out", "fit"]):
        done = calibrate(*more, *arguments)
        assert_refused(done, expected)
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(files)


def test_all_problems_of_targets_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("code,time,value\nMAM,12:00,101\nMAN,06:00,5\n")

    done = calibrate("--targets", "mine.csv", "--drop", "X@1", "--weight", "Y@2=1")

    assert_refused(done, "mine.csv:2: code", "mine.csv:3: time", "--drop", "--weight")
    assert len(done.stderr.splitlines()) >= 4


def test_an_existing_directory_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "fit").mkdir()
    (tmp_path / "begun.unfinished").mkdir()

    assert_refused(run_quickly("--out", "fit"), "fit")
    assert_refused(run_quickly("--out", "begun"), "begun.unfinished: the checkpoint exists already")
    assert not list((tmp_path / "fit").iterdir())
    assert not list((tmp_path / "begun.unfinished").iterdir())


def test_only_a_checkpoint_can_be_resumed(tmp_path: Path) -> None:
    (tmp_path / "done").mkdir()
    (tmp_path / "other.unfinished").mkdir()
    (tmp_path / "other.unfinished" / "job.json").write_text('{"kind": "run"}')

    assert_refused(run_quickly("--resume", "nothing"), "nothing to resume: nothing does not exist")
    assert_refused(
        run_quickly("--resume", "done"), "nothing to resume: done is complete, or is not a result"
    )
    assert_refused(run_quickly("--resume", "other"), "kind", "calibration")
    both = run_quickly("--resume", "fit", "--out", "fit")
    assert both.exit_code == 2
    assert "--out and --resume both name the result" in both.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["done", "other.unfinished"]


def test_interrupted_it_names_the_command_to_resume_and_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run_quickly("--out", "whole")
    assert whole.exit_code == 0, whole.stderr

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(drawn, "sample_outcomes", interrupt)
        broken = run_quickly("--out", "fit")
    assert broken.exit_code == 130
    assert "the checkpoint fit.unfinished holds" in broken.stderr
    assert "finished stages; resume with: saylau" in broken.stderr
    assert "--resume fit" in broken.stderr
    assert not (tmp_path / "fit").exists()

    refused = run_quickly("--resume", "fit", "--seed", "4")
    assert_refused(refused, "seed", "is 2021; this run has 4")
    done = run_quickly("--resume", "fit")

    assert done.exit_code == 0, done.stderr
    assert not (tmp_path / "fit.unfinished").exists()
    for name in ("posterior.npz", "fit.csv", "parameters.csv", "scenario.toml", "fit.md"):
        one, other = ((tmp_path / run / name).read_bytes() for run in ("whole", "fit"))
        assert one == other, name


def test_tiny_shows_a_posterior_that_another_scenario_refuses(tmp_path: Path) -> None:
    assert saylau("calibrate", "tiny", "--quick", "--no-plots", "--out", "fit").exit_code == 0

    done = saylau("run", "baseline", *MAN, "--posterior", "fit", "--replications", "2")

    assert_refused(done, "is the calibration of another country")
    assert [path.name for path in tmp_path.iterdir()] == ["fit"]


def test_curves_of_a_pack_that_are_not_its_prior_are_said(tmp_path: Path) -> None:
    write_past(write_pack(tmp_path / "valley", VALLEY), PAST)

    done = saylau("calibrate", "valley", "--lint")

    note = "note: past/turnout.csv is not used, as the prior was not fitted to it"
    assert f"{note}: saylau pack prior valley\n" in done.stderr


@pytest.mark.parametrize("given", [["--set", "arrivals.c=0.4"], ["--free", "arrivals.c"], []])
def test_a_third_shape_that_is_not_the_priors_is_said(given: list[str]) -> None:
    done = saylau("calibrate", "tiny", *given, "--lint")

    note = "note: the prior of arrivals is that of curves with arrivals.c = 0.15; with another c"
    assert done.stderr.startswith(note) == bool(given), done.stderr
