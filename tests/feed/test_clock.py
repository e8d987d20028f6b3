"""The clock of a feed runs at its speed, stands still, and can be set."""

from __future__ import annotations

import threading
import time

import numpy as np

from sim.feed.clock import FeedClock
from tests.support.feeds import Wall

START = np.datetime64("2021-07-25T20:00:00")


def test_it_runs_at_its_speed_and_cuts_to_the_second() -> None:
    wall = Wall()
    clock = FeedClock(START, 60.0, wall=wall)
    wall.seconds = 10.05
    assert clock.now() == START + np.timedelta64(603, "s")
    clock.set(speed=1.0)
    wall.seconds += 1.9
    assert clock.now() == START + np.timedelta64(604, "s")


def test_it_stands_still_and_goes_on_where_it_was() -> None:
    wall = Wall()
    clock = FeedClock(START, 10.0, paused=True, wall=wall)
    wall.seconds = 100
    assert clock.now() == START
    clock.set(paused=False)
    wall.seconds += 6
    clock.set(paused=True)
    wall.seconds += 6
    assert clock.state().paused
    assert clock.now() == START + np.timedelta64(60, "s")
    clock.set(now=START + np.timedelta64(5, "s"))
    assert clock.now() == START + np.timedelta64(5, "s")


def test_who_waits_is_woken_when_it_is_set() -> None:
    clock = FeedClock(START, 1.0, paused=True)
    woken = threading.Event()

    def wait() -> None:
        clock.wait_until(START + np.timedelta64(3600, "s"), 30.0)
        woken.set()

    threading.Thread(target=wait, daemon=True).start()
    began = time.monotonic()
    while not woken.is_set() and time.monotonic() - began < 10:
        clock.set(now=START + np.timedelta64(3600, "s"))
        time.sleep(0.01)
    assert woken.is_set()


def test_waiting_takes_as_long_as_the_clock_does() -> None:
    clock = FeedClock(START, 1000.0)
    clock.wait_until(START + np.timedelta64(30, "s"), 30.0)
    assert clock.now() >= START + np.timedelta64(30, "s")
    assert clock.now() < START + np.timedelta64(20_000, "s")
