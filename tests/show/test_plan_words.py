"""Sentences about plans: their numbers and verbs agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.planning.plan import plan
from sim.show.plan_night import night_texts
from sim.show.plan_words import certified_texts
from tests.support.planned import QUICK, small_country

if TYPE_CHECKING:
    from sim.results import PlanResults


@pytest.fixture(scope="module")
def small() -> PlanResults:
    return plan(small_country(7), replace(QUICK, fresh_days=0, results_by="06:30"), seed=1)


@pytest.mark.parametrize(
    ("certified", "n", "expected"),
    [
        (1, 1, "1 of 1 {} is certified"),
        (0, 1, "0 of 1 {} certified"),
        (1, 3, "1 of 3 {}s is certified"),
        (0, 3, "0 of 3 {}s are certified"),
        (2, 3, "2 of 3 {}s are certified"),
    ],
)
def test_what_is_certified_in_the_singular_and_the_plural(
    small: PlanResults, certified: int, n: int, expected: str
) -> None:
    summary = small.summary
    assert summary.results_by is not None
    night = replace(summary.results_by, commissions=n, certified=certified)
    shown = replace(summary, sites=n, certified=certified, not_certified=0, results_by=night)

    assert next(certified_texts(shown)) == expected.format("site")
    assert f": {expected.format('commission')}, with" in next(night_texts(shown))
