"""The hint for an unknown name."""

from __future__ import annotations

import time

from sim.core.suggest import nearest


def test_a_near_name_is_offered_alone() -> None:
    assert nearest("polling.check_in_men_s", ["polling.check_in_mean_s", "polling.opens"]) == (
        "did you mean 'polling.check_in_mean_s'?"
    )


def test_of_many_known_names_some_are_listed_and_the_rest_counted() -> None:
    known = [f"name-{k:04d}" for k in range(1_250)]
    hint = nearest("?", [*known, *known])

    assert hint.startswith("known: name-0000, name-0001, ")
    assert hint.endswith(", name-0029 and 1,220 more")


def test_a_very_long_name_takes_no_time() -> None:
    begun = time.perf_counter()
    hint = nearest("x" * 5_000_000, [f"{k:064d}" for k in range(200)])

    assert hint.startswith("known: ")
    assert time.perf_counter() - begun < 5
