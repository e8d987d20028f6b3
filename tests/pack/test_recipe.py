"""A new reported value is one row of a CSV file: followed on a copy of the package's data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WITH_DATA = """
import sys
from pathlib import Path
from sim.pack import shipped
shipped.ELECTIONS = Path.cwd() / "elections"
from sim.cli import main
main(sys.argv[1:])
"""
"""The command with the data of the working directory: a copy of the code would be compiled again,
which takes a minute."""
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


def saylau(package: Path, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", WITH_DATA, *arguments],
        cwd=package, env=environment, capture_output=True, text=True, check=True, timeout=200,
    )  # fmt: skip
    return done.stdout


def test_it_is_listed(package: Path) -> None:
    assert "  MAN 14:00  48.55 %  [a regional paper]\n" in saylau(package, "reported")


@pytest.fixture(scope="module")
def judged(package: Path) -> dict[str, Any]:
    """Return the only target of a run of one region, as its summary has it."""
    printed = saylau(package, "run", "baseline", *PART, "--no-plots", "--json", "--out", "made")
    [target] = json.loads(printed)["targets"]
    return dict(target)


def test_a_run_is_judged_by_it(package: Path, judged: dict[str, Any]) -> None:
    assert (judged["code"], judged["time"], judged["reported_pct"]) == ("MAN", "14:00", 48.55)
    assert (judged["within_pct"], judged["source"]) == (2.0, "a regional paper")
    assert ",MAN,2021-07-25T14:00:00," in (package / "made/turnout_reports.csv").read_text()
    assert "MAN 14:00  reported 48.55 %" in saylau(package, "show", "made")


def test_tune_shows_the_same_value_and_verdict(package: Path, judged: dict[str, Any]) -> None:
    tuned = json.loads(saylau(package, "tune", "baseline", *PART, "--no-plots", "--json"))

    [row] = [row for row in tuned["figures"] if row["what"] == "turnout"]
    shown = {key: row[key] for key in ("name", "reported", "met", "source")}
    assert shown == {
        "name": "MAN@14:00", "reported": 48.55, "met": judged["met"], "source": "a regional paper",
    }  # fmt: skip
    assert row["unchanged"] == pytest.approx(judged["simulated_pct"], abs=0.005)
