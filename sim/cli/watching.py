"""``--watch``: a command that runs again each time its files are saved."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NoReturn

import click

from sim.cli.failures import error_lines, for_terminal
from sim.core.errors import SaylauError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_EVERY_S = 0.25
_SETTLES_S = 0.1
"""An editor may write a file in several steps."""

Stamps = tuple[tuple[int, int] | None, ...]


def run_on_each_save(files: Callable[[], Sequence[Path]], run: Callable[[], None]) -> NoReturn:
    """Run at once, and again each time one of some files was saved, until Ctrl-C.

    An error is printed, and the files are watched on.

    Parameters
    ----------
    files
        Returns the files; they may change with their content. If it raises an error of Saylau,
        those before are watched.
    run
        What is run.

    Raises
    ------
    UsageError
        If there is no file to watch.
    KeyboardInterrupt
        With Ctrl-C.
    """
    watched = files()
    if not watched:
        message = "--watch needs a file of yours: SCENARIO ships with Saylau and does not change"
        raise click.UsageError(message)
    try:
        while True:
            before = _stamps(watched)
            _run(run)
            click.echo(f"watching {_named(watched)}; Ctrl-C ends it", err=True)
            _wait_for_change(watched, before)
            watched = _known(files, watched)
    except KeyboardInterrupt:
        raise KeyboardInterrupt("the files are not watched any more") from None


def _run(run: Callable[[], None]) -> None:
    try:
        run()
    except SaylauError as error:
        for line in error_lines(error):
            click.echo(for_terminal(f"error: {line}", sys.stderr), err=True)


def _known(files: Callable[[], Sequence[Path]], before: Sequence[Path]) -> Sequence[Path]:
    try:
        return files() or before
    except SaylauError:
        return before


def _wait_for_change(files: Sequence[Path], before: Stamps) -> None:
    """Wait until files are others than before, and none is being written."""
    while _stamps(files) == before:
        time.sleep(_EVERY_S)
    while True:
        last = _stamps(files)
        time.sleep(_SETTLES_S)
        if _stamps(files) == last:
            return


def _stamps(files: Sequence[Path]) -> Stamps:
    return tuple(map(_stamp, files))


def _stamp(file: Path) -> tuple[int, int] | None:
    """Return when a file was written and its size; None if it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _named(files: Sequence[Path]) -> str:
    more = len(files) - 1
    return f"{files[0]}{f' and {more:,} more' if more else ''}"
