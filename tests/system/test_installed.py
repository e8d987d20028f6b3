"""The first steps of an official, a journalist, an analyst and a student, from an installed wheel.

Each is in an empty folder.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]

ANALYST = """
import sim

fit = sim.calibrate("tiny", effort="quick")
sim.save(fit, "fit")
sim.save(sim.run("tiny", replications=2), "usual")
sim.save(sim.run("tiny", replications=2, posterior="fit"), "fitted")
comparison = sim.compare("usual", "fitted")
sim.save(comparison, "both")
print(sim.load_results("both"))
print(len(comparison.results.compare), "differences")
"""
STUDENT = """
import saylau as sim
from sim.day.reference import PollingSite


class LastComeFirstServed(PollingSite):
    def take_next(self, queue):
        return queue.pop()


def last_come(plan, voters):
    return LastComeFirstServed(plan, voters).run()


slow = sim.load_scenario("tiny").with_(polling={"check_in_mean_s": 300})
usual, changed = sim.run(slow), sim.run(slow, engine=last_come)
print(usual.summary.waits.mean_s == changed.summary.waits.mean_s)
print(usual.summary.waits.max_s < changed.summary.waits.max_s)
sim.save(changed, "changed")
print(sim.report("changed", out="changed.html"))
"""

COMMANDS = """
import shlex
import sys

from click.testing import CliRunner
from sim.cli import main

for command in sys.argv[1:]:
    done = CliRunner().invoke(main, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    print(done.stdout, end="\\f")
"""
"""Runs several commands in one process, which starts once."""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a wheel in a folder of packages."""
    pytest.importorskip("hatchling")
    made, packages = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("packages")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    [wheel] = made.glob("saylau-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    return packages


def run_there(installed: Path, folder: Path, *arguments: str) -> str:
    """Return what Python prints in a folder, with the packages of the wheel."""
    # Without compiling: a country of 24 voters takes no time, and the code of another place would
    # be compiled again.
    environment = {**os.environ, "PYTHONPATH": str(installed), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_has_what_is_read_while_it_runs(installed: Path) -> None:
    for name in (
        "saylau/py.typed", "sim/py.typed", "sim/scenarios/tiny.toml",
        "sim/elections/kz-2021/NOTICE",
        "sim/posteriors/baseline/posterior.csv", "sim/reporting/templates/page.html.j2",
        "sim/reporting/assets/replay.js",
    ):  # fmt: skip
        assert (installed / name).is_file(), name
    assert not (installed / "tests").exists()


def test_a_prompt_shows_what_there_is(installed: Path, tmp_path: Path) -> None:
    code = "import saylau; print(saylau.run.__module__, len(saylau.scenarios()), *dir(saylau))"
    module, n, *names = run_there(installed, tmp_path, "-c", code).split()

    assert module == "sim.api"
    assert int(n) == len(list((installed / "sim" / "scenarios").glob("*.toml"))) + 3
    assert {"run", "compare", "calibrate", "report"} <= set(names)


def test_an_analyst_calibrates_runs_with_it_and_compares(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "analyst.py").write_text(ANALYST)

    printed = run_there(installed, tmp_path, "analyst.py")

    assert printed.startswith("Results    comparison, simulated\n")
    assert printed.endswith(" differences\n")
    assert {path.name for path in tmp_path.iterdir()} == {
        "analyst.py", "fit", "usual", "fitted", "both",
    }  # fmt: skip
    assert (tmp_path / "fit" / "scenario.toml").is_file()


def test_a_student_changes_a_parameter_and_a_rule(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "student.py").write_text(STUDENT)

    printed = run_there(installed, tmp_path, "student.py")

    assert printed.split() == ["True", "True", "changed.html"]
    page = (tmp_path / "changed.html").read_text(encoding="utf-8")
    assert "run by function last_come of a user" in page


def saylau_there(installed: Path, folder: Path, *commands: str) -> list[str]:
    """Return what each of some commands prints in a folder."""
    printed = run_there(installed, folder, "-c", COMMANDS, *commands).split("\f")
    return printed[:-1]


def test_an_official_adds_desks_at_the_worst_sites(installed: Path, tmp_path: Path) -> None:
    slow = "saylau run tiny --no-plots --set polling.check_in_mean_s=300"
    slow += " --set polling.members_not_issuing=4"
    added = '{kind="desks_added", name="More", from=07:00:00, to=20:00:00}'

    now, first = saylau_there(
        installed, tmp_path, f"{slow} --out now", f"{slow} --set 'incident=[{added}]' --out first"
    )
    _, _, listed = now.partition("\nSites with the longest waits at check-in\n")
    worst = re.findall(r"^  (\S+-\d\d) .* (\d+)  +(\d+)  \w+$", listed, re.MULTILINE)
    rows = [f"{site},{int(members) + 2},{int(desks) + 2}" for site, desks, members in worst]
    (tmp_path / "staff.csv").write_text("\n".join(["site,members,desks", *rows, ""]))
    _, compared = saylau_there(
        installed, tmp_path, f"{slow} --set register.staff=staff.csv --out more",
        "saylau compare now more --no-plots --out both",
    )  # fmt: skip

    assert worst == [("EAST-Alma-01", "1", "5"), ("WEST-Bulaq-01", "1", "5")]
    # Members limit the desks, and the command says what to do.
    assert "NO EFFECT: More: 0 of 3 sites got a desk: 5 members, 4 may not issue" in first
    assert "register.staff" in first
    assert re.search(r"waits\.p95_s +900\.0 +\d+\.\d +−\d+\.\d", compared)
    before, after = (table_of(tmp_path / name / "sites.csv") for name in ("now", "more"))
    for site, _, _ in worst:
        assert float(after[site]["wait_p95_s"]) < float(before[site]["wait_p95_s"])
    assert after["EAST-Alma-02"]["wait_p95_s"] == before["EAST-Alma-02"]["wait_p95_s"]


def table_of(path: Path) -> dict[str, dict[str, str]]:
    """Return the rows of a CSV file by their site or race."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row.get("site") or row["race"]: row for row in csv.DictReader(file)}


def test_a_journalist_publishes_one_race_and_one_chart(installed: Path, tmp_path: Path) -> None:
    printed, _ = saylau_there(
        installed, tmp_path, "saylau run tiny --size square --out night",
        "saylau report night --out night.html",
    )  # fmt: skip

    race = table_of(tmp_path / "night/races.csv")["EAST-Alma"]
    assert (race["name"], race["winner"], race["winner_votes"]) == ("Alma", "Nur Otan", "9")
    assert race["origin"] == "simulated"
    page = (tmp_path / "night.html").read_text(encoding="utf-8")
    assert "EAST-Alma" in page
    assert printed.startswith("SIMULATED: tiny, seed 2021")
    with Image.open(tmp_path / "night/figures/night.png") as chart:
        width, height = chart.size
    assert width == height
    drawn = (tmp_path / "night/figures/night.svg").read_text(encoding="utf-8")
    assert "SIMULATED" in drawn.upper()
