"""The command ``plan``: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from sim.results import load_results
from tests.support.commands import saylau_here
from tests.support.planned import small_country

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ("--max-wait", "5min", "--share", "0.9", "--days", "0.8", "--confidence", "0.8",
         "--most-days", "40", "--fresh-days", "20", "--seed", "1")  # fmt: skip

BUDGET = (*QUICK[:6], "--fresh-days", "20", "--seed", "1")
"""Without what has no effect where a total is given."""
CERTIFIED_AS_USUAL = ("--confidence", "0.95", "--most-days", "400")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a scenario and its plan."""
    from sim.scenario.write import scenario_toml

    folder = tmp_path_factory.mktemp("plan")
    (folder / "small.toml").write_text(scenario_toml(small_country(7)))
    done = saylau_here("plan", "small.toml", *QUICK, cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "out.txt").write_text(done.stdout)
    return folder


def test_the_command_that_runs_the_plan_can_be_pasted(place: Path, tmp_path: Path) -> None:
    scenario = str(place / "small.toml")
    done = saylau_here("plan", scenario, *QUICK, "--no-plots", "--out", "p q", cwd=tmp_path)

    line = next(line for line in done.stdout.splitlines() if line.startswith("Run it with: "))
    assert line == "Run it with: saylau run 'p q/scenario.toml'"
    command = shlex.split(line.removeprefix("Run it with: "))
    assert saylau_here(*command[1:], "--no-plots", cwd=tmp_path).returncode == 0


def test_the_command_prints_the_plan(place: Path) -> None:
    text = (place / "out.txt").read_text()

    assert text.startswith("SIMULATED: plan of small, seed 1")
    for words in (
        "Promise: 90 % of a site's voters wait at most 5 min", "on 80 % of days",
        "parameters fixed", "desks", "members to add", "of 3 sites are certified",
        "on 20 fresh days", "waits of", "Written to results/small/plan-1",
        "Run it with: saylau run results/small/plan-1/scenario.toml",
    ):  # fmt: skip
        assert words in " ".join(text.split()), words
    assert max(map(len, text.splitlines())) <= 80


def test_it_writes_what_it_says(place: Path) -> None:
    directory = place / "results/small/plan-1"

    names = {path.relative_to(directory).as_posix() for path in directory.rglob("*.*")}
    assert names == {
        "plan.csv", "regions.csv", "curve.csv", "validation.csv", "plan.md", "scenario.toml",
        "summary.json", "manifest.json", "datapackage.json",
        *(f"figures/plan_{name}.{kind}" for name in ("curve", "changes", "waits")
          for kind in ("png", "svg")),
    }  # fmt: skip
    page = (directory / "plan.md").read_text(encoding="utf-8")
    assert page.startswith("# Staff of small")
    assert "Everything here is simulated." in page
    assert 'staff = "plan.csv"' in (directory / "scenario.toml").read_text()
    assert str(place) not in "".join(
        path.read_text(encoding="utf-8") for path in directory.glob("*.*")
    )


def test_the_scenario_runs_and_the_plan_is_shown_again(place: Path) -> None:
    shown = saylau_here("show", "results/small/plan-1", cwd=place)
    run = saylau_here("run", "results/small/plan-1/scenario.toml", "--no-plots", "--quiet",
                      cwd=place)  # fmt: skip

    assert shown.stdout.splitlines()[0] == (place / "out.txt").read_text().splitlines()[0]
    assert run.returncode == 0, run.stderr
    planned = load_results(place / "results/small/plan-1").tables["plan"]
    sites = load_results(place / run.stdout.strip()).tables["sites"]
    assert sites["desks"].tolist() == planned["desks"].tolist()
    manifest = (place / run.stdout.strip() / "manifest.json").read_text()
    assert '"staff": "plan.csv"' in manifest


def test_json_and_a_budget(place: Path) -> None:
    done = saylau_here(
        "plan", "small.toml", *BUDGET, "--desks", "5", "--json", "--no-plots", "--quiet",
        "--out", "budget", cwd=place,
    )  # fmt: skip
    summary = json.loads(done.stdout)

    assert (summary["kind"], summary["budget"]["given"]) == ("plan", 5)
    shown = saylau_here("show", "budget", cwd=place).stdout
    assert "Given: 5 desks given" in shown
    assert "certified" not in shown.split("region")[0]


