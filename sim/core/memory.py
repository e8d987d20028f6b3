"""Memory of processes that run many elections one after another."""

from __future__ import annotations

import contextlib
import ctypes

_MMAP_THRESHOLD = -3
"""The option of glibc's ``mallopt`` for the least size of blocks that are apart."""
_LARGE = 2**18
"""Bytes."""


def return_large_arrays() -> None:
    """Let large arrays be apart in memory, so that it is returned as soon as they are freed.

    By itself glibc moves the border up to the largest block that was freed, keeps arrays among
    small objects, and a process that runs election after election grows. Other systems decide by
    themselves, and nothing is changed there.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
