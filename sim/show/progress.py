"""Progress on standard error: a bar on a terminal, lines elsewhere, nothing if quiet."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self, TextIO

from sim.core import clock
from sim.core.interrupts import raise_lost_interrupt
from sim.core.text import duration_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.progress import Progress, TaskID

    from sim.results import Results

_SHARE_A_LINE = 0.25
"""Share of a stage after which another line is written, where there is no terminal."""
_LONG_S = 4.0


class ConsoleProgress:
    """Shows how many steps of a run are finished.

    It is called often, so it raises again a Ctrl-C that a library has suppressed.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        self.stage, self.total, self.done, self.shown = "", 0, 0, 0.0
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
                # A bar moves the cursor with control characters, which other text must not have.
                console=Console(file=_without_escaping(sys.stderr)),
            )
            self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage of ``total`` steps, of which ``done`` are finished already."""
        raise_lost_interrupt()
        if self.quiet:
            return
        self.stage, self.total, self.done, self.shown = stage, total, done, done / total
        self.begun, self.begun_with = time.monotonic(), done
        if self.bar is not None:
            self.task = self.bar.add_task(stage, total=total, completed=done)
        elif done:
            sys.stderr.write(f"{stage}: {done:,} of {total:,} are finished already\n")

    def advance(self, steps: int) -> None:
        """Add to the number of finished steps."""
        raise_lost_interrupt()
        if self.quiet:
            return
        self.done += steps
        if self.bar is not None and self.task is not None:
            self.bar.advance(self.task, steps)
        elif self.done >= self.total or self.done / self.total >= self.shown + _SHARE_A_LINE:
            self.shown = self.done / self.total
            sys.stderr.write(f"{self.stage}: {self.done:,} of {self.total:,}{self._left()}\n")

    def _left(self) -> str:
        """Return how long the rest of a stage will take; empty below a second."""
        passed, steps = time.monotonic() - self.begun, self.done - self.begun_with
        left_s = passed * (self.total - self.done) / steps
        return f", about {duration_text(clock.SECOND_MS * left_s)} left" if left_s >= 1 else ""

    def plot(
        self, results: Results, directory: Path, *, size: str = "slide", pdf: bool = False
    ) -> None:
        """Plot the figures of a result, with progress: see :func:`sim.plots.plot_figures`."""
        from sim.plots import figures_of, plot_figures

        self.begin("Figures", len(figures_of(results)))
        plot_figures(results, directory, self.advance, size=size, pdf=pdf)


def _without_escaping(stream: TextIO) -> TextIO:
    """Return a stream that does not escape control characters."""
    if not hasattr(stream, "unescaped"):
        return stream
    plain: TextIO = stream.unescaped()
    return plain


@contextmanager
def message_if_slow(message: str) -> Iterator[None]:
    """Print a message on standard error if the block takes more than a few seconds."""
    timer = threading.Timer(_LONG_S, lambda: sys.stderr.write(f"{message}\n"))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
