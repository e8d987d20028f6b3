"""A real Dask cluster on loopback: a scheduler and worker processes, some of them killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from distributed import Client

import sim
from sim.cli import main
from sim.core.errors import InputError, SaylauError
from sim.core.progress_protocol import NoProgress
from sim.ensemble import FinishedReplications, make_job
from sim.ensemble import cluster as cluster_module
from sim.ensemble.cluster import run_on_cluster
from sim.ensemble.replication import run_replication
from sim.exploring.explore import explore
from sim.results import save
from tests.support import forked_workers
from tests.support.dask_clusters import (
    LOADED,
    NO_SAYLAU,
    OTHER_NUMPY,
    ROOT,
    Cluster,
    running,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.ensemble import Job
    from tests.support.dask_clusters import Forked


def saylau(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", "run", "tiny", "--no-plots", "--replications", "2",
         *arguments],
        capture_output=True, text=True, cwd=cwd, timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def job_of_tiny() -> Job:
    return make_job(sim.load_scenario("tiny"), 2021, "simpy")


class Killer(NoProgress):
    """Kills a worker after the first replication, while most are not submitted yet."""

    def __init__(self, worker: Forked | subprocess.Popen[bytes]) -> None:
        self.worker, self.stage = worker, ""

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        self.stage = stage

    def advance(self, steps: int) -> None:
        if self.stage == "Replications" and self.worker.poll() is None:
            self.worker.kill()
            self.worker.wait()


@pytest.fixture(scope="module", autouse=True)
def dask_loaded() -> None:
    """Fork from a process that has loaded Dask, too, unless one has been started."""
    forked_workers.LOADED += LOADED


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One worker with two threads; tests may add workers that do not disturb later tests."""
    with running(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.add_worker(threads=2)
        yield cluster


def test_a_worker_killed_mid_run_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = sim.load_scenario("baseline", ["register.regions=['MAN']"])
    # First, so that the workers find the kernel compiled.
    save(sim.run(scenario, replications=12), tmp_path / "here")
    added: list[int] = []
    add = FinishedReplications.add

    def noted(self: FinishedReplications, replication: int, content: bytes) -> None:
        added.append(replication)
        add(self, replication, content)

    monkeypatch.setattr(FinishedReplications, "add", noted)
    with running(tmp_path / "cluster") as cluster:
        first = cluster.add_worker()
        cluster.add_worker()
        until(lambda: cluster.n_workers() == 2)
        killer = Killer(first)
        there = sim.run(scenario, replications=12, cluster=cluster.address, progress=killer)
        assert first.poll() == -signal.SIGKILL
    save(there, tmp_path / "there")

    assert sorted(added) == list(range(12))
    files = {path.name for path in (tmp_path / "here").iterdir()}
    assert files == {path.name for path in (tmp_path / "there").iterdir()}
    for name in files - {"manifest.json"}:
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_threads_of_one_worker_do_not_disturb_each_other(cluster: Cluster) -> None:
    job = make_job(sim.load_scenario("baseline", ["register.regions=['MAN']"]), 7, "auto")
    expected = {number: run_replication(job, number) for number in range(6)}

    assert dict(run_on_cluster(cluster.address, job, range(6))) == expected


def test_points_of_an_exploration_run_on_the_cluster(cluster: Cluster) -> None:
    scenario, over = sim.load_scenario("tiny"), ["counting.setup_mean_s", "polling.check_in_mean_s"]

    there = explore(scenario, over=over, cluster=cluster.address)

    assert there.summary == explore(scenario, over=over).summary


def test_nothing_to_do_needs_no_cluster() -> None:
    assert list(run_on_cluster("tcp://127.0.0.1:1", job_of_tiny(), [])) == []


def test_the_command_runs_on_the_cluster_and_prints_no_log(
    cluster: Cluster, tmp_path: Path
) -> None:
    done = saylau("--cluster", cluster.address, "--quiet", "--out", "there", cwd=tmp_path)
    save(sim.run(sim.load_scenario("tiny"), replications=2), tmp_path / "here")

    assert (done.returncode, done.stdout, done.stderr) == (0, "there\n", "")
    summary = (tmp_path / "there/summary.json").read_bytes()
    assert summary == (tmp_path / "here/summary.json").read_bytes()


def test_interrupt_ends_soon_and_names_the_command_to_resume(
    cluster: Cluster, tmp_path: Path
) -> None:
    arguments = ["--cluster", cluster.address, "--replications", "3000", "--engine", "simpy"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "tiny", "--no-plots", "--out", "here", *arguments],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    until(lambda: len(list((tmp_path / "here.unfinished").glob("*.record"))) > 3)
    os.killpg(process.pid, signal.SIGINT)
    sent_at = time.monotonic()
    _, errors = process.communicate(timeout=30)

    assert time.monotonic() - sent_at < 10
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "the checkpoint here.unfinished holds" in errors
    assert "finished replications; resume with: saylau run" in errors
    until(lambda: cluster.n_tasks() == 0)


def test_workers_that_differ_are_named(cluster: Cluster, tmp_path: Path) -> None:
    records = run_on_cluster(cluster.address, job_of_tiny(), range(5000))
    next(records)
    others = [cluster.add_worker(before=OTHER_NUMPY)]
    with pytest.raises(InputError, match=r"worker tcp://.*: numpy: has 1\.0\.0; this machine has"):
        list(records)  # it joined later

    others.append(cluster.add_worker(before=NO_SAYLAU))
    until(lambda: cluster.n_workers() == 3)
    done = saylau("--cluster", cluster.address, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    assert list(tmp_path.iterdir()) == []
    messages = sorted(line.partition(": numpy")[2] for line in done.stderr.splitlines()[1:])
    assert messages[0] == ""
    assert messages[1].startswith(": has 1.0.0; this machine has ")
    assert done.stderr.count("error: worker tcp://127.0.0.1:") == 2
    assert ": saylau: is not installed" in done.stderr
    cluster.end(*others)


def test_a_scheduler_without_saylau_is_named(tmp_path: Path) -> None:
    with running(tmp_path, before=NO_SAYLAU) as cluster:
        cluster.add_worker()
        until(lambda: cluster.n_workers() == 1)

        with pytest.raises(InputError, match=r"scheduler tcp://.*: saylau: is not installed"):
            list(run_on_cluster(cluster.address, job_of_tiny(), range(2)))


def test_a_cluster_that_falls_apart_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(job: Job, number: int) -> bytes:
        os._exit(1)

    monkeypatch.setattr(cluster_module, "WORKER_S", 1)
    monkeypatch.setattr(cluster_module, "LOOK_S", 0.2)
    with running(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as cluster:
        with pytest.raises(InputError, match="the scheduler has no worker, and got none in 1 s"):
            list(run_on_cluster(cluster.address, job_of_tiny(), range(2)))

        monkeypatch.setattr(cluster_module, "WORKER_S", 60)
        cluster.add_worker()
        with monkeypatch.context() as patch:
            patch.setattr(cluster_module, "run_replication", die)
            with pytest.raises(SaylauError, match="replication 0: 1 workers died while running it"):
                list(run_on_cluster(cluster.address, job_of_tiny(), [0]))

        worker = cluster.add_worker()
        records = run_on_cluster(cluster.address, job_of_tiny(), range(1000))
        next(records)
        monkeypatch.setattr(cluster_module, "ALONE_S", 0)
        cluster.end(worker)
        with pytest.raises(SaylauError, match=r"all workers of tcp:.* left|died while"):
            list(records)

        cluster.add_worker()
        monkeypatch.setattr(cluster_module, "CONNECT_S", 1)  # time in which it tries to reconnect
        records = run_on_cluster(cluster.address, job_of_tiny(), range(1000))
        next(records)
        cluster.end(cluster.scheduler)
        with pytest.raises(SaylauError, match=r"connection to the scheduler tcp://.* was lost"):
            list(records)


@pytest.mark.parametrize(
    "address",
    ["", "here", "127.0.0.1:8786", "tcp://", "tcp://host", "tcp://host:port", "tcp://host:0",
     "tcp://host:99999", "tcp://[::1:8786", "http://host:8786", "tcp://host:8786/path",
     "tcp://me@host:8786", "inproc://host:1"],
)  # fmt: skip
def test_a_malformed_address_is_bad_input(address: str) -> None:
    with pytest.raises(
        InputError, match="is not the address of a Dask scheduler; write tcp://HOST"
    ):
        list(run_on_cluster(address, job_of_tiny(), range(2)))


def test_a_dead_address_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_S", 1)
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"

    done = CliRunner().invoke(main, ["run", "tiny", "--replications", "2", "--cluster", address])

    assert (done.exit_code, done.stdout) == (2, "")
    assert f"error: --cluster: {address}: no Dask scheduler answers there" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_address_without_a_scheduler_is_bad_input(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "CONNECT_S", 1)
    until(lambda: cluster.n_workers() == 1)
    with Client(cluster.address, set_as_default=False) as client:
        worker = next(iter(client.nthreads()))
    with pytest.raises(InputError, match=r"no Dask scheduler answers.*\(a Worker answers"):
        list(run_on_cluster(worker, job_of_tiny(), range(2)))

    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(InputError, match="no Dask scheduler answers there within 1 s"):
            list(run_on_cluster(address, job_of_tiny(), range(2)))


def test_without_the_extra_is_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("distributed", "distributed.utils"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.chdir(tmp_path)
    arguments = ["--replications", "2", "--cluster", "tcp://127.0.0.1:8786"]

    done = CliRunner().invoke(main, ["run", "tiny", *arguments])

    assert (done.exit_code, done.stdout) == (2, "")
    assert "error: --cluster: needs Dask: pip install 'saylau[cluster]'" in done.stderr
    assert list(tmp_path.iterdir()) == []
