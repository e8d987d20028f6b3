"""A Dask cluster on loopback: a scheduler and worker processes."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
import warnings
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import Client
from distributed.versions import VersionMismatchWarning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from multiprocessing.process import BaseProcess


ROOT = Path(__file__).parents[2]
DASK = "from dask.cli import run_cli; import sys; sys.argv[0] = 'dask'; run_cli()"
OTHER_NUMPY = """
from importlib import metadata
true = metadata.version
metadata.version = lambda name: '1.0.0' if name == 'numpy' else true(name)
"""
NO_SAYLAU = "import sys; sys.modules['sim'] = None\n"
IDLE = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
}
"""What Dask measures of its processes, a hundred times a second, takes half of their time here."""


LOADED = ["dask.cli", "distributed.cli.dask_scheduler", "distributed.cli.dask_worker"]
"""What its processes have loaded when they fork, if they are the first that do."""


class Forked:
    """A process that is forked from one that has loaded the model: see `forked_workers`."""

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode


def serve(arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
    """Be a scheduler or a worker, in a process that may have loaded Dask already."""
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    os.chdir(log.parent)
    sys.argv = ["dask", *arguments]

    import dask.config

    dask.config.refresh()
    import_module("dask.cli").run_cli()


class Cluster:
    """A scheduler on a free port of this machine, and its workers."""

    def __init__(self, folder: Path, before: str, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = IDLE | environment
        self.processes: list[Forked | subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        arguments = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.scheduler = self.start("scheduler", *arguments, before=before)
        until(lambda: file.exists() and file.read_text().endswith("}"))
        self.address: str = json.loads(file.read_text())["address"]

    def start(
        self, kind: str, *arguments: str, before: str = ""
    ) -> Forked | subprocess.Popen[bytes]:
        """Start a process of the cluster; `before` is run first in it, if nothing is loaded yet."""
        line = [kind, *arguments, "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
        log = self.folder / f"{kind}.log"
        process: Forked | subprocess.Popen[bytes]
        if before:
            environment = {**os.environ, "PYTHONPATH": str(ROOT)} | self.environment
            with log.open("ab") as file:
                process = subprocess.Popen(
                    [sys.executable, "-c", before + DASK, *line],
                    stdout=file, stderr=file, env=environment, cwd=self.folder,
                )  # fmt: skip
        else:
            forking: Any = multiprocessing.get_context()
            work = (line, self.environment, log)
            process = Forked(forking.Process(target=serve, args=work, daemon=True))
        self.processes.append(process)
        return process

    def add_worker(self, *, threads: int = 1, before: str = "") -> Forked | subprocess.Popen[bytes]:
        """Start a worker without a nanny: if it is killed, it is not restarted."""
        arguments = ("--no-nanny", "--nthreads", str(threads), "--host", "127.0.0.1")
        return self.start("worker", self.address, *arguments, before=before)

    def n_workers(self) -> int:
        return self.ask(lambda dask_scheduler: len(dask_scheduler.workers))

    def n_tasks(self) -> int:
        return self.ask(lambda dask_scheduler: len(dask_scheduler.tasks))

    def ask(self, question: Callable[[Any], int]) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)
            with Client(self.address, set_as_default=False) as client:
                answer: int = client.run_on_scheduler(question)
        return answer

    def end(self, *processes: Forked | subprocess.Popen[bytes]) -> None:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not met():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def running(folder: Path, *, before: str = "", **environment: str) -> Iterator[Cluster]:
    folder.mkdir(exist_ok=True)
    cluster = Cluster(folder, before, environment)
    try:
        yield cluster
    finally:
        cluster.end(*cluster.processes)
