"""Complete processes: how long a command takes, and how much memory all its processes need."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

_SAMPLE_S = 0.2


class Process(NamedTuple):
    """One command, start to end."""

    seconds: float
    """On the clock."""
    cpu_s: float
    """Of all its processes together."""
    peak_mib: float
    """Largest total resident size of all its processes; shared memory counts for each."""


def measure_run(*arguments: str) -> Process:
    """Run ``saylau run`` with some arguments into a temporary directory."""
    with TemporaryDirectory() as folder:
        return run_into(Path(folder) / "out", *arguments)


def run_into(directory: Path, *arguments: str) -> Process:
    """Run ``saylau run`` with some arguments into a new directory."""
    return _measure("run", *arguments, "--quiet", "--no-plots", "--out", str(directory))


def measure_export(directory: Path, name: str) -> Process:
    """Run ``saylau export`` of a result to a format of a night; the file is removed."""
    with TemporaryDirectory() as folder:
        out = str(Path(folder) / "simulated")
        return _measure("export", str(directory), "--format", name, "--out", out)


def measure_tune(*arguments: str) -> Process:
    """Run ``saylau tune`` with some arguments; its picture is removed."""
    with TemporaryDirectory() as folder:
        return _measure("tune", *arguments, "--figure", str(Path(folder) / "tune.png"))


def measure_pack_check(folder: Path) -> Process:
    """Run ``saylau pack check`` on a pack."""
    return _measure("pack", "check", str(folder))


def _measure(*arguments: str) -> Process:
    command = [sys.executable, "-m", "sim", *arguments]
    before, started = cpu_of_children(), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    peak, is_running = 0.0, True
    while is_running:
        peak = max(peak, _resident_mib(process.pid))
        # Waits no longer than the command takes, so that the elapsed time is right.
        with suppress(subprocess.TimeoutExpired):
            process.wait(_SAMPLE_S)
            is_running = False
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{command} returned {process.returncode}")
    return Process(seconds, cpu_of_children() - before, peak)


def cpu_of_children() -> float:
    """Return the processor time of all processes that this one has waited for."""
    times = os.times()
    return times.children_user + times.children_system


def _resident_mib(session: int) -> float:
    """Return the resident memory of all processes of a session."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == session:
                total += int((folder / "statm").read_text().split()[1])
        except (OSError, ProcessLookupError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 2**20
