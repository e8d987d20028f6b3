"""What a plan may change of the night, and how much is enough, against all numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.election import build_country, run_days
from sim.night.intake import IntakeQueue
from sim.night.teams import count_teams
from sim.planning.night_staff import (
    first_enough,
    is_late,
    late_by_number,
    members_of_tables,
    most_night_staff,
    night_staff_now,
    with_tables,
)
from sim.scenario import load_scenario

ATY = ["register.regions=['ATY']", "commission.intake_mean_s=1800"]
HOUR = 3_600_000


def queues() -> list[IntakeQueue]:
    """Return the protocols of each commission of a region."""
    (polls,) = run_days(build_country(load_scenario("baseline", ATY)), Streams(5, 1), "auto")
    model, commission = polls.night_model(), polls.named.site_commission
    return [
        IntakeQueue(model, np.flatnonzero(commission == k).tolist()) for k in np.unique(commission)
    ]


def test_the_first_level_from_which_on_no_protocol_is_late() -> None:
    assert first_enough(iter([False, False])) == 0
    assert first_enough(iter([True, False, True, False])) == 3
    assert first_enough(iter([True, True])) == 2


@pytest.mark.parametrize("by", [25 * HOUR, 27 * HOUR, 30 * HOUR])
def test_each_number_is_late_as_if_it_were_run_alone(by: int) -> None:
    found = set()
    for intake in queues():
        n = len(intake.protocols)
        by_clerks = [is_late(intake, clerks, 2, by) for clerks in range(1, n + 1)]
        by_vehicles = [is_late(intake, 2, vehicles, by) for vehicles in range(1, n + 1)]

        of_clerks, of_vehicles = partial(intake.run, vehicles=2), partial(intake.run, 2)
        assert [*late_by_number(of_clerks, n, by, "queue")] == by_clerks
        assert [*late_by_number(of_vehicles, n, by, "vehicle")] == by_vehicles
        assert [*late_by_number(of_vehicles, n, by, None)] == by_vehicles
        found |= {first_enough(by_clerks), first_enough(by_vehicles)}
    assert len(found) > 1


def test_of_all_numbers_of_vehicles_only_one_is_kept_in_memory() -> None:
    intake = queues()[0]

    assert sum(late_by_number(partial(intake.run, 2), 16, 27 * HOUR, "vehicle")) > 0
    assert len(intake.brought) == 1


def test_what_commissions_have_now_and_the_most() -> None:
    changes = ["register.regions=['ATY']", "commission.vehicles=3", "commission.clerks=12"]
    country = build_country(load_scenario("baseline", changes))
    now = night_staff_now(country)
    most = most_night_staff(country, now)
    sites = np.bincount(country.one.site_commission)

    assert now.vehicles.tolist() == np.minimum(sites, 3).tolist()
    assert now.clerks.tolist() == [12] * len(sites)
    teams = count_teams(country.scenario.counting, country.one.site_members)
    fewest = [teams[country.one.site_commission == k].min() for k in range(len(sites))]
    assert now.tables.tolist() == fewest
    assert most.tables.tolist() == [4] * len(sites)
    assert most.vehicles.tolist() == sites.tolist()
    assert most.clerks.tolist() == np.maximum(sites, 12).tolist()


def test_no_more_tables_are_tried_than_there_may_be() -> None:
    changes = ["register.regions=['ATY']", "counting.tables=2"]
    country = build_country(load_scenario("baseline", changes))

    assert set(most_night_staff(country, night_staff_now(country)).tables.tolist()) == {2}


def test_members_are_added_where_tables_lack_teams() -> None:
    country = build_country(load_scenario("baseline", ["register.regions=['ATY']"]))
    register, scenario = country.one, country.scenario
    tables = np.where(np.arange(len(register.commission_id)) == 1, 3, 1)
    more = with_tables(register, scenario, tables)

    there = register.site_commission == 1
    assert np.array_equal(more.site_members[~there], register.site_members[~there])
    assert (count_teams(scenario.counting, more.site_members)[there] >= 3).all()
    assert members_of_tables(scenario, register, tables)[there].tolist() == [10] * there.sum()
    assert not members_of_tables(scenario, register, tables)[~there].any()
    large = replace(register, site_members=np.full(register.n_sites, 30))
    assert (with_tables(large, scenario, tables).site_members == 30).all()
