"""Names of compared results are distinct, and say which of them was changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.comparison.names import ResultName, names_of
from sim.results.summaries.shared import Change
from tests.support.results import with_summary

if TYPE_CHECKING:
    import sim

CHECK_IN = Change("polling.check_in_mean_s", "check-in", "s", 60.0, 90.0)
DESKS = Change("polling.desks_extra", "extra desks", "desks", 0, 1)
ONE = "tiny, changed: check-in 60 → 90 s"


def test_names_are_of_the_first_kind_that_tells_them_apart(tiny: sim.RunResults) -> None:
    def names(*results: sim.RunResults) -> list[tuple[str, tuple[str, ...]]]:
        found = names_of(results, results, None)
        assert [name.letter for name in found] == ["A", "B", "C"][: len(found)]
        return [(name.text, name.parts) for name in found]

    one = with_summary(tiny, changed=(CHECK_IN,))
    two = with_summary(tiny, changed=(CHECK_IN, DESKS))

    assert names(one, with_summary(tiny, scenario="other")) == [(ONE, ("label",)),
                                                                ("other", ("label",))]  # fmt: skip
    assert names(one, with_summary(one, seed=9)) == [
        (f"{ONE}, seed 2021", ("label", "seed")), (f"{ONE}, seed 9", ("label", "seed")),
    ]  # fmt: skip
    assert names(one, two) == [(ONE, ("label",)), (f"{ONE} and 1 more", ("label",))]
    assert names(one, two, one) == [
        (f"{ONE} (A)", ("label", "letter")), (f"{ONE} and 1 more (B)", ("label", "letter")),
        (f"{ONE} (C)", ("label", "letter")),
    ]  # fmt: skip


def test_directories_name_what_scenario_and_seed_do_not(tiny: sim.RunResults) -> None:
    given = [Path("results/usual"), Path("results/slower")]

    assert names_of([tiny, tiny], given, None) == [
        ResultName("A", "usual"), ResultName("B", "slower"),
    ]  # fmt: skip


def test_names_that_are_given_are_taken_if_they_differ(tiny: sim.RunResults) -> None:
    found = names_of([tiny, tiny], [tiny, tiny], ["before", ONE])

    assert found == [ResultName("A", "before"), ResultName("B", ONE)]
    for names in (["same", "same"], ["one"]):
        with pytest.raises(ValueError, match="2 different names"):
            names_of([tiny, tiny], [tiny, tiny], names)
