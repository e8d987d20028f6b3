"""One case: a command in a separate folder, and the faults of its outcome."""

from __future__ import annotations

import os
import resource
import signal
import stat
import time
import traceback
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from click.testing import CliRunner

from sim.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

LIMIT_S = 10.0
"""No case may take longer."""
MEMORY = 6 << 30
"""Limit of the process in bytes: a case that reads without end fails with MemoryError."""


class TooSlowError(BaseException):
    """A command did not end in time; not an Exception, so that no handler catches it."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str
    crash: str
    """The traceback of an unexpected error; empty without one."""
    seconds: float


@dataclass(frozen=True)
class Case:
    """A command, and what must hold once it has ended."""

    arguments: tuple[str, ...]
    named: tuple[tuple[str, ...], ...] = ()
    """A refusal has at least one text of each of these."""
    codes: tuple[int, ...] = (0, 2)
    faults: Callable[[Ended], Iterable[str]] = field(default=lambda _: ())
    """Faults if the input was accepted."""


@dataclass(frozen=True)
class Verdict:
    """The outcome of a case."""

    ended: Ended
    faults: tuple[tuple[str, str], ...]
    """Kind of each fault, and what it is."""


def judge(case: Case, folder: Path) -> Verdict:
    """Run a case in its folder and check its outcome."""
    before = snapshot(folder)
    ended = call(case.arguments, folder)
    faults = list(_faults(case, ended))
    if ended.code in {1, 2} and (differing := changed(before, snapshot(folder))):
        faults.append(("left behind", f"a refusal changed {', '.join(differing[:5])}"))
    if not faults and ended.code in {0, 3}:
        faults += [("accepted and wrong", fault) for fault in case.faults(ended)]
    return Verdict(ended, tuple(faults))


def _faults(case: Case, ended: Ended) -> Iterator[tuple[str, str]]:
    if ended.crash:
        yield "traceback", ended.crash
    elif ended.seconds > LIMIT_S:
        yield "slow", f"took {ended.seconds:.1f} s"
    elif ended.code not in case.codes:
        yield "wrong code", f"ended with {ended.code}: {ended.err[-500:]}"
    elif ended.code == 2:
        for texts in case.named:
            if not any(text in ended.err for text in texts):
                yield "not named", f"none of {texts} is in: {ended.err[-500:]}"
    if not ended.crash and "Traceback" in ended.err:
        yield "traceback", ended.err[-2000:]


def call(arguments: Iterable[str], folder: Path) -> Ended:
    """Run a command in this process, as if in a folder."""
    begun = time.perf_counter()
    crash, code, out, err = "", 1, "", ""
    arguments = list(arguments)
    try:
        with chdir(folder), _limits():
            done = CliRunner().invoke(main, arguments)
        code, out, err = done.exit_code, done.stdout, done.stderr
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            crash = "".join(traceback.format_exception(done.exception))
    except TooSlowError:
        err = "it did not end"
    # State that an interrupted command leaves in this process.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return Ended(code, out, err, crash, time.perf_counter() - begun)


@contextmanager
def _limits() -> Iterator[None]:
    """Limit time and memory, as some inputs have no end."""

    def stop(*_: object) -> None:
        raise TooSlowError

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT_S + 1)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
        signal.signal(signal.SIGALRM, before)


def snapshot(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return the content of a folder: mode, size and time of files, mode alone of the others."""
    found = {}
    for above, folders, files in os.walk(os.fsencode(folder)):
        for name in [*folders, *files]:
            path = os.path.join(above, name)  # noqa: PTH118  bytes, as a name need not be text
            about = os.lstat(path)
            plain = stat.S_ISREG(about.st_mode)
            times = (about.st_size, about.st_mtime_ns) if plain else (0, 0)
            found[os.fsdecode(os.path.relpath(path, os.fsencode(folder)))] = (about.st_mode, *times)
    return found


def changed(
    before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]
) -> list[str]:
    """Return the names of files that are new, missing or changed."""
    names = before.keys() | after.keys()
    return sorted(ascii(name) for name in names if before.get(name) != after.get(name))
