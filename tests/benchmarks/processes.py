"""Whole processes: how long a command takes, and how much memory all its processes need."""

from __future__ import annotations

import os
import subprocess
import sys
import time
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
    """The most that all its processes had resident at once; what they share counts each time."""


def measure(*arguments: str) -> Process:
    """Run ``saylau run`` with some arguments into a directory that is thrown away."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sim", "run", *arguments, "--quiet", "--no-plots"]
        before, started = cpu_of_children(), time.perf_counter()
        process = subprocess.Popen(
            [*command, "--out", str(Path(folder) / "out")], stdout=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _resident_mib(process.pid))
            time.sleep(_SAMPLE_S)
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
