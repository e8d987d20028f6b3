"""Plot in a separate process, which loads matplotlib while the simulation runs."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from sim.core.errors import SaylauError
from sim.core.interrupts import interrupts_held
from sim.core.language import choose_language, chosen_language
from sim.core.processes import begin_worker, stop_workers
from sim.plots import load_matplotlib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Wait = Callable[[], None]
    Plot = Callable[..., Wait]


@contextmanager
def plotting_process(module: str, function: str) -> Iterator[Plot]:
    """Start a process that loads matplotlib, and yield a function that plots in it.

    Loading matplotlib takes as long as simulating an election, so the two run at the same time.
    The function returns at once; it returns another function, which waits for the plot.

    Parameters
    ----------
    module, function
        Names of a module and of its plotting function, whose arguments are the data, which must
        be picklable, the path of the file, and options. The function ``warm_up`` of the module
        is called first.

    Raises
    ------
    SaylauError
        If the process dies.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, context, begin_worker)

    def plot(data: object, path: Path, *options: str) -> Wait:
        return pool.submit(_plot, chosen_language(), module, function, data, path, *options).result

    try:
        with interrupts_held():
            pool.submit(_warm_up, module)
        yield plot
    except BrokenProcessPool:
        raise SaylauError("the plotting process died; --no-plots runs without it") from None
    finally:
        stop_workers([pool])


def _warm_up(module: str) -> None:
    # For a single figure, garbage collection would take a tenth of the time.
    gc.disable()
    load_matplotlib()
    import_module(module).warm_up()


def _plot(
    language: str, module: str, function: str, data: object, path: Path, *options: str
) -> None:
    with choose_language(language):
        getattr(import_module(module), function)(data, path, *options)
