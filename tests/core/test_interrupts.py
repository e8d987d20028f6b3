"""Ctrl-C is neither lost nor raised where it would do harm."""

from __future__ import annotations

import signal
from contextlib import suppress

import pytest

from sim.core.interrupts import interrupts_held, interrupts_remembered, raise_lost_interrupt
from sim.show.progress import ConsoleProgress


def test_it_waits_until_all_blocks_have_ended() -> None:
    done = []

    @interrupts_held()
    def outer() -> None:
        with interrupts_held():
            signal.raise_signal(signal.SIGINT)
            done.append("inner")
        done.append("outer")

    with pytest.raises(KeyboardInterrupt):
        outer()
    assert done == ["inner", "outer"]
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_what_a_library_swallows_is_raised_by_the_next_progress() -> None:
    with interrupts_remembered(), ConsoleProgress(quiet=True) as progress:
        progress.begin("Sites", 2)
        with suppress(KeyboardInterrupt):  # as a library does
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            progress.advance(1)

    raise_lost_interrupt()  # it is cleared
