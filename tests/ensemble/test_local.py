"""Workers of an ensemble: the same bytes for any number of them, also when some are killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.errors import SaylauError
from sim.core.interrupts import interrupts_held
from sim.core.progress_protocol import NoProgress
from sim.election import build_country
from sim.ensemble import local, merge, run_missing
from sim.ensemble.ensemble_checkpoint import record_name
from sim.ensemble.replication import run_replication
from sim.results import csv_text
from tests.support import workers
from tests.support.ensembles import begin_replications, wait_for

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills as POSIX does")
N = 7


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    return [run_replication(workers.job_of(), number) for number in range(N)]


def text(results: sim.RunResults) -> dict[str, str]:
    return {name: csv_text(table) for name, table in results.tables.items()}


class Marked:
    """A directory of replications, and the marks of the workers."""

    def __init__(self, folder: Path) -> None:
        self.marks = folder / workers.MARKS
        self.marks.mkdir()
        self.finished = begin_replications(folder / "checkpoint", workers.job_of(), N)

    def run(self, n_workers: int) -> None:
        run_missing(workers.job_of(), self.finished, n_workers, None, NoProgress())

    def contents(self) -> dict[int, bytes]:
        read = self.finished.checkpoint.read
        found = {number: read(record_name(number)) for number in range(N)}
        return {number: content for number, content in found.items() if content is not None}


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Marked:
    monkeypatch.chdir(tmp_path)
    return Marked(tmp_path)


@pytest.mark.parametrize("n_workers", [1, 3])
def test_each_replication_is_done_once_with_the_same_bytes(
    n_workers: int, marked: Marked, records: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "run_replication", workers.count)

    marked.run(n_workers)

    assert marked.contents() == dict(enumerate(records))
    assert workers.tries(marked.marks) == dict.fromkeys(range(N), 1)
    pids = {path.name.split("-")[1] for path in marked.marks.iterdir()}
    assert (pids == {str(os.getpid())}) == (n_workers == 1)
    assert multiprocessing.active_children() == []


def test_workers_start_before_the_kernel_is_compiled_and_work_after_it(
    marked: Marked, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []

    def prepare() -> None:
        time.sleep(0.3)
        found.append((len(multiprocessing.active_children()), len(list(marked.marks.iterdir()))))

    monkeypatch.setattr(local, "prepare", prepare)
    monkeypatch.setattr(local, "run_replication", workers.count)

    marked.run(2)

    assert found == [(2, 0)]


def test_a_worker_that_dies_before_it_has_work_is_replaced(
    marked: Marked, records: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare() -> None:
        for child in multiprocessing.active_children():
            child.kill()
            child.join()

    monkeypatch.setattr(local, "prepare", prepare)

    marked.run(2)

    assert marked.contents() == dict(enumerate(records))


def test_the_order_of_completion_changes_nothing(records: list[bytes], tmp_path: Path) -> None:
    register = build_country(sim.load_scenario("tiny")).register
    found = []
    for order in ([0, 1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 2, 5, 1, 4]):
        finished = begin_replications(tmp_path / str(order[0]), workers.job_of(), N)
        for number in order:
            finished.add(number, records[number])
        summary, tables = merge(finished, register, NoProgress())
        found.append((summary, {name: csv_text(table) for name, table in tables.items()}))

    assert found[0] == found[1] == found[2]


def test_two_workers_and_simpy_give_the_tables_of_one(records: list[bytes]) -> None:
    scenario = sim.load_scenario("tiny")
    one = sim.run(scenario, seed=11, replications=N, workers=1)
    two = sim.run(scenario, seed=11, replications=N, workers=2)
    simpy = sim.run(scenario, seed=11, replications=N, workers=1, engine="simpy")

    assert text(two) == text(one)
    assert two.summary == one.summary
    assert simpy.tables["replications"].pop("simpy_sites").tolist() == [3] * N
    assert one.tables["replications"].pop("simpy_sites").tolist() == [0] * N
    assert text(simpy) == text(one)
    as_one = replace(simpy.summary, engine=one.summary.engine, simpy_sites=one.summary.simpy_sites)
    assert as_one == one.summary


@pytest.mark.parametrize(
    "number", [{"replications": 0}, {"replications": 100_001}, {"workers": 0}, {"seed": 2**32}]
)
def test_numbers_out_of_range_are_refused(number: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=f"{next(iter(number))} must be .* got"):
        sim.run(sim.load_scenario("tiny"), **number)  # type: ignore[arg-type]


# --- killed workers ------------------------------------------------------------------------------


def test_a_killed_worker_costs_only_its_replication(
    marked: Marked, records: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "run_replication", workers.die_once)

    marked.run(2)

    assert marked.contents() == dict(enumerate(records))
    assert workers.tries(marked.marks) == {**dict.fromkeys(range(N), 1), workers.DEADLY: 2}


def test_a_replication_that_always_kills_workers_ends_the_run_and_the_others_are_saved(
    marked: Marked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "run_replication", workers.die_always)

    with pytest.raises(SaylauError, match=r"^replication 3: 3 worker processes died while"):
        marked.run(2)

    assert workers.tries(marked.marks)[workers.DEADLY] == 3
    found = marked.contents()
    assert workers.DEADLY not in found
    assert len(found) >= 3
    assert found == {number: f"11 {number}".encode() for number in found}
    assert wait_for(lambda: not multiprocessing.active_children())


def test_workers_killed_at_any_moment_are_replaced(marked: Marked, records: list[bytes]) -> None:
    """The first is finished and waits to be saved, which is slow; others are at work."""
    found = {}
    for number, content in local.run_here(workers.job_of(), range(N), 2):
        found[number] = content
        if len(found) <= 2:
            time.sleep(0.3 if len(found) == 1 else 0)
            children = multiprocessing.active_children()
            os.kill(children[len(found) % len(children)].pid or 0, signal.SIGKILL)
            time.sleep(0.1)

    assert found == dict(enumerate(records))


SENDING = """
from sim.ensemble import local
from tests.support import forked_workers, workers

if __name__ == "__main__":
    forked_workers.LOADED = ["tests.support.workers"]
    forked_workers.fork_workers()
    local.run_replication = workers.die_while_sending
    print(sorted(number for number, _ in local.run_here(workers.job_of(), range(2, 5), 2)))
"""


def test_a_worker_killed_while_it_sends_does_not_stop_the_others(marked: Marked) -> None:
    """In a separate process, as a failure would wait for ever."""
    path = os.pathsep.join(sys.path)
    process = subprocess.run(
        [sys.executable, "-c", SENDING], env={**os.environ, "PYTHONPATH": path},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert process.stdout == "[2, 3, 4]\n", process.stderr
    assert workers.tries(marked.marks) == {workers.DEADLY: 2}


def test_who_breaks_off_does_not_wait_for_work_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "run_replication", workers.sleep)
    running = local.run_here(workers.job_of(), [2, workers.DEADLY], 2)
    assert next(running) == (2, b"awake")

    running.close()

    assert wait_for(lambda: not multiprocessing.active_children(), 30)


# --- Ctrl-C, deferred ----------------------------------------------------------------------------


def test_a_deferred_interrupt_is_raised_at_the_end() -> None:
    handler, mask = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, [])
    reached = []

    def work() -> None:
        with interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            reached.append("inside")
        reached.append("too far")

    with pytest.raises(KeyboardInterrupt):
        work()

    assert reached == ["inside"]
    assert signal.getsignal(signal.SIGINT) is handler
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == mask


def test_without_an_interrupt_nothing_happens() -> None:
    with interrupts_held():
        pass
