"""Replications on this machine, in worker processes."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from sim.core.errors import SaylauError
from sim.core.interrupts import interrupts_held
from sim.core.processes import begin_worker, stop_workers
from sim.day.compiled.block import prepare
from sim.ensemble.replication import imported, run_replication

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from sim.ensemble.replication import Work

TRIES = 3
"""Number of workers that may die while they run the same replication."""


def run_here(
    job: Work, replications: Sequence[int], workers: int
) -> Generator[tuple[int, bytes], None, None]:
    """Run replications on this machine.

    Parameters
    ----------
    job
        What the replications have in common.
    replications
        Numbers of the replications to run.
    workers
        Number of worker processes; 1 runs all replications in this process.

    Yields
    ------
    tuple of int and bytes
        Each replication and its record, in the order in which they finish.

    Raises
    ------
    InputError
        If the scenario cannot be run.
    SaylauError
        If workers die repeatedly while they run the same replication.
    """
    if workers == 1:
        for number in replications:
            yield number, run_replication(job, number)
        return
    pool = _WorkerProcesses(job, replications)
    try:
        with interrupts_held():
            # They import the model while this process compiles or loads the kernel.
            pool.begin(min(workers, len(replications)))
            if job.engine == "auto":
                # Here, so that not every worker compiles the same code.
                prepare()
        yield from pool.run()
    except BaseException:
        stop_workers(pool.executors)
        raise
    pool.close()


class _WorkerProcesses:
    """Worker processes, and the replications to be run.

    Each worker has an executor with one process: an executor fails completely if one of its
    processes dies, and in this way only one replication has to be run again.
    """

    def __init__(self, job: Work, replications: Sequence[int]) -> None:
        self.job = job
        self.to_do = list(reversed(replications))
        self.tries = dict.fromkeys(replications, 0)
        self.executors: list[ProcessPoolExecutor] = []
        self.busy: dict[Future[bytes], tuple[int, int]] = {}

    def begin(self, workers: int) -> None:
        """Start so many workers, which have nothing to do yet."""
        for _ in range(workers):
            self.executors.append(_started_worker())

    def run(self) -> Iterator[tuple[int, bytes]]:
        """Yield each replication with its record when it is finished."""
        with interrupts_held():
            for worker in range(len(self.executors)):
                self.give(worker)
        while self.busy:
            done, _ = wait(self.busy, return_when=FIRST_COMPLETED)
            for future in done:
                worker, number = self.busy.pop(future)
                try:
                    content = future.result()
                except BrokenProcessPool:
                    self.try_again(number)
                    self.replace(worker)
                else:
                    self.give(worker)
                    yield number, content

    def give(self, worker: int) -> None:
        """Give a worker the next replication."""
        if not self.to_do:
            return
        number = self.to_do.pop()
        try:
            future = self.executors[worker].submit(run_replication, self.job.of(number), number)
        except BrokenProcessPool:
            # The worker died while it was idle.
            self.to_do.append(number)
            self.replace(worker)
        else:
            self.busy[future] = worker, number

    def try_again(self, number: int) -> None:
        """Queue a replication whose worker died."""
        self.tries[number] += 1
        if self.tries[number] >= TRIES:
            message = f"replication {number}: {TRIES} worker processes died while running it"
            hint = "in a script, call sim.run under __name__ == '__main__'; else, out of memory?"
            raise SaylauError(f"{message} ({hint})") from None
        self.to_do.append(number)

    def replace(self, worker: int) -> None:
        """Replace a worker that died, and give the new one a replication."""
        with interrupts_held():
            self.executors[worker].shutdown(wait=False)
            self.executors[worker] = _started_worker()
            self.give(worker)

    def close(self) -> None:
        """End the workers, which have nothing left to do: Python takes a third of a second to."""
        stop_workers(self.executors)


def _started_worker() -> ProcessPoolExecutor:
    """Start a worker, which imports the model at once."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(1, context, begin_worker)
    executor.submit(imported)
    # This process's end for writing results; there is no public way. Closed, so that reading ends
    # if a worker dies while it sends; else this process would wait for ever.
    executor._result_queue._writer.close()  # type: ignore[attr-defined]  # noqa: SLF001
    return executor
