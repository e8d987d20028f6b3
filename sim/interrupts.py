"""Ctrl-C: held back while something must not be broken off, raised again where it was lost."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_held: list[bool] = []
"""Whether it is held already: then the outermost raises it."""


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
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        # None: a handler that was not set by Python, and cannot be set by it.
        signal.signal(signal.SIGINT, signal.SIG_DFL if handler is None else handler)
        _held.clear()
    if came:
        raise KeyboardInterrupt


_lost: list[int] = []


@contextmanager
def interrupts_remembered() -> Iterator[None]:
    """Remember Ctrl-C, as libraries swallow it: in a callback, or in the text of a time.

    Whoever runs for long calls :func:`raise_lost_interrupt` now and then.
    """

    def remember(number: int, _: object) -> None:
        _lost.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if handler is None else handler)
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
