"""Ctrl-C: held back while something must not be broken off, raised again where it was lost.

A command takes the signals that end a process (SIGTERM of a container or a batch queue,
SIGHUP of a terminal that is closed) as Ctrl-C, too: each is raised as KeyboardInterrupt.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_held: list[bool] = []
"""Whether it is held already: then the outermost raises it."""
_came: list[int] = []
"""The signals that interrupted this process."""


def _interrupt(number: int, _: object = None) -> None:
    _came.append(number)
    raise KeyboardInterrupt


@contextmanager
def all_signals_interrupt() -> Iterator[None]:
    """Take SIGTERM and SIGHUP as Ctrl-C, unless this process was told to ignore them (nohup)."""
    _came.clear()
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            handler = signal.getsignal(number)
            if handler in {signal.SIG_DFL, signal.default_int_handler}:
                before[number] = handler
                signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            # What came to be ignored meanwhile stays so: see ignore_signals.
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, handler)


def ignore_signals() -> None:
    """Ignore all that interrupts from now on."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def signal_that_came() -> int:
    """Return the number of the signal that interrupted this process, Ctrl-C if none did."""
    return _came[0] if _came else signal.SIGINT


def _caught() -> list[int]:
    """Return the signals that interrupt now: Ctrl-C always does."""
    return [n for n in _SIGNALS if n == signal.SIGINT or callable(signal.getsignal(n))]


@contextmanager
def _handled(handler: Callable[[int, object], None]) -> Iterator[list[int]]:
    """Let a function have the signals that interrupt."""
    numbers = _caught()
    before = [signal.signal(number, handler) for number in numbers]
    try:
        yield numbers
    finally:
        for number, previous in zip(numbers, before, strict=True):
            # None: a handler that was not set by Python, and cannot be set by it.
            signal.signal(number, signal.SIG_DFL if previous is None else previous)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, and raise it afterwards.

    While workers are born: none may meet it before it can ignore it; they inherit
    the mask and keep it. While compiled code is made or loaded: there it would be
    raised in a callback or a finalizer, which swallow it. The handler is needed
    beside the mask, as other threads of this process (of a numerical library, say)
    may be handed the signal.

    Raises
    ------
    KeyboardInterrupt
        At the end, if Ctrl-C came meanwhile.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or _held or not hasattr(signal, "pthread_sigmask"):  # the latter: Windows
        yield
        return
    came: list[int] = []
    _held.append(True)
    try:
        with _handled(lambda number, _: came.append(number)) as numbers:
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
            try:
                yield
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    finally:
        _held.clear()
    if came:
        _interrupt(came[0])


_lost: list[int] = []


@contextmanager
def interrupts_remembered() -> Iterator[None]:
    """Remember Ctrl-C, as libraries swallow it: in a callback, or in the text of a time.

    Whoever runs for long calls :func:`raise_lost_interrupt` now and then.
    """

    def remember(number: int, _: object) -> None:
        _lost.append(number)
        _interrupt(number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        with _handled(remember):
            yield
    finally:
        _lost.clear()


def raise_lost_interrupt() -> None:
    """Raise the Ctrl-C that came and went unheard.

    Raises
    ------
    KeyboardInterrupt
        If there was one.
    """
    if _lost:
        raise KeyboardInterrupt
