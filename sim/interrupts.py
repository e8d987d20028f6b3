"""Ctrl-C, held back while something must not be broken off."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    if not is_main or not hasattr(signal, "pthread_sigmask"):  # the latter: Windows
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt
