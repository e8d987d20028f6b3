"""Runs the day of all sites in blocks, by threads (kernel) or processes (SimPy)."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import SaylauError
from sim.core.interrupts import interrupts_held
from sim.core.processes import begin_worker, stop_workers
from sim.day.compiled_blocks import run_block_by_kernel
from sim.day.day_records import Day, DayInput, join_days, move_sums
from sim.day.simpy_blocks import run_block_by_simpy

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from sim.core.types import Ints
    from sim.register import Register


SIMPY_BLOCK = 30_000
"""Registered voters of a block of sites for SimPy: the unit of work and of progress."""
KERNEL_BLOCK = 200_000
"""Registered voters of a block of sites for the kernel, which is faster."""


def run_day(
    day_input: DayInput, workers: int, on_sites: Callable[[int], None] | None = None
) -> Day:
    """Run the day of every site.

    Parameters
    ----------
    day_input
        The country and its random streams.
    workers
        Threads (kernel) or processes (SimPy), 1 or more; the result does not depend on it.
        The function of a user runs in this process.
    on_sites
        Called with the number of sites done since the last call.
    """
    report = on_sites or (lambda _: None)
    by_kernel = day_input.engine == "auto"
    blocks = blocks_of(day_input.register, KERNEL_BLOCK if by_kernel else SIMPY_BLOCK)
    workers = min(workers, len(blocks))
    if by_kernel:
        done = _run_in_threads(day_input, blocks, workers, report)
    elif workers > 1 and isinstance(day_input.engine, str):
        done = _run_in_processes(day_input, blocks, workers, report)
    else:
        done = {}
        for number, block in enumerate(blocks):
            done[number] = run_block_by_simpy(day_input, block)
            report(len(block))
    return join_days([done[number] for number in range(len(blocks))])


def blocks_of(register: Register, registered: int) -> list[Ints]:
    """Return the sites in blocks of about ``registered`` voters each."""
    number = (np.cumsum(register.site_voters) - 1) // registered
    return np.split(np.arange(register.n_sites), np.flatnonzero(np.diff(number)) + 1)


def _run_in_threads(
    day_input: DayInput, blocks: list[Ints], workers: int, report: Callable[[int], None]
) -> dict[int, Day]:
    """Run blocks by the kernel, which releases the interpreter lock."""
    pool = ThreadPoolExecutor(workers)
    try:
        numbers = {
            pool.submit(run_block_by_kernel, day_input, block): number
            for number, block in enumerate(blocks)
        }
        return _collect(numbers, blocks, report)
    finally:
        pool.shutdown(cancel_futures=True)


def _collect(
    numbers: dict[Future[Day], int], blocks: list[Ints], report: Callable[[int], None]
) -> dict[int, Day]:
    done: dict[int, Day] = {}
    first = -1
    for future in as_completed(numbers):
        # A future keeps its result.
        number = numbers.pop(future)
        day = future.result()
        if done:
            done[first], day = move_sums(done[first], day)
        else:
            first = number
        done[number] = day
        report(len(blocks[number]))
    return done


_worker_input: list[DayInput] = []


def _start_worker(day_input: DayInput) -> None:
    begin_worker()
    _worker_input.append(day_input)


def _work(block: Ints) -> Day:
    return run_block_by_simpy(_worker_input[0], block)


def _run_in_processes(
    day_input: DayInput, blocks: list[Ints], workers: int, report: Callable[[int], None]
) -> dict[int, Day]:
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _start_worker, (day_input,))
    try:
        with interrupts_held():
            numbers = {pool.submit(_work, block): number for number, block in enumerate(blocks)}
        done = _collect(numbers, blocks, report)
    except BrokenProcessPool:
        message = "a worker process died; in a script, call sim.run under __name__ == '__main__'"
        raise SaylauError(f"{message}, or with workers=1") from None
    except BaseException:
        stop_workers([pool])
        raise
    pool.shutdown()
    return done
