"""The command that writes reports of NIST, and what it refuses."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.results import save
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    import sim

REFERENCE = Path(__file__).parents[2] / "results" / "baseline" / "reference"


@pytest.fixture(scope="module")
def run(tiny: sim.RunResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nist") / "run"
    save(tiny, folder)
    return folder


def test_the_command_writes_a_report_to_a_file_or_standard_output(run: Path) -> None:
    beside = saylau_here("export", "run", "--format", "nist", cwd=run.parent)
    at = ("--at", "2021-07-25T20:20")
    out = saylau_here("export", "run", "--format", "nist", *at, "--out", "-", cwd=run.parent)

    assert (beside.returncode, beside.stdout) == (0, "run-nist.json\n")
    assert json.loads((run.parent / "run-nist.json").read_text(encoding="utf-8"))["IsTest"] is True
    assert dt.datetime.fromisoformat(json.loads(out.stdout)["GeneratedDate"]) == (
        dt.datetime.fromisoformat("2021-07-25T20:20+06:00")
    )


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ("19:59", "must not be before 2021-07-25T20:00, when the first doors close; got '19:59'"),
        ("2021-07-25", "must be a time such as 23:00 or 2021-07-25T23:00"),
        ("23:00+01:00", "must be a time such as 23:00"),
        ("23:00:00.5", "must be a time such as 23:00"),
        ("25:00", "must be a time such as 23:00"),
    ],
)
def test_a_time_that_cannot_be_is_refused(run: Path, at: str, message: str) -> None:
    done = saylau_here(
        "export", "run", "--format", "nist", "--at", at, "--out", "none.json", cwd=run.parent
    )

    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert not (run.parent / "none.json").exists()


def test_what_has_no_single_night_is_refused(run: Path) -> None:
    def refused(result: Path | str, *more: str) -> str:
        done = saylau_here("export", str(result), *(more or ("--format", "nist")), cwd=run.parent)
        assert done.returncode == 2
        return " ".join(done.stderr.split())

    folder = REFERENCE.parent
    ensemble = refused(folder / "ensemble")
    assert "is an ensemble of 100 replications, whose medians do not add up" in ensemble
    assert "saylau run baseline --seed 2021" in ensemble
    assert "is a calibration" in refused(folder / "calibration")
    assert "is for the formats of a night" in refused("run", "--format", "excel", "--at", "23:00")
    assert "excel needs a path" in refused("run", "--format", "excel", "--out", "-")
    manifest = (run / "manifest.json").read_text(encoding="utf-8")
    other = run.parent / "other"
    other.mkdir()
    (other / "manifest.json").write_text(manifest.replace('"format": 2', '"format": 9'))
    assert "has layout 9" in refused("other")
