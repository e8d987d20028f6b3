"""Draw in a process of its own, which gets ready while the simulation runs."""

from __future__ import annotations

import gc
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.core.errors import SaylauError
from sim.core.interrupts import interrupts_held
from sim.core.processes import begin_worker, stop_workers
from sim.plots import load_matplotlib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Wait = Callable[[], None]
    Draw = Callable[[Mapping[str, Any], Path], Wait]


@contextmanager
def drawing_aside(module: str, function: str) -> Iterator[Draw]:
    """Start a process that loads what draws, and give a function that has it draw.

    That function returns at once, with another one that waits until all is drawn.

    Loading matplotlib takes as long as an election: a person who waits for a picture
    should not wait for both.

    Parameters
    ----------
    module, function
        What draws: its arguments are what to draw, and the file.

    Raises
    ------
    SaylauError
        If the process dies over it.
    """
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(1, context, begin_worker)

    def draw(content: Mapping[str, Any], path: Path) -> Wait:
        return pool.submit(_draw, module, function, content, path).result

    try:
        with interrupts_held():
            pool.submit(_get_ready, module)
        yield draw
    except BrokenProcessPool:
        raise SaylauError("the process that draws died; --no-plots does without it") from None
    finally:
        stop_workers([pool])


def _get_ready(module: str) -> None:
    # It lives for one picture: looking for what to forget would take a tenth of its time.
    gc.disable()
    load_matplotlib()
    import_module(module).get_ready()


def _draw(module: str, function: str, content: Mapping[str, Any], path: Path) -> None:
    getattr(import_module(module), function)(content, path)
