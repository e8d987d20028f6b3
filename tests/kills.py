"""``python -m tests.kills``: runs are killed at random moments and resumed.

Each must be complete, or resume to the bytes of an uninterrupted run, with no process or file left.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click

import sim
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAN = ("baseline", "--set", "register.regions=['MAN']", "--seed", "5")
_RUN = ("run", *_MAN, "--replications", "40", "--workers", "2", "--no-plots",
        "--quiet")  # fmt: skip
_CALIBRATE = ("calibrate", *_MAN, "--quick", "--no-plots", "--quiet")
_TINY = ("run", "tiny", "--seed", "5", "--replications", "40", "--workers", "1", "--no-plots",
         "--quiet")  # fmt: skip
JOBS = {"run": _RUN, "calibrate": _CALIBRATE, "tiny": _TINY}
WAYS = ("kill the parent", "kill a worker", "kill all", "SIGTERM", "SIGINT")
_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Undisturbed:
    """An undisturbed job."""

    files: dict[str, bytes]
    seconds: float


def begin(job: str, folder: Path, *place: str) -> subprocess.Popen[str]:
    """Start a job in a new session."""
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *JOBS[job], *place], cwd=folder, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
    )  # fmt: skip


def in_one_go(job: str, folder: Path) -> Undisturbed:
    """Run a job undisturbed."""
    begun = time.monotonic()
    process = begin(job, folder, "--out", "whole")
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    return Undisturbed(_files(folder / "whole"), time.monotonic() - begun)


def _files(place: Path) -> dict[str, bytes]:
    """Return the files of a result without the times of its manifest."""
    return contents(place)


def one_kill(
    job: str, way: str, random: Random, undisturbed: Undisturbed, folder: Path
) -> Iterator[str]:
    """Disturb a job once, resume it, and yield the faults."""
    process = begin(job, folder, "--out", "out")
    time.sleep(random.uniform(0.05, 1.05) * undisturbed.seconds)
    _strike(process, way, random)
    try:
        _, errors = process.communicate(timeout=_PATIENCE_S + 2 * undisturbed.seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        yield "it did not end"
        return
    if "Traceback" in errors:
        yield f"a traceback: {errors[-1000:]}"
    if not _gone(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
        yield "processes were left"
    expected = {"SIGTERM": {0, 143, 130}, "SIGINT": {0, 130}, "kill a worker": {0}}
    if way in expected and process.returncode not in expected[way]:
        yield f"ended with {process.returncode}: {errors[-500:]}"
    if (folder / "out").exists():
        if any(folder.glob(".out.unfinished.partial-*")):
            # A kill while a complete run removes its checkpoint leaves that to the next command.
            again = begin(job, folder, "--out", "next")
            _, errors = again.communicate()
            if again.returncode != 0:
                yield f"the next command ended with {again.returncode}: {errors[-500:]}"
            shutil.rmtree(folder / "next", ignore_errors=True)
    else:
        place = ("--resume", "out") if (folder / "out.unfinished").exists() else ("--out", "out")
        again = begin(job, folder, *place)
        _, errors = again.communicate()
        if again.returncode != 0:
            yield f"going on ended with {again.returncode}: {errors[-500:]}"
            return
    found = _files(folder / "out")
    if found != undisturbed.files:
        names = sorted(
            n
            for n in found.keys() | undisturbed.files.keys()
            if found.get(n) != undisturbed.files.get(n)
        )
        yield f"other bytes than in one go: {names}"
    if left := sorted(path.name for path in folder.iterdir() if path.name != "out"):
        yield f"left over: {left}"


def _strike(process: subprocess.Popen[str], way: str, random: Random) -> None:
    """Kill in the given way; do nothing if it has ended."""
    if process.poll() is not None:
        return
    if way == "kill the parent":
        process.kill()
    elif way == "kill all":
        os.killpg(process.pid, signal.SIGKILL)
    elif way == "kill a worker":
        if workers := _children(process.pid):
            os.kill(random.choice(workers), signal.SIGKILL)
    elif way == "SIGTERM":
        process.terminate()
    else:
        os.killpg(process.pid, signal.SIGINT)


def _children(parent: int) -> list[int]:
    """Return the worker processes of a process; on Linux only."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    numbers = map(int, listed.read_text().split()) if listed.exists() else []
    return [process for process in numbers if b"spawn_main" in _command(process)]


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _gone(group: int) -> bool:
    """Wait until no process of a group is left; return whether there is none."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@click.command()
@click.option("--kills", default=20, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=2021, show_default=True)
@click.option("--job", "jobs", multiple=True, type=click.Choice(list(JOBS)), help="Only these.")
def main(kills: int, seed: int, jobs: tuple[str, ...]) -> None:
    """Kill runs and calibrations; print how each ended; end with 1 if any is not complete."""
    jobs = jobs or ("run", "calibrate")
    faulty = 0
    with tempfile.TemporaryDirectory(prefix="saylau-kills-") as folder:
        wholes = {}
        for job in jobs:
            place = Path(folder) / job
            place.mkdir()
            wholes[job] = in_one_go(job, place)
            click.echo(f"{job} in one go: {wholes[job].seconds:.1f} s")
        for number in range(kills):
            random = Random(f"{seed} {number}")
            # Three runs, then a calibration, which takes longer.
            job = jobs[-1] if number % 4 == 3 else jobs[0]
            way = WAYS[number % len(WAYS)]
            place = Path(folder) / f"kill-{number}"
            place.mkdir()
            faults = list(one_kill(job, way, random, wholes[job], place))
            faulty += bool(faults)
            click.echo(f"{number:>3} {job:<10} {way:<16} {'; '.join(faults) or 'complete'}")
            shutil.rmtree(place)
    click.echo(f"{kills - faulty} of {kills} complete or resumed to the same bytes; seed {seed}")
    sys.exit(1 if faulty else 0)


if __name__ == "__main__":
    main()
