"""Turnout as it is announced: late, rounded, sometimes stale."""

from __future__ import annotations

import numpy as np

from sim.core.streams import Streams
from sim.day.announcements import Announcements, announce, count_times, report_times
from sim.register import build_register
from sim.scenario import load_scenario


def announced(*overrides: str) -> Announcements:
    scenario = load_scenario("baseline", list(overrides))
    register = build_register(scenario)
    registered = np.bincount(register.site_region, weights=register.site_registered)
    by_time = {at: (registered * at / 100_000_000).astype(int) for at in count_times(scenario)}
    return announce(scenario, register, Streams(3), by_time)


def test_seven_reports_at_the_hours_of_2021() -> None:
    hours = [at // 3_600_000 for at in report_times(load_scenario("baseline"))]

    assert hours == [10, 12, 14, 16, 18, 20, 21]


def test_an_announced_value_is_as_old_as_the_lag() -> None:
    found = announced("announcements.lag_s=1800", "announcements.stale_share=0")

    for column, at in enumerate(found.at):
        true = 100 * (at - 1_800_000) / 100_000_000
        assert np.abs(found.announced_pct[:, column] - true).max() < 0.02


def test_rounding_to_whole_per_cent() -> None:
    found = announced("announcements.rounding_pct=1", "announcements.stale_share=0")

    assert (found.announced_pct == np.round(found.announced_pct)).all()


def test_a_stale_region_repeats_its_last_value_but_never_the_first() -> None:
    found = announced("announcements.stale_share=0.5")

    assert not found.stale[:, 0].any()
    assert 20 < found.stale.sum() < 64
    rows, columns = np.nonzero(found.stale)
    assert (found.announced_pct[rows, columns] == found.announced_pct[rows, columns - 1]).all()


def test_off_means_the_truth() -> None:
    found = announced(
        "announcements.stale_share=0", "announcements.lag_s=0", "announcements.rounding_pct=0"
    )
    registered = 100_111

    assert found.announced_pct[0].tolist() == (100 * found.issued[0] / registered).tolist()
