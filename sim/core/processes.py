"""Worker processes: how many, how they begin, and how they are stopped."""

from __future__ import annotations

import multiprocessing
import os
import threading
from typing import TYPE_CHECKING

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
    """Leave Ctrl-C and the like to the parent, and end with it: called by each worker first."""
    ignore_signals()
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    """End this worker if its parent is killed: nobody else would."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def stop_workers(pools: Iterable[ProcessPoolExecutor]) -> None:
    """Stop the workers of pools at once: nobody wants any more what they do."""
    pools = list(pools)
    with interrupts_held():
        for pool in pools:
            for process in list((pool._processes or {}).values()):  # noqa: SLF001  no public way
                # Not by a signal that can be ignored: they ignore it.
                process.kill()
        # Waited for here: at the end of Python a pool that is just going is woken in vain.
        for pool in pools:
            pool.shutdown(cancel_futures=True)
