"""A cache computes each value once, whoever asks, and forgets what was not used for long."""

from __future__ import annotations

import threading
import time

import pytest

from sim.feed.cache import Cache


def test_many_threads_make_a_value_once() -> None:
    cache: Cache[str, int] = Cache(2)
    made: list[int] = []

    def make() -> int:
        time.sleep(0.02)
        made.append(1)
        return 7

    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(cache.get("a", make))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, made) == ([7] * 8, [1])


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    cache: Cache[int, int] = Cache(2)
    for key in (1, 2, 1, 3):
        cache.get(key, lambda: 0)
    assert len(cache) == 2
    assert cache.get(1, lambda: 5) == 0
    assert cache.get(2, lambda: 5) == 5


def test_a_failure_is_not_kept() -> None:
    cache: Cache[int, int] = Cache(2)
    with pytest.raises(ZeroDivisionError):
        cache.get(1, lambda: 1 // 0)
    assert cache.get(1, lambda: 4) == 4
