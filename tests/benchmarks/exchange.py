"""Send the days of a sample to a library in a separate environment, and receive the times.

Both sides import it, so it needs no more than NumPy.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Times = tuple[int, int, int, int, int]
    """A voter's called_at, issued_at, booth_at, marked_at and left_at."""


class Day(NamedTuple):
    """The plain day of one site; the voters in order of arrival, times in ms."""

    desks: int
    booths: int
    boxes: int
    comes_at: list[int]
    """Voters who arrive before the doors open arrive when they open."""
    check_in_ms: list[int]
    booth_ms: list[int]
    box_ms: list[int]


class Run(NamedTuple):
    """The days of a sample in one model."""

    seconds: float
    times: NDArray[np.int64]
    """Shape ``(n_voters, 5)``: :data:`Times`, voters by site in order of arrival."""


def send(path: Path, days: Sequence[Day]) -> None:
    """Write the days for the library's side."""
    plans = [(day.desks, day.booths, day.boxes, len(day.comes_at)) for day in days]
    columns = [np.array((day.comes_at, day.check_in_ms, day.booth_ms, day.box_ms)) for day in days]
    np.savez(path, plans=np.array(plans), columns=np.concatenate(columns, axis=1))


def receive(path: Path) -> list[Day]:
    """Read the days that were sent."""
    with np.load(path) as sent:
        plans, columns = sent["plans"], sent["columns"]
    ends = np.cumsum(plans[:, 3])[:-1]
    return [
        Day(*plan[:3].tolist(), *voters.tolist())
        for plan, voters in zip(plans, np.split(columns, ends, axis=1), strict=True)
    ]


def answer(run_day: Callable[[Day], list[Times]]) -> None:
    """Run the days of the first argument's file; write seconds and times to the second's."""
    source, target = map(Path, sys.argv[1:])
    days = receive(source)
    times: list[Times] = []
    seconds = cpu_seconds(lambda: times.extend(voter for day in days for voter in run_day(day)))
    np.savez(target, seconds=seconds, times=np.array(times, dtype=np.int64))


def read_answer(path: Path) -> Run:
    """Read what the library's side has written."""
    with np.load(path) as answered:
        return Run(float(answered["seconds"]), answered["times"])
