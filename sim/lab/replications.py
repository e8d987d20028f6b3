"""Replications of states, and what windows are told of them as they come in."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sim.lab.pairs import compare_states
from sim.lab.turnout_bands import bands_of

if TYPE_CHECKING:
    import threading

    from sim.lab.events import Windows
    from sim.lab.pairs import Pairs
    from sim.lab.progress import RunProgress
    from sim.lab.states import LabState
    from sim.lab.turnout_bands import Bands


class Replications:
    """Runs replications with a seed until a newer job is asked for.

    Parameters
    ----------
    seed
        Of all of them.
    workers
        Threads of the polling day.
    lock
        That of the worker.
    windows
        Told what they give.
    """

    def __init__(
        self, seed: int, workers: int, lock: threading.Condition, windows: Windows
    ) -> None:
        self._seed, self._workers, self._lock, self._windows = seed, workers, lock, windows
        self._pairs: Pairs | None = None

    def of_two(self, first: LabState, second: LabState, progress: RunProgress) -> None:
        """Compare two states."""
        silent = progress.silent()
        for found in compare_states(first, second, self._seed, self._workers, silent):
            self._pairs = found
            self._tell("pairs", "Replications of both states", found, progress)

    def of_one(self, state: LabState, progress: RunProgress) -> None:
        """Give the intervals of a state."""
        for found in bands_of(state, self._seed, self._workers, progress.silent()):
            self._tell("bands", "Replications", found, progress)

    def end(self) -> None:
        """Tell that a comparison does not go on, if one was running."""
        if self._pairs is not None and self._pairs.running:
            self._pairs = replace(self._pairs, running=False)
            self._windows.tell("pairs", asdict(self._pairs))

    def _tell(self, kind: str, stage: str, found: Pairs | Bands, progress: RunProgress) -> None:
        """Tell what was found; the last event says that all is done."""
        with self._lock:
            progress.advance(0)
            self._windows.tell_progress(stage, found.done / found.of)
            self._windows.tell(kind, asdict(found))
