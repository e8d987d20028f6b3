"""Small ensembles, run in one go or in parts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from click.testing import CliRunner

import sim
from sim.cli import main
from sim.ensemble import FinishedReplications, job_entries
from sim.results.checkpoint import Checkpoint
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from sim.ensemble import Job

N = 6
"""Replications of the ensembles below, of the scenario `tiny` ..."""
SEED = 5
"""... with this seed."""


def saylau(*arguments: str | Path) -> Result:
    """Run a command in this process, with one worker."""
    with_workers = ["--workers", "1", "--no-plots"] if arguments[0] == "run" else []
    return CliRunner().invoke(main, [*map(str, arguments), *with_workers])


def run_tiny(*arguments: str | Path, n: int = N) -> Result:
    return saylau("run", "tiny", "--seed", str(SEED), "--replications", str(n), *arguments)


def whole(folder: Path, n: int = N, scenario: str = "tiny", *overrides: str) -> dict[str, bytes]:
    """Return the files of an ensemble run in one go."""
    results = sim.run(
        sim.load_scenario(scenario, list(overrides)), seed=SEED, replications=n, workers=1
    )
    sim.save(results, folder)
    return contents(folder)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def assert_refused(done: Result, *expected: str) -> None:
    assert done.exit_code == 2
    for text in expected:
        assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def begin_replications(folder: Path, job: Job, n: int) -> FinishedReplications:
    """Start the checkpoint of an ensemble."""
    return FinishedReplications(Checkpoint.start(folder, job_entries(job)), n)


def n_records(folder: Path) -> int:
    """Return the number of records of a checkpoint."""
    return len(list(folder.glob("*.record")))


def wait_for(holds: Callable[[], bool], patience_s: float = 60) -> bool:
    """Wait until a condition holds; return whether it does."""
    end = time.monotonic() + patience_s
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()
