"""Open a feed: its night, faults and clock, with everything that is wrong in one error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.core.errors import InputError, Problem
from sim.core.listed import listed
from sim.core.streams import WORD
from sim.core.text import shown
from sim.feed.clock import FASTEST, SLOWEST, FeedClock
from sim.feed.controls import is_speed
from sim.feed.faults.reading import read_faults
from sim.feed.feed import Feed, FeedSettings
from sim.feed.night import load_night
from sim.feed.previous import load_previous
from sim.feed.states import Postal, american

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np

    from sim.feed.faults.fault import FeedFault
    from sim.feed.night import FeedNight
    from sim.feed.previous import Previous


@dataclass(frozen=True)
class FeedOptions:
    """How a night is played."""

    speed: float = 60.0
    """Simulated seconds per second."""
    start: str | None = None
    """A time as ``known_night`` takes it; None for when the first doors close."""
    paused: bool = False
    faults: str | Sequence[str] = ()
    """Files, and names of kinds, one or several."""
    fault_seed: int = 0
    states: Literal["us"] | None = None
    """``us``: areas have postal codes of American states."""
    control: bool = False
    travel: bool = True
    """As in :class:`sim.feed.feed.FeedSettings`."""
    previous: str | Path | None = None
    """The result of the election before."""


def open_feed(directory: str | Path, options: FeedOptions) -> Feed:
    """Return the feed of a saved run.

    Raises
    ------
    InputError
        If it is not a complete result of one run, or an option is wrong; lists every problem.
    """
    night = load_night(directory)
    problems: list[Problem] = []
    if not is_speed(options.speed):
        message = f"must be from {SLOWEST:g} to {FASTEST:g}; got {shown(options.speed)}"
        problems.append(Problem("--speed", "", message))
    if not 0 <= options.fault_seed < WORD:
        message = f"must be from 0 to {WORD - 1}; got {options.fault_seed}"
        problems.append(Problem("--fault-seed", "", message))
    start = _start(night, options.start, problems)
    faults = _faults(night, options, problems)
    postal = _postal(night, problems) if options.states else Postal()
    previous = _previous(night, options.previous, problems)
    if problems:
        raise InputError(problems)
    clock = FeedClock(start, options.speed, paused=options.paused)
    settings = FeedSettings(control=options.control, travel=options.travel)
    return Feed(night, clock, faults, settings, postal, previous)


def _start(night: FeedNight, text: str | None, problems: list[Problem]) -> np.datetime64:
    if text is None:
        return night.closes
    try:
        return night.moment(text, "--start")
    except InputError as error:
        problems += error.problems
        return night.closes


def _faults(night: FeedNight, options: FeedOptions, problems: list[Problem]) -> list[FeedFault]:
    try:
        return read_faults(listed(options.faults), night, options.fault_seed % WORD)
    except InputError as error:
        problems += error.problems
        return []


def _previous(
    night: FeedNight, directory: str | Path | None, problems: list[Problem]
) -> Previous | None:
    if directory is None:
        return None
    try:
        return load_previous(directory, night)
    except InputError as error:
        problems += error.problems
        return None


def _postal(night: FeedNight, problems: list[Problem]) -> Postal:
    summary = night.results.summary
    try:
        return american(list(summary.regions), summary.nation)
    except InputError as error:
        problems += error.problems
        return Postal()
