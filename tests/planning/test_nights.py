"""The nights of a plan against the model of the night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import InputError
from sim.core.streams import Streams
from sim.election import Country, build_country, run_election
from sim.planning.days import Days
from sim.planning.nights import PARTS, Nights, NightTimes, with_planned
from sim.planning.plan import plan
from sim.planning.staff import staff_now
from sim.scenario import load_scenario
from tests.support.planned import QUICK

if TYPE_CHECKING:
    from sim.planning.night_staff import NightChange

ATY = ["register.regions=['ATY']", "turnout.final='sampled'", "commission.intake_mean_s=1800",
       "counting.copy_slip_share=0.2"]  # fmt: skip
HOUR = 3_600_000
EVERY = np.arange(7)
"""All commissions of the region."""


def nights(by: int, workers: int = 1, *changes: str) -> Nights:
    country = build_country(load_scenario("baseline", [*ATY, *changes]))
    return Nights(Days(country, 5, None, workers), by)


@pytest.mark.parametrize(
    ("what", "fixed"),
    [("clerks", ["commission.vehicles=4"]), ("vehicles", ["commission.clerks=9"])],
)
def test_what_is_enough_is_what_the_night_itself_needs(what: NightChange, fixed: list[str]) -> None:
    by, days = 28 * HOUR, range(3)
    of_plan = nights(by, 1, *fixed)
    most = getattr(of_plan.most, what)
    staff = of_plan.now.with_most(of_plan.most, [what])
    (found,) = of_plan.enough(days, what, staff, EVERY)
    commission, n_levels = of_plan.days.country.one.site_commission, int(most.max())

    expected = np.zeros_like(found)
    for number in range(1, n_levels + 1):
        of_number = build_country(
            load_scenario("baseline", [*ATY, *fixed, f"commission.{what}={number}"])
        )
        for day in days:
            late = run_election(of_number, Streams(5, day)).night.accepted_at > by
            expected[day, np.unique(commission[late])] = number
    expected = np.where(expected >= most, n_levels, expected)

    assert np.array_equal(found, expected)
    assert found.max() > 0
    assert len(np.unique(found)) > 2


def test_tables_are_enough_if_sites_with_members_for_them_are_in_by_the_time() -> None:
    # One desk, so that further members change the night alone.
    changes = [
        "law.read_aloud=false", "counting.pile_s=4", "polling.desks_extra=-5",
        "register.members_sizes=[7]", "register.members_mean=7",
    ]  # fmt: skip
    by, days = 27 * HOUR, range(3)
    of_plan = nights(by, 1, *changes)
    country, now = of_plan.days.country, of_plan.now
    (found,) = of_plan.enough(days, "tables", now.with_most(of_plan.most, ["tables"]), EVERY)

    expected = np.zeros_like(found)
    for tables in range(1, 5):
        members = np.maximum(country.one.site_members, 3 * tables + 1)
        register = replace(country.one, site_members=members)
        for day in days:
            run = run_election(Country(country.scenario, register, register), Streams(5, day))
            late = run.night.accepted_at > by
            expected[day, np.unique(register.site_commission[late])] = tables

    assert now.tables.tolist() == [2] * len(now.tables)
    assert np.array_equal(found, expected)
    assert {0, 2, 4} <= set(found.ravel().tolist())


@pytest.mark.parametrize("changes", [[], ["commission.vehicles=2"]])
def test_parts_add_up_and_no_protocol_is_earlier_than_with_the_most(changes: list[str]) -> None:
    of_plan = nights(26 * HOUR, 1, *changes)
    now, most = of_plan.now, of_plan.most
    some = np.array([1, 4])
    levels, *columns = of_plan.enough_and_times(range(2), "clerks", most, some, now)
    times = NightTimes(*columns)

    assert np.array_equal(levels, of_plan.enough(range(2), "clerks", most, EVERY)[0][:, some])
    for day in range(2):
        night = run_election(of_plan.days.country, Streams(5, day)).night
        assert np.array_equal(times.accepted[day], night.accepted_at)
        parts = dict(zip(PARTS, times.parts[day].T, strict=True))
        assert np.array_equal(parts["vehicle"], night.leaves_at - night.signed_at)
        assert np.array_equal(parts["road"], night.delivered_at - night.leaves_at)
        assert (times.best[day] <= night.accepted_at).all()
        assert (times.best[day] < night.accepted_at).any()
    assert (times.parts >= 0).all()


def test_late_nights_are_those_of_an_election_with_what_is_given() -> None:
    by = 27 * HOUR
    of_plan = nights(by)
    staff = of_plan.now._replace(vehicles=np.full(7, 3), clerks=np.full(7, 4))
    (polled,) = {tuple(row) for row in of_plan.late([1], staff).tolist()}

    same = ["commission.vehicles=3", "commission.clerks=4"]
    country = build_country(load_scenario("baseline", [*ATY, *same]))
    late = run_election(country, Streams(5, 1)).night.accepted_at > by
    commissions = np.unique(country.one.site_commission[late])
    assert np.flatnonzero(polled).tolist() == commissions.tolist()
    assert 0 < len(commissions) < 7


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
