"""Progress of a command on standard error, and messages about what takes long."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.core.progress import ProgressDisplay

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.results import Results

_LONG_S = 4.0


class ConsoleProgress(ProgressDisplay):
    """Shows how many steps of a command are finished, the plotting of its figures included."""

    def plot(
        self, results: Results, directory: Path, *, size: str = "slide", pdf: bool = False
    ) -> None:
        """Plot the figures of a result, with progress: see :func:`sim.plots.plot_figures`."""
        from sim.plots import figures_of, plot_figures

        self.begin("Figures", len(figures_of(results)))
        plot_figures(results, directory, self.advance, size=size, pdf=pdf)


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
