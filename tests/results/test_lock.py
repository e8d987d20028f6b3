"""One process at a time works on a checkpoint."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.errors import ResultsError
from sim.results.lock import lock, unlock

pytest.importorskip("fcntl")

ROOT = Path(__file__).parents[2]
OTHER = """
import sys
from pathlib import Path
from sim.core.errors import ResultsError
from sim.results.lock import lock
try:
    lock(Path(sys.argv[1]), "job.json")
except ResultsError as error:
    print(error)
"""


def other_process(folder: Path) -> str:
    """Return what another process is told when it locks the folder."""
    done = subprocess.run(
        [sys.executable, "-c", OTHER, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_another_process_is_refused_until_it_is_unlocked(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text("{}")
    assert other_process(tmp_path) == ""

    lock(tmp_path, "job.json")
    # The same process may take it again.
    lock(tmp_path, "job.json")
    said = other_process(tmp_path)
    unlock(tmp_path)

    assert said.startswith(f"{tmp_path}: another process works on this checkpoint")
    assert other_process(tmp_path) == ""


def test_a_file_that_is_not_there_is_left_to_whoever_reads_it(tmp_path: Path) -> None:
    lock(tmp_path, "job.json")
    unlock(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_lock_that_another_open_file_holds_is_an_error(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "job.json").write_text("{}")
    with (tmp_path / "job.json").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ResultsError, match="another process works on this checkpoint"):
            lock(tmp_path, "job.json")
    lock(tmp_path, "job.json")
    unlock(tmp_path)
