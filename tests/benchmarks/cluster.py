"""A Dask cluster on this machine, and its traffic: the numbers of docs/cluster.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.benchmarks.processes import cpu_of_children

PORT = 8791
_PLAY = """
import json, resource, sys, time
import sim
from sim.ensemble.replication import make_job, run_replication
job = make_job(sim.load_scenario("baseline", [f"register.scale={sys.argv[1]}"]), 2021, "auto")
times = []
for number in range(4):
    start = time.process_time()
    record = run_replication(job, number)
    times.append(time.process_time() - start)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([times, peak, len(record), len(job.scenario)]))
"""


class Growth(NamedTuple):
    """One replication of a country of some size, in a separate process."""

    seconds: float
    peak_mib: float
    record_mb: float
    job_kb: float


def growth(scale: int) -> Growth:
    """Measure a replication: the median of four."""
    command = [sys.executable, "-c", _PLAY, str(scale)]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    times, peak, record, job = json.loads(found)
    return Growth(median(times), peak, record / 1e6, job / 1e3)


class Shares(NamedTuple):
    """Processor seconds a replication."""

    workers: float
    client: float
    scheduler: float


def on_cluster(replications: int) -> Shares:
    """Run the baseline on a scheduler and two workers of this machine."""
    address = f"tcp://127.0.0.1:{PORT}"
    scheduler = _begin("dask_scheduler", "--port", str(PORT))
    worker = ("dask_worker", address, "--nthreads", "1", "--no-nanny")
    workers = [_begin(*worker) for _ in range(2)]
    try:
        # They import everything before they are ready: this is not part of a replication's time.
        time.sleep(8)
        before = [_cpu_of(process) for process in (*workers, scheduler)]
        client = cpu_of_children()
        with TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "sim", "run", "baseline", "--cluster", address]
            options = ["--replications", str(replications), "--no-plots", "--quiet"]
            out = ["--out", str(Path(folder) / "out")]
            subprocess.run([*command, *options, *out], check=True, stdout=subprocess.DEVNULL)
        client = cpu_of_children() - client
        after = [_cpu_of(process) for process in (*workers, scheduler)]
    finally:
        for process in (*workers, scheduler):
            process.terminate()
            process.wait()
    took = [(late - early) / replications for early, late in zip(before, after, strict=True)]
    return Shares(sum(took[:-1]), client / replications, took[-1])


def _begin(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Return the processor time of a running process."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
