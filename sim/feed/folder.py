"""The folder of a feed: numbered snapshots, and the latest one, as bodies publish files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import InputError
from sim.core.text import shown
from sim.feed.faults.replies import disturbed, error_fault
from sim.feed.previous import FILE_NAME as PREVIOUS
from sim.feed.reply import JSON, Reply
from sim.feed.snapshot import ApQuery, ap_text
from sim.results.placement import write_error, write_synced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.feed.feed import Feed

LATEST = "latest.json"
_EVERY = re.compile(r"([0-9]{1,5})\s*(s|min|h)")
_UNITS = {"s": 1, "min": 60, "h": 3600}
_LONGEST_S = 24 * 3600


def interval_s(text: str) -> int:
    """Return the seconds of a text such as ``3min``.

    >>> interval_s("90s"), interval_s("3min"), interval_s("1h")
    (90, 180, 3600)

    Raises
    ------
    InputError
        If it is no such text, or not from a second to a day.
    """
    found = _EVERY.fullmatch(text.strip())
    seconds = int(found[1]) * _UNITS[found[2]] if found else 0
    if not 1 <= seconds <= _LONGEST_S:
        message = f"must be a time from 1s to 24h, such as 90s, 3min or 1h; got {shown(text)}"
        raise InputError.single("--every", "", message)
    return seconds


def check_folder(folder: Path) -> None:
    """Raise an error for a folder that holds something.

    Raises
    ------
    InputError
        If it is no folder, or is not empty.
    """
    if folder.is_dir() and not any(folder.iterdir()):
        return
    if folder.exists() or folder.is_symlink():
        message = "must be a new or an empty folder, as nothing is overwritten"
        raise InputError.single("--to", "", f"{folder} {message}")


def write_folder(feed: Feed, folder: Path, every_s: int, *, at_once: bool) -> Iterator[int]:
    """Write the snapshots of a night, and yield their number after each.

    The first one is of the time that the clock shows, the last one of the end of the night. A time
    at which a fault makes every reply an error has no snapshot. Before them comes the file of the
    election before, if the feed has one.

    Parameters
    ----------
    feed
        Whose night and clock it is.
    folder
        Where they are written, each under another name first; it is created.
    every_s
        Simulated seconds from one to the next.
    at_once
        Whether the clock is set to each time; else it is waited for.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    written = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if feed.previous is not None:
            write_synced(folder / PREVIOUS, feed.previous.text.encode("utf-8"), durable=False)
        for at in _times(feed, every_s):
            _reach(feed, at, at_once=at_once)
            reply = _snapshot(feed, at)
            if reply.status == 200:
                written += 1
                for name in (f"{written:06d}.json", LATEST):
                    write_synced(folder / name, reply.body, durable=False)
                yield written
    except OSError as error:
        raise write_error(folder, error) from None


def _times(feed: Feed, every_s: int) -> Iterator[np.datetime64]:
    """Yield the times of snapshots: the last is the first at which everything is shown."""
    at, ends = feed.clock.now(), feed.shown.moments[-1]
    step = np.timedelta64(every_s, "s")
    while at <= ends:
        yield at
        at += step
    yield at


def _reach(feed: Feed, at: np.datetime64, *, at_once: bool) -> None:
    if at_once:
        feed.clock.set(now=at)
    while feed.clock.now() < at:
        feed.clock.wait_until(at, 60.0)


def _snapshot(feed: Feed, at: np.datetime64) -> Reply:
    """Return the snapshot of a time as faults leave it, or the error that they make of it."""
    if error := error_fault(feed.faults, at):
        return error
    text = ap_text(feed.shown, ApQuery(with_units=True), feed.shown.version(at), "")
    return disturbed(feed.faults, at, Reply(200, JSON, text.encode("utf-8")))
