"""Same scenario and seed: same bytes, in fresh processes, with any number of workers."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import sim
from sim.results import csv_text
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN_TINY = "cf3b250946fe94751d14010ee523e7cee1a123d0eaa06172cf1445a61858c7bf"
"""SHA-256 of all tables of `tiny`, seed 2021. It changes only with the model: then state it in
CHANGELOG.md under "Numbers changed"."""


def fingerprint(results: sim.RunResults) -> str:
    total = hashlib.sha256()
    for name in sorted(results.tables):
        total.update(name.encode() + csv_text(results.tables[name]).encode())
    return total.hexdigest()


def saylau(*arguments: str, cwd: Path) -> None:
    subprocess.run([sys.executable, "-m", "sim", *arguments], cwd=cwd, check=True, timeout=200)


def contents(directory: Path) -> dict[str, bytes]:
    """Return every file of a run; of the manifest all but the times."""
    files = {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }
    manifest = json.loads(files["manifest.json"])
    del manifest["times"]
    return files | {"manifest.json": json.dumps(manifest).encode()}


def test_golden_hash_of_tiny(tiny: sim.RunResults) -> None:
    assert fingerprint(tiny) == GOLDEN_TINY


def test_two_processes_write_the_same_bytes_figures_and_all(tmp_path: Path) -> None:
    saylau("run", "tiny", "--quiet", "--out", "one", cwd=tmp_path)
    saylau_here("run", "tiny", "--quiet", "--out", "two", cwd=tmp_path)

    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")

    assert "figures/night.png" in one
    assert "figures/night.svg" in one
    assert one == two


def test_one_and_two_workers_write_the_same_bytes(baseline: sim.RunResults) -> None:
    scenario = sim.load_scenario("baseline", ["register.regions=['KZY', 'MAN', 'PAV']"])

    one = sim.run(scenario, workers=1)
    two = sim.run(scenario, workers=2)

    assert fingerprint(one) == fingerprint(two)
    assert one.summary == two.summary
    # A part of the country equals that part of the full country, byte for byte.
    inside = {code: baseline.summary.regions[code] for code in ("KZY", "MAN", "PAV")}
    assert one.summary.regions == {code: inside[code] for code in one.summary.regions}


def test_another_seed_gives_other_days_with_the_same_totals() -> None:
    scenario = sim.load_scenario("baseline", ["register.regions=['MAN']"])

    one, other = sim.run(scenario, seed=1, workers=1), sim.run(scenario, seed=2, workers=1)

    assert fingerprint(one) != fingerprint(other)
    assert one.summary.cast == other.summary.cast == 11_650
    assert one.summary.seats_nomination == other.summary.seats_nomination
    assert one.tables["sites"]["issued"].tolist() != other.tables["sites"]["issued"].tolist()


def test_a_change_of_service_times_changes_no_arrival_or_choice() -> None:
    base = sim.load_scenario("baseline", ["register.regions=['MAN']"])
    slow = sim.load_scenario("baseline", ["register.regions=['MAN']", "polling.check_in_mean_s=80"])

    one, other = sim.run(base, workers=1), sim.run(slow, workers=1)

    assert one.tables["tallies"]["votes"].tolist() == other.tables["tallies"]["votes"].tolist()
    assert one.tables["sites"]["came"].tolist() == other.tables["sites"]["came"].tolist()
    assert one.summary.waits.mean_s < other.summary.waits.mean_s
