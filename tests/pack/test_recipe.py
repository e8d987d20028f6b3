"""A new reported value is one row of a CSV file: followed on a copy of the package's data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WITH_DATA = """
import json, sys
from pathlib import Path
from click.testing import CliRunner
from sim.pack import shipped
shipped.ELECTIONS = Path.cwd() / "elections"
from sim.cli import main
for arguments in json.loads(sys.argv[1]):
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    print(json.dumps(done.stdout))
"""
"""The commands with the data of the working directory: a copy of the code would be compiled again,
which takes a minute. One process runs all."""
ROW = "MAN,14:00,equals,48.55,,a regional paper\n"
PART = ("--set", "register.regions=['MAN']")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory with a copy of the data that has one more reported value."""
    directory = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "sim" / "elections", directory / "elections")
    with (directory / "elections/kz-2021/reported/turnout.csv").open("a", newline="") as file:
        file.write(ROW)
    return directory


COMMANDS = {
    "reported": ["reported"],
    "run": ["run", "baseline", *PART, "--no-plots", "--json", "--out", "made"],
    "show": ["show", "made"],
    "tune": ["tune", "baseline", *PART, "--no-plots", "--json"],
}


@pytest.fixture(scope="module")
def printed(package: Path) -> dict[str, str]:
    """Return what each command prints."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", WITH_DATA, json.dumps([*COMMANDS.values()])],
        cwd=package, env=environment, capture_output=True, text=True, check=True, timeout=200,
    )  # fmt: skip
    return dict(zip(COMMANDS, map(json.loads, done.stdout.splitlines()), strict=True))


def test_it_is_listed(printed: dict[str, str]) -> None:
    assert "  MAN 14:00  48.55 %  [a regional paper]\n" in printed["reported"]


@pytest.fixture(scope="module")
def judged(printed: dict[str, str]) -> dict[str, Any]:
    """Return the only target of a run of one region, as its summary has it."""
    [target] = json.loads(printed["run"])["targets"]
    return dict(target)


def test_a_run_is_judged_by_it(
    package: Path, printed: dict[str, str], judged: dict[str, Any]
) -> None:
    assert (judged["code"], judged["time"], judged["reported_pct"]) == ("MAN", "14:00", 48.55)
    assert (judged["within_pct"], judged["source"]) == (2.0, "a regional paper")
    assert ",MAN,2021-07-25T14:00:00," in (package / "made/turnout_reports.csv").read_text()
    assert re.search(r"Mangystau 14:00 +48\.55 %", printed["show"])


def test_tune_shows_the_same_value_and_verdict(
    printed: dict[str, str], judged: dict[str, Any]
) -> None:
    tuned = json.loads(printed["tune"])

    [row] = [row for row in tuned["figures"] if row["what"] == "turnout"]
    shown = {key: row[key] for key in ("name", "reported", "met", "source")}
    assert shown == {
        "name": "MAN@14:00", "reported": 48.55, "met": judged["met"], "source": "a regional paper",
    }  # fmt: skip
    assert row["unchanged"] == pytest.approx(judged["simulated_pct"], abs=0.005)
