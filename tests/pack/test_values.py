"""Reported values as targets: opening hours, and the statements of the day."""

from __future__ import annotations

import pytest

from sim.pack.shipped import NATION
from sim.pack.values import published_percentages, targets
from tests.support.published import OF

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("code", "hours"), [("AKM", (7, 20)), ("MAN", (8, 21)), (NATION, (7, 21)), ("QQQ", (7, 20))]
)
def test_doors_open_later_where_clocks_are_behind(code: str, hours: tuple[int, int]) -> None:
    assert OF.opening_hours(code) == tuple(hour * HOUR for hour in hours)


def test_statements_of_the_day_are_of_known_regions_while_doors_are_open() -> None:
    codes = {NATION, *(region.code for region in OF.regions)}
    for target in targets(OF):
        opens, closes = OF.opening_hours(target.code)

        assert target.code in codes
        assert target.at is not None
        assert opens < target.at <= closes
        assert target.source


def test_only_the_highest_region_is_reported_without_a_value() -> None:
    for target in targets(OF):
        assert (target.value is None) == (target.relation == "highest"), target.name
        if target.relation == "equals":
            assert target.value is not None
            assert 0 < target.value < 100
            assert target.within >= target.step / 2


def test_published_percentages_have_their_counts_and_follow_from_them_but_for_rounding() -> None:
    counted = [target for target in published_percentages(OF) if target.count is not None]

    assert counted
    follow = [
        abs(100 * target.count / target.base - target.value) <= target.step
        for target in counted
        if target.count is not None and target.base and target.value is not None
    ]
    assert sum(follow) > 0.8 * len(counted)
