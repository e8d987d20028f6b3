"""The stages of a calibration, computed once and saved in a checkpoint."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from sim.results.checkpoint import Checkpoint

    Arrays = dict[str, NDArray[Any]]
    """Arrays by name."""


class Stages:
    """Arrays of stages by name: read from the checkpoint, or computed and added to it.

    A stage depends only on the job and the stages before it, so it does not matter in which
    run it was computed.
    """

    def __init__(self, checkpoint: Checkpoint | None = None) -> None:
        """Take a checkpoint that was started or resumed; None computes every stage.

        Raises
        ------
        ResultsError
            If it has records of other jobs, or under other names.
        """
        self.checkpoint = checkpoint
        if checkpoint is not None:
            checkpoint.check()

    def __call__(self, name: str, compute: Callable[[], Arrays]) -> Arrays:
        """Return the arrays of a stage.

        Raises
        ------
        OutputError
            If they cannot be added to the checkpoint.
        """
        if self.checkpoint is None:
            return compute()
        content = self.checkpoint.read(name)
        if content is not None:
            with suppress(ValueError, OSError, EOFError, BadZipFile):
                return _arrays(content)
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **compute())
        self.checkpoint.add(name, file.getvalue())
        return _arrays(file.getvalue())


def _arrays(content: bytes) -> Arrays:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
