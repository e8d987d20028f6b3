"""Votes and attendance that a day takes from another."""

from __future__ import annotations

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.election import build_country, run_days
from sim.ensemble.changed_country import country_of_changed


@pytest.mark.parametrize(
    ("change", "votes", "attendance", "turnout", "plans"),
    [
        ({"polling.booth_mean_s": 75.0}, True, True, True, False),
        ({"choice.incumbency": 2.0}, False, True, True, True),
        ({"arrivals.a": 1.5}, True, False, True, True),
        ({"arrivals.site_spread": 0.9}, True, False, True, True),
        ({"turnout.site_spread": 0.9}, True, False, False, True),
        ({"swing.site_spread": 0.4}, False, True, True, True),
        ({"swing.seed": 5}, False, False, False, True),
        ({"polling.carry_away_share": 0.01}, True, False, False, False),
    ],
)
def test_what_a_change_leaves_is_taken(
    change: dict[str, float], votes: bool, attendance: bool, turnout: bool, plans: bool
) -> None:
    base = sim.load_scenario("tiny")
    country = build_country(base)
    (before,) = run_days(country, Streams(1), "auto")
    changed = country_of_changed(base.with_(change), country)

    (after,) = run_days(changed, Streams(1), "auto", like=[before])

    assert (after.input.support is before.input.support) == votes
    assert (after.input.attendance is before.input.attendance) == attendance
    thresholds = (each.input.attendance.turnout_threshold for each in (after, before))
    assert (next(thresholds) is next(thresholds)) == turnout
    assert (after.input.plans is before.input.plans) == plans
    (alone,) = run_days(changed, Streams(1), "auto")
    np.testing.assert_array_equal(after.day.issued_by_quarter, alone.day.issued_by_quarter)
    np.testing.assert_array_equal(after.day.tally, alone.day.tally)
    assert after.input.plans == alone.input.plans
