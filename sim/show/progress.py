"""Progress on stderr: a bar on a terminal, a line a stage elsewhere, nothing if quiet."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from sim.core import clock
from sim.core.interrupts import raise_lost_interrupt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from sim.results import Results

_STILL_PART = 0.25
"""Where there is no terminal, a stage is told again after each such part of it."""
_LONG_S = 4.0


class ConsoleProgress:
    """Tells how far a run is; every figure it shows is a count of finished work.

    It is told often, so here a Ctrl-C that a library swallowed is raised again.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        self.stage, self.total, self.done, self.told = "", 0, 0, 0.0
        self.begun, self.begun_with = 0.0, 0

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeElapsedColumn,
                TimeRemainingColumn,
            )

            self.bar = Progress(
                TextColumn("{task.description:<28}"),
                BarColumn(bar_width=16),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                # A bar moves the cursor, and what it tells is ours.
                console=Console(file=_for_a_bar(sys.stderr)),
            )
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage of so many steps, of which some are done already."""
        raise_lost_interrupt()
        if self.quiet:
            return
        self.stage, self.total, self.done, self.told = stage, total, done, done / total
        self.begun, self.begun_with = time.monotonic(), done
        if self.bar is not None:
            self.task = self.bar.add_task(stage, total=total, completed=done)
        elif done:
            sys.stderr.write(f"{stage}: {done:,} of {total:,} are there already\n")

    def advance(self, steps: int) -> None:
        """Finish so many more steps."""
        raise_lost_interrupt()
        if self.quiet:
            return
        self.done += steps
        if self.bar is not None and self.task is not None:
            self.bar.advance(self.task, steps)
        elif self.done >= self.total or self.done / self.total >= self.told + _STILL_PART:
            self.told = self.done / self.total
            sys.stderr.write(f"{self.stage}: {self.done:,} of {self.total:,}{self._left()}\n")

    def _left(self) -> str:
        """Say how long the rest of a stage will take, if that is worth saying."""
        passed, steps = time.monotonic() - self.begun, self.done - self.begun_with
        left_s = passed * (self.total - self.done) / steps
        return f", about {clock.duration(1000 * left_s)} left" if left_s >= 1 else ""

    def drawing(self, results: Results, directory: Path) -> None:
        """Draw the figures of a run, and tell how many are done."""
        from sim.plots import figures_of, plot_figures

        self.begin("Figures", len(figures_of(results)))
        plot_figures(results, directory, self.advance)


def _for_a_bar(stream: Any) -> Any:
    """Return a stream that does not show control characters as codes."""
    return stream.unescaped() if hasattr(stream, "unescaped") else stream


@contextmanager
def said_if_long(message: str) -> Iterator[None]:
    """Say something on stderr if what goes on inside takes more than a few seconds."""
    timer = threading.Timer(_LONG_S, lambda: sys.stderr.write(f"{message}\n"))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
