"""The stages of a calibration, each kept when it is done: what is interrupted goes on."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from sim.core.errors import Problem, ResultsError
from sim.results.jobs import begin_job, forget_half_written, go_on_with_job
from sim.results.parts import RECORD, Foreign, digest_of_job, keep_record, read_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]
    """By name."""


class Stages:
    """Results of stages by name: read if they are there, else made and kept.

    A stage depends on nothing but the job and the stages before it, so it does not
    matter in which of several goes it was made.
    """

    def __init__(
        self, folder: Path | None, about: Mapping[str, Any], *, resume: bool = False
    ) -> None:
        """Begin a job, or take it up.

        Parameters
        ----------
        folder
            Where stages are kept; None keeps them nowhere.
        about
            All that the result depends on.
        resume
            Whether the folder is there already.

        Raises
        ------
        ResultsError
            If the folder is in the way, is of another job, or holds stages of another one.
        OutputError
            If the disk refuses.
        """
        self.folder = folder
        self.job = digest_of_job(about)
        if folder is not None and resume:
            go_on_with_job(folder, about)
            self._refuse_foreign(folder)
            forget_half_written(folder)
        elif folder is not None:
            begin_job(folder, about)

    def _refuse_foreign(self, folder: Path) -> None:
        """Raise an error if there are stages of other jobs, or under other names; name all."""
        problems = []
        for path in sorted(folder.glob(f"*{RECORD}")):
            try:
                read_record(path, self.job)
            except Foreign as foreign:
                problems.append(Problem(str(path), "", f"{foreign}; take it away to go on"))
        if problems:
            raise ResultsError(problems)

    def has(self, name: str) -> bool:
        """Tell whether a stage was kept; it is made again if what was kept is damaged."""
        return self.folder is not None and (self.folder / f"{name}{RECORD}").exists()

    def __call__(self, name: str, make: Callable[[], Arrays]) -> Arrays:
        """Return the arrays of a stage.

        Raises
        ------
        OutputError
            If they cannot be kept.
        """
        if self.folder is None:
            return make()
        path = self.folder / f"{name}{RECORD}"
        content = read_record(path, self.job) if path.exists() else None
        if content is not None:
            with suppress(ValueError, OSError, EOFError, BadZipFile):
                return _arrays(content)
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **make())
        keep_record(path, self.job, file.getvalue())
        return _arrays(file.getvalue())


def _arrays(content: bytes) -> Arrays:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
