"""Votes and attendance that a day takes from another."""

from __future__ import annotations

import pytest

import sim
from sim.core.streams import Streams
from sim.election import build_country, run_days
from sim.ensemble.changed_country import country_of_changed


@pytest.mark.parametrize(
    ("change", "votes", "attendance"),
    [
        ({"polling.booth_mean_s": 90.0}, True, True),
        ({"choice.incumbency": 2.0}, False, True),
        ({"arrivals.a": 1.5}, True, False),
        ({"turnout.site_spread": 0.9}, True, False),
    ],
)
def test_what_a_change_leaves_is_taken(
    change: dict[str, float], votes: bool, attendance: bool
) -> None:
    base = sim.load_scenario("tiny")
    country = build_country(base)
    (before,) = run_days(country, Streams(1), "auto")
    changed = country_of_changed(base.with_(change), country)

    (after,) = run_days(changed, Streams(1), "auto", like=[before])

    assert (after.input.support is before.input.support) == votes
    assert (after.input.attendance is before.input.attendance) == attendance
