"""Garbage collection in processes that are Saylau's alone."""

from __future__ import annotations

import gc
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sim.core.processes import begin_worker


def test_workers_collect_rarely_and_the_process_of_the_caller_as_before() -> None:
    before = gc.get_threshold()

    with ProcessPoolExecutor(1, get_context("spawn"), begin_worker) as pool:
        of_worker = pool.submit(gc.get_threshold).result()

    assert of_worker[0] == 500_000
    assert gc.get_threshold() == before
