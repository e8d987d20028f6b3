"""Worker processes: their number, start and end."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import TYPE_CHECKING

from sim.core.garbage import collect_rarely
from sim.core.interrupts import ignore_signals, interrupts_held

if TYPE_CHECKING:
    from collections.abc import Iterable
    from concurrent.futures import ProcessPoolExecutor


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        return os.cpu_count() or 1


def begin_worker() -> None:
    """Ignore interrupts, which the parent handles, and end when it ends: a worker's first call."""
    ignore_signals()
    collect_rarely()
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this worker if its parent is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def stop_workers(pools: Iterable[ProcessPoolExecutor]) -> None:
    """Stop the workers of pools at once, without their results."""
    pools = list(pools)
    with interrupts_held():
        for pool in pools:
            for process in list((pool._processes or {}).values()):  # noqa: SLF001  no public way
                # Workers ignore the signals that can be ignored.
                process.kill()
        # Waited for here: at the exit of Python a pool that is shutting down fails.
        for pool in pools:
            pool.shutdown(cancel_futures=True)
