"""Interrupts (Ctrl-C): deferred in critical sections, raised again where a library lost them.

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
"""Whether interrupts are deferred already; then the outermost context raises them."""
_received: list[int] = []
"""The signals that interrupted this process."""


def _interrupt(number: int, _: object = None) -> None:
    _received.append(number)
    raise KeyboardInterrupt


@contextmanager
def all_signals_interrupt() -> Iterator[None]:
    """Handle SIGTERM and SIGHUP like Ctrl-C, unless this process ignores them (nohup)."""
    _received.clear()
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
            # Signals ignored since then stay so: see ignore_signals.
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, handler)


def ignore_signals() -> None:
    """Ignore all signals that interrupt from now on."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def received_signal() -> int:
    """Return the number of the signal that interrupted this process, Ctrl-C if none did."""
    return _received[0] if _received else signal.SIGINT


def _caught() -> list[int]:
    """Return the signals that interrupt this process; Ctrl-C always does."""
    return [n for n in _SIGNALS if n == signal.SIGINT or callable(signal.getsignal(n))]


@contextmanager
def _handled(handler: Callable[[int, object], None]) -> Iterator[list[int]]:
    """Handle the signals that interrupt by a function."""
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
    """Defer Ctrl-C to the end of the context.

    It is used while workers start, as they inherit the signal mask and cannot be interrupted
    before they ignore interrupts, and while code is compiled or loaded, where the exception
    would be raised in a callback or a finalizer, which swallow it. A handler is needed besides
    the mask, since another thread of this process (of a numerical library, for example) may
    receive the signal.

    Raises
    ------
    KeyboardInterrupt
        At the end, if Ctrl-C was pressed meanwhile.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or _held or not hasattr(signal, "pthread_sigmask"):  # the latter: Windows
        yield
        return
    received: list[int] = []
    _held.append(True)
    try:
        with _handled(lambda number, _: received.append(number)) as numbers:
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
            try:
                yield
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    finally:
        _held.clear()
    if received:
        _interrupt(received[0])


_lost: list[int] = []


@contextmanager
def interrupts_remembered() -> Iterator[None]:
    """Remember Ctrl-C, as libraries may swallow the exception in a callback.

    Long computations call :func:`raise_lost_interrupt` regularly.
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
    """Raise an interrupt that a library swallowed.

    Raises
    ------
    KeyboardInterrupt
        If there was one.
    """
    if _lost:
        raise KeyboardInterrupt
