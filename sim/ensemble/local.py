"""Replications on this machine: processes, each in a pool of its own."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from sim.core.errors import SaylauError
from sim.core.interrupts import interrupts_held
from sim.core.processes import begin_worker, stop_workers
from sim.day.compiled.block import prepare
from sim.ensemble.replication import play

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from sim.ensemble.replication import Job

TRIES = 3
"""A replication whose worker dies so often is given up."""


def run_here(
    job: Job, replications: Sequence[int], workers: int
) -> Generator[tuple[int, bytes], None, None]:
    """Run replications; yield each with its record as it is done, in any order.

    Parameters
    ----------
    job
        What to run.
    replications
        Which ones.
    workers
        Processes, 1 or more; with 1 the work is done in this one.

    Raises
    ------
    InputError
        If the scenario cannot be run.
    SaylauError
        If a worker dies time and again over the same replication.
    """
    if workers == 1:
        for number in replications:
            yield number, play(job, number)
        return
    if job.engine == "auto":
        # Once, before all workers would compile the same.
        with interrupts_held():
            prepare()
    team = _Team(job, replications, min(workers, len(replications)))
    try:
        yield from team.work()
    except BaseException:
        stop_workers(team.pools)
        raise
    team.close()


class _Team:
    """Workers, and what is still to do.

    Each worker is a pool of one process: a pool whose process dies is broken as a
    whole, and here that is the work of one alone.
    """

    def __init__(self, job: Job, replications: Sequence[int], workers: int) -> None:
        self.job = job
        self.to_do = list(reversed(replications))
        self.tries = dict.fromkeys(replications, 0)
        self.pools = [_new_pool() for _ in range(workers)]
        self.busy: dict[Future[bytes], tuple[int, int]] = {}

    def work(self) -> Iterator[tuple[int, bytes]]:
        """Yield replications until all are done."""
        with interrupts_held():
            for worker in range(len(self.pools)):
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
            future = self.pools[worker].submit(play, self.job.of(number), number)
        except BrokenProcessPool:
            # It died while it had nothing to do: nobody's work is lost.
            self.to_do.append(number)
            self.replace(worker)
        else:
            self.busy[future] = worker, number
            # So that a worker that dies while it sends ends its message: else we wait for the rest.
            _close_our_end(self.pools[worker])

    def try_again(self, number: int) -> None:
        """Put back a replication whose worker died over it."""
        self.tries[number] += 1
        if self.tries[number] >= TRIES:
            message = f"replication {number}: {TRIES} worker processes died over it"
            hint = "in a script, call sim.run under __name__ == '__main__'; else, out of memory?"
            raise SaylauError(f"{message} ({hint})") from None
        self.to_do.append(number)

    def replace(self, worker: int) -> None:
        """Take a new worker for one that died, and give it work."""
        with interrupts_held():
            self.pools[worker].shutdown(wait=False)
            self.pools[worker] = _new_pool()
            self.give(worker)

    def close(self) -> None:
        """Let the workers go, as all is done."""
        for pool in self.pools:
            pool.shutdown()


def _close_our_end(pool: ProcessPoolExecutor) -> None:
    """Close the end of a pool's pipe that only its worker writes to; there is no public way."""
    pool._result_queue._writer.close()  # type: ignore[attr-defined]  # noqa: SLF001


def _new_pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, context, begin_worker)
