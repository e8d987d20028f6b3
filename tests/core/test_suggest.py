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
    assert hint.endswith(" name-0004 and 1,245 more")


def test_names_that_begin_with_the_word_come_first_and_at_most_five_are_named() -> None:
    known = ["polling.desks_extra", "polling.lunch_at", "polling.line", "counting.line_mean"]

    assert nearest("polling.desk", known) == "did you mean 'polling.desks_extra'?"
    assert nearest("desk", ["desks_extra", "task", "portable_desk"]) == (
        "did you mean 'desks_extra' or 'portable_desk'?"
    )
    assert nearest("name", [f"name-{k}" for k in range(9)]) == (
        "did you mean 'name-0', 'name-1', 'name-2', 'name-3' or 'name-4'?"
    )
    # Two letters begin too much, and a name that is known was not mistyped.
    assert nearest("po", [*known, "x"]).startswith("known: counting.line_mean, polling.desks_")
    assert nearest("line", ["line", "lines"]) == "did you mean 'line'?"


def test_a_few_known_names_are_all_listed() -> None:
    assert nearest("?", "abcdefgh") == "known: a, b, c, d, e, f, g, h"
    assert nearest("?", "abcdefghi") == "known: a, b, c, d, e and 4 more"


def test_a_very_long_name_takes_no_time() -> None:
    begun = time.perf_counter()
    hint = nearest("x" * 5_000_000, [f"{k:064d}" for k in range(200)])

    assert hint.startswith("known: ")
    assert time.perf_counter() - begun < 5