def test_results_by_a_time_end_with_3_where_they_cannot_be_had(place: Path) -> None:
    late, early = (
        saylau_here(
            "plan", "small.toml", *QUICK, "--fresh-days", "0", "--results-by", time, "--no-plots",
            "--out", f"by{time[:2]}", cwd=place,
        )
        for time in ("06:30", "20:15")
    )  # fmt: skip

    assert (late.returncode, early.returncode) == (0, 3), late.stderr
    text = " ".join(late.stdout.split())
    assert "all protocols by 06:30 +1 d on 80 % of days: 1 of 1 commission is certified" in text
    assert "with 1 clerk (2 now), 1 vehicle (3 now) and 0 members more for counting tables" in text
    text = " ".join(early.stdout.split())
    assert "0 of 1 commission" in text
    most = "with the most counting tables, vehicles and clerks (0.0 % with those of now)"
    assert f"at most 0.0 % of sites are in by 20:15 {most}" in text
    assert "these 3 bind (paths.csv)" in text
    assert "100 %" in text
    assert max(map(len, early.stdout.splitlines())) <= 80
    results = load_results(place / "by20")
    assert (results.tables["paths"]["binds"] == "yes").all()
    assert "## Results: the sites that bind" in (place / "by20/plan.md").read_text()
    assert saylau_here("show", "by20", cwd=place).returncode == 0
    assert "paths" in (place / "by20/datapackage.json").read_text()


def test_durations_have_units(place: Path) -> None:
    for text, seconds in (("90s", 90.0), ("1.5 min", 90.0), ("0.025h", 90.0)):
        done = saylau_here(
            "plan", "small.toml", *QUICK, "--max-wait", text, "--fresh-days", "0", "--json",
            "--no-plots", "--out", f"d{seconds}{text[-1]}", cwd=place,
        )  # fmt: skip
        assert json.loads(done.stdout)["promise"]["max_wait_s"] == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--max-wait", "0min"), "--max-wait: must be above 0; got 0 s"),
        (
            ("--max-wait", "0.0001s"),
            "--max-wait: must be at least 0.001 s, as rounded; got 0.0001 s",
        ),
        (("--max-wait", "10"), "must be a number with its unit, such as 10min or 90s; got '10'"),
        (("--share", "1.1"), "--share: must be above 0 and at most 1; got 1.1"),
        (("--days", "1"), "--days: must be between 0 and 1, not 0 or 1; got 1"),
        (
            ("--change", "desks,chairs"),
            "must be some of desks, booths, with commas between; got 'chairs'",
        ),
        (("--desks", "3", "--members", "9"), "--desks and --members exclude each other"),
        (("--desks", "3", "--jointly"), "--jointly: has no effect where --desks are given"),
        (
            ("--members", "3", "--change", "booths"),
            "--change: has no effect where --members are given",
        ),
        (("--members", "3", *CERTIFIED_AS_USUAL), "--members: must be at least"),
        (("--desks", "5", "--results-by", "20:00"), "--results-by: must not be while polls are"),
        (("--results-by", "2am"), "--results-by: must be a clock time, such as 02:00, or with"),
        (("--change-night", "clerks"), "--change-night: has no effect without --results-by"),
        (
            ("--change-night", "cars"),
            "must be some of tables, vehicles, clerks, with commas between",
        ),
        (
            ("--members", "12", "--results-by", "04:00", "--change-night", "tables,clerks"),
            "--change-night: must not name tables where --members are given",
        ),
        (
            ("--results-by", "04:00", "--confidence", "0.99", "--most-days", "28"),
            "--most-days: must be at least",
        ),
        (("--most-days", "3"), "--most-days: must be at least"),
        (("--set", "turnout.final='reported'"), "turnout.final is 'reported': then every day has"),
        (("--set", "register.staff='none.csv'"), "none.csv: register.staff: cannot be read"),
        (("--out", "a", "--resume", "b"), "--out and --resume both name the result"),
        (("--resume", "b"), "nothing to resume: b does not exist"),
        (("--posterior", "nowhere"), "nowhere: is not a directory"),
        (("--posterior", "baseline"), "is the calibration of another country"),
    ],
)
def test_what_is_refused(place: Path, options: tuple[str, ...], message: str) -> None:
    done = saylau_here("plan", "small.toml", *QUICK, *options, cwd=place)

    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert not (place / "a").exists()


def test_the_last_lines_are_in_the_language_of_the_rest(place: Path) -> None:
    done = saylau_here(
        "plan", "small.toml", *QUICK, "--fresh-days", "0", "--no-plots", "--language", "ru",
        "--out", "in-russian", cwd=place,
    )  # fmt: skip

    assert done.stdout.splitlines()[-2:] == [
        "Записано в in-russian", "Запуск: saylau run in-russian/scenario.toml",
    ]  # fmt: skip
