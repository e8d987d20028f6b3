"""Progress of long work: a bar on a terminal or in a notebook, lines elsewhere, or nothing."""

from __future__ import annotations

import html
import sys
import time
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self, TextIO

from sim.core import clock
from sim.core.interrupts import raise_lost_interrupt
from sim.core.text import duration_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress, TaskID

_SHARE_A_LINE = 0.25
"""Share of a stage after which another line is written, where there is no terminal."""


class ProgressDisplay:
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


def _without_escaping(stream: TextIO) -> TextIO:
    """Return a stream that does not escape control characters."""
    if not hasattr(stream, "unescaped"):
        return stream
    plain: TextIO = stream.unescaped()
    return plain


_REFRESH_S = 0.1
"""Shortest time between two states that a notebook shows."""


class NotebookProgress:
    """One line in a notebook, shown again as steps finish."""

    def __init__(self, display: Callable[..., Any]) -> None:
        """Show the line.

        Parameters
        ----------
        display
            ``IPython.display.display``.
        """
        self.begun = self.shown = time.monotonic()
        self.stage, self.total, self.done = "", 1, 0
        self.handle = display(self, display_id=True)

    def __repr__(self) -> str:
        if self.stage:
            return f"{self.stage}: {self.done:,} of {self.total:,}"
        return f"Finished in {duration_text(clock.SECOND_MS * (time.monotonic() - self.begun))}"

    def _repr_html_(self) -> str:
        text = html.escape(repr(self))
        if not self.stage:
            return text
        return f'<progress value="{self.done}" max="{self.total}"></progress> {text}'

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.stage = ""
        self.handle.update(self)

    def begin(self, stage: str, total: int, done: int = 0) -> None:
        """Begin a stage of ``total`` steps, of which ``done`` are finished already."""
        self.stage, self.total, self.done = stage, total, done
        self._show()

    def advance(self, steps: int) -> None:
        """Add to the number of finished steps."""
        raise_lost_interrupt()
        self.done += steps
        self._show()

    def _show(self) -> None:
        if time.monotonic() >= self.shown + _REFRESH_S:
            self.shown = time.monotonic()
            self.handle.update(self)


@contextmanager
def progress_display() -> Iterator[ProgressDisplay | NotebookProgress]:
    """Give a display of progress for Python: in a notebook and on a terminal, else an idle one."""
    display = _notebook_display()
    shown = (
        ProgressDisplay(quiet=not sys.stderr.isatty())
        if display is None
        else NotebookProgress(display)
    )
    with shown:
        yield shown


def _notebook_display() -> Callable[..., Any] | None:
    """Return the function that shows something in a notebook; None if this is none."""
    ipython = sys.modules.get("IPython")
    # The shell of a terminal has no kernel.
    if ipython is None or not hasattr(ipython.get_ipython(), "kernel"):
        return None
    display: Callable[..., Any] = import_module("IPython.display").display
    return display
