"""The clerks of a plan: against the model of the night, and by laws."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.planning.days import Days
from sim.planning.fresh import validate_clerks
from sim.planning.nights import Nights, search_clerks, with_planned
from sim.planning.plan import plan
from sim.planning.promise import Promise, bad_days_limit
from sim.planning.staff import staff_now
from sim.scenario import load_scenario
from tests.support.planned import QUICK

ATY = ["register.regions=['ATY']", "turnout.final='sampled'", "commission.intake_mean_s=1800",
       "counting.copy_slip_share=0.2"]  # fmt: skip
HOUR = 3_600_000


def nights(by: int, workers: int = 1) -> Nights:
    return Nights(Days(build_country(load_scenario("baseline", ATY)), 5, None, workers), by)


def test_the_clerks_that_are_enough_are_those_of_the_night_itself() -> None:
    by, days = 27 * HOUR, range(3)
    of_plan = nights(by)
    found = of_plan.run(days).found
    commission = of_plan.days.country.one.site_commission
    n_levels = int(of_plan.most.max())

    expected = np.zeros_like(found)
    for clerks in range(1, n_levels + 1):
        country = build_country(load_scenario("baseline", [*ATY, f"commission.clerks={clerks}"]))
        for day in days:
            late = run_election(country, Streams(5, day)).night.accepted_at > by
            expected[day, np.unique(commission[late])] = clerks
    expected = np.where(expected >= of_plan.most, n_levels, expected)

    assert np.array_equal(found, expected)
    assert found.max() > 0
    assert len(np.unique(found)) > 2


def test_parts_add_up_and_no_number_of_clerks_is_faster_than_the_most() -> None:
    of_plan = nights(26 * HOUR)
    times = of_plan.run(range(2))

    for day in range(2):
        night = run_election(of_plan.days.country, Streams(5, day)).night
        assert np.array_equal(times.closes[day] + times.parts[day].sum(axis=1), night.accepted_at)
        assert (times.best[day] <= night.accepted_at).all()
        assert (times.best[day] < night.accepted_at).any()
    assert (times.parts >= 0).all()


def test_a_later_time_never_takes_more_clerks() -> None:
    promise = Promise(600_000, 0.95, days=0.6, confidence=0.6, most_days=24)
    found = [search_clerks(nights(by * HOUR), promise) for by in (25, 27, 30)]

    for early, late in pairwise(found):
        both = early.found.certified
        assert (late.found.certified >= both).all()
        assert (late.clerks <= early.clerks)[both].all()
    assert found[-1].found.certified.all()


def test_fresh_nights_are_those_of_an_election_with_the_planned_clerks() -> None:
    by, n = 27 * HOUR, 3
    of_plan, promise = nights(by), Promise(600_000, 0.95, days=0.6, confidence=0.6, most_days=16)
    found = search_clerks(of_plan, promise)
    fresh = validate_clerks(of_plan, found, promise, n)
    numbers, seen = of_plan.days.fresh(n, len(found.nights.found))

    late = np.zeros_like(found.now)
    for clerks in np.unique(found.clerks):
        country = build_country(load_scenario("baseline", [*ATY, f"commission.clerks={clerks}"]))
        commission = country.one.site_commission
        for day in numbers:
            night = run_election(country, Streams(5, day)).night
            of_late = np.unique(commission[night.accepted_at > by])
            late[of_late] += found.clerks[of_late] == clerks

    assert fresh is not None
    assert (fresh.nights, seen) == (n, 0)
    assert fresh.bad.tolist() == late.tolist()
    assert 0 < late.sum() < late.size * n
    assert fresh.over.tolist() == (late >= bad_days_limit(n, 0.4)).tolist()


def test_nothing_that_is_certified_needs_no_fresh_nights() -> None:
    promise = Promise(600_000, 0.95, days=0.95, confidence=0.95, most_days=3)
    of_plan = nights(27 * HOUR)

    assert validate_clerks(of_plan, search_clerks(of_plan, promise), promise, 100) is None


def test_a_plan_is_of_the_country_with_its_staff() -> None:
    scenario = load_scenario("baseline", [*ATY, "polling.desks_extra=1"])
    country = build_country(scenario)
    now = staff_now(country.scenario, country.one)

    same = with_planned(country, now)

    assert np.array_equal(staff_now(same.scenario, same.one).desks, now.desks)
    before, after = (run_election(c, Streams(5, 0)).night for c in (country, same))
    assert np.array_equal(before.accepted_at, after.accepted_at)


def test_absent_clerks_are_refused() -> None:
    scenario = load_scenario(
        "tiny",
        ["incident=[{kind='clerks_absent', name='x', from=20:00:00, to=23:00:00, clerks=1}]"],
    )

    with pytest.raises(InputError, match="keep clerks away cannot be planned"):
        plan(scenario, replace(QUICK, results_by="02:00"))
