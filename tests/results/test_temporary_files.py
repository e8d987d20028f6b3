"""Temporary files of killed processes are removed, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sim
from sim.results import placement as placing
from tests.support.ensembles import run_tiny, saylau
from tests.system.test_reproducibility import contents

DEAD_HOST = "elsewhere"


def dead_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(folder: Path, name: str, *, file: bool = False, days: int = 0) -> str:
    path = folder / name
    if file:
        path.write_text("half")
    else:
        path.mkdir()
        (path / "sites.csv").write_text("half")
    then = time.time() - days * 24 * 3600
    os.utime(path, (then, then))
    return name


@pytest.mark.skipif(os.name != "posix", reason="there is no way to ask whether one is alive")
@pytest.mark.parametrize(
    "command",
    [
        ["run", "tiny", "--out", "new"],
        ["run", "tiny", "--out", "new", "--voters", "v.csv"],
        ["report", "run"],
    ],
)
def test_the_next_run_removes_temporary_files_of_killed_processes_and_nothing_else(
    command: list[str], tiny: sim.RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sim.save(tiny, Path("run"))
    dead, host = dead_process(), placing._HOST
    for name in (f".a.partial-{host}-{dead}", f".b.html.probe-{host}-{dead}"):
        left(tmp_path, name)
    left(tmp_path, f".c.csv.partial-{host}-{dead}", file=True)
    left(tmp_path, f".d.partial-{DEAD_HOST}-1", days=8)
    left(tmp_path, ".e.partial-12", days=8)
    stay = {
        left(tmp_path, f".f.partial-{host}-{os.getppid()}"),
        left(tmp_path, f".g.partial-{DEAD_HOST}-{dead}"),
        left(tmp_path, f".h.partial-{dead}"),
        left(tmp_path, f"i.partial-{host}-{dead}"),
        left(tmp_path, f".j.partial-{host}-{dead}.txt", file=True),
    }

    done = saylau(*command)

    assert done.exit_code == 0, done.stderr
    there = {path.name for path in tmp_path.iterdir()}
    assert stay <= there
    assert there - stay <= {"run", "new", "run.html", "v.csv"}


def test_an_earlier_process_with_the_same_number_does_not_matter(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    """As in a restarted container: its first process always has number 1."""
    left(tmp_path, placing.partial_of(tmp_path / "run").name)

    sim.save(tiny, tmp_path / "run")

    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert "half" not in (tmp_path / "run" / "sites.csv").read_text()


def test_a_name_reserved_by_a_process_that_died_can_be_used(
    unfinished: Path, in_one_go: dict[str, bytes]
) -> None:
    unfinished.with_name("run").mkdir()

    assert run_tiny("--resume", unfinished).exit_code == 0

    assert contents(unfinished.with_name("run")) == in_one_go
