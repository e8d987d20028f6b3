"""Garbage collection: rare in workers, none during a night."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.garbage import collection_held
from sim.core.processes import begin_worker
from sim.night import NationalNight

if TYPE_CHECKING:
    from sim.night import Night
    from sim.voting.outcome import Outcome


def test_workers_collect_rarely_and_the_process_of_the_caller_as_before() -> None:
    before = gc.get_threshold()

    with ProcessPoolExecutor(1, get_context("spawn"), begin_worker) as pool:
        of_worker = pool.submit(gc.get_threshold).result()

    assert of_worker[0] == 500_000
    assert gc.get_threshold() == before


def test_no_garbage_is_collected_during_a_night_and_again_after_it() -> None:
    during: list[bool] = []

    sim.run("tiny", on_protocol=lambda _: during.append(gc.isenabled()))

    assert during
    assert not any(during)
    assert gc.isenabled()


def test_garbage_is_collected_again_after_an_error_and_not_where_it_was_not_before() -> None:
    with pytest.raises(ValueError, match="night"), collection_held():
        raise ValueError("night")
    assert gc.isenabled()

    gc.disable()
    try:
        with collection_held():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_a_night_takes_is_freed_at_its_end_without_collection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nights: list[weakref.ref[NationalNight]] = []
    begin = NationalNight.run

    def run(night: NationalNight, outcome: Outcome) -> Night:
        nights.append(weakref.ref(night))
        return begin(night, outcome)

    monkeypatch.setattr(NationalNight, "run", run)
    with collection_held():
        sim.run("tiny", on_protocol=lambda _: None)

        assert [night() for night in nights] == [None]
