"""Work of worker processes in tests; a separate module, as workers import it."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import sim
from sim.ensemble.replication import make_job, run_replication

if TYPE_CHECKING:
    from sim.ensemble import Job

MARKS = Path("marks")
"""A folder of the working directory, which workers have too: they leave a file there per try."""
DEADLY = 3
"""The replication in which workers die."""


def job_of() -> Job:
    """Return what the workers work on."""
    return make_job(sim.load_scenario("tiny"), 11, "auto")


def tries(folder: Path) -> dict[int, int]:
    """Return how often each replication was begun."""
    numbers = [int(path.name.split("-")[0]) for path in folder.iterdir()]
    return {number: numbers.count(number) for number in sorted(set(numbers))}


def _begin(number: int) -> int:
    """Leave a mark; return how many there are for this replication."""
    (MARKS / f"{number}-{os.getpid()}").touch()
    return tries(MARKS)[number]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def count(job: Job, number: int) -> bytes:
    """Work, and leave a mark."""
    _begin(number)
    return run_replication(job, number)


def die_once(job: Job, number: int) -> bytes:
    """Die in one replication, when it is nearly done; complete it the next time."""
    n_tries = _begin(number)
    content = run_replication(job, number)
    if number == DEADLY and n_tries == 1:
        _die()
    return content


def die_always(job: Job, number: int) -> bytes:
    """Die in one replication whenever it is tried."""
    _begin(number)
    if number == DEADLY:
        _die()
    return f"{job.seed} {number}".encode()


def die_while_sending(job: Job, number: int) -> bytes:
    """Die in one replication when a part of it is sent; complete it the next time."""
    if number == DEADLY and _begin(number) == 1:
        write = os.write

        def send_a_part(connection: Connection, content: bytes) -> None:
            write(connection.fileno(), bytes(content)[: len(content) // 2])
            _die()

        Connection._send = send_a_part  # type: ignore[attr-defined]
    return f"{job.seed} {number}".encode()


def sleep(_job: Job, number: int) -> bytes:
    """Take very long for one replication."""
    if number == DEADLY:
        time.sleep(600)
    return b"awake"
