"""Sites that differ in hours and clocks: past midnight, half hours, ahead of the capital."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.clock import HOUR_MS, NOT_YET
from sim.core.streams import Streams
from sim.core.text import clock_of
from sim.day.reference import State, plan_sites, run_site
from sim.election import build_country, run_election
from sim.register import build_register
from sim.results import csv_text
from tests.conftest import make_plan, make_voters
from tests.support.clocks import HOURS, clocks

if TYPE_CHECKING:
    from pathlib import Path

    from sim.day import VoterRecords
    from sim.scenario import Scenario

MIDNIGHT = np.datetime64("2024-05-04T00:00:00", "ms")
OVERNIGHT = ["polling.opens=20:00", "polling.closes=04:00"]
HELD = '[[incident]]\nname = "x"\nkind = "held_open"\nto = 04:00:00\n'


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return clocks(tmp_path / "clocks")


def records_of(scenario: Scenario) -> dict[str, VoterRecords]:
    """Return the records of the voters of each site."""
    kept: list[VoterRecords] = []
    run_election(build_country(scenario), Streams(5), keep_voters=kept.append)
    return {records.site: records for records in kept}


def test_doors_open_and_close_by_the_clock_of_each_site(scenario: Scenario) -> None:
    register = build_register(scenario)
    plans = plan_sites(scenario, register, Streams(1))

    hours = {
        site: (plan.opens_at / HOUR_MS, plan.closes_at / HOUR_MS)
        for site, plan in zip(register.site_id.tolist(), plans, strict=True)
    }
    assert hours == HOURS


def test_nobody_is_called_before_the_doors_open_or_comes_after_they_close(
    scenario: Scenario,
) -> None:
    for site, voters in records_of(scenario).items():
        opens, closes = (MIDNIGHT + np.timedelta64(int(h * HOUR_MS), "ms") for h in HOURS[site])
        voted = voters.state == b"voted"
        in_hall = voted & ~voters.at_home.astype(bool)
        assert voted.sum() > 100
        assert (voters.called[in_hall] >= opens).all()
        assert (voters.arrived[in_hall] < closes).all()
        # They come until shortly before, not until the hour of another site.
        assert voters.arrived[in_hall].max() > closes - np.timedelta64(3, "h")


def test_both_engines_give_the_same_tables(scenario: Scenario) -> None:
    auto, simpy = (sim.run(scenario, engine=engine, workers=1) for engine in ("auto", "simpy"))

    assert auto.summary.simpy_sites == 0
    assert auto.summary.invariants.breached == ()
    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name


def test_tables_have_the_clock_of_each_region(scenario: Scenario) -> None:
    tables = sim.run(scenario, workers=1).tables

    sites = tables["sites"]
    behind = dict(zip(sites["code"], sites["hours_behind_capital"], strict=True))
    assert behind == {"NY": 0, "NL": -1.5, "IN": -9.5, "TO": -17}
    turnout = tables["turnout"]
    for code, hours in behind.items():
        rows = turnout["code"] == code
        ahead = turnout["local_time"][rows] - turnout["capital_time"][rows]
        assert (ahead == np.timedelta64(int(-60 * hours), "m")).all()
    # From the first opening, noon of the day before, to the last closing or ballot.
    nation = turnout["capital_time"][turnout["code"] == "ALL"]
    assert nation.min() == np.datetime64("2024-05-03T12:00:00")
    assert nation.max() >= np.datetime64("2024-05-05T02:00:00")
    issued = turnout["issued"][turnout["code"] == "TO"]
    assert issued[0] == 0 < issued[1]
    # All of Tonga has voted before the capital's day begins; the bar is open after it.
    begins = turnout["capital_time"] == np.datetime64("2024-05-04T00:00:00")
    done = turnout["turnout_pct"][begins & (turnout["code"] == "TO")]
    assert done == turnout["turnout_pct"][turnout["code"] == "TO"].max()


def test_waits_after_midnight_say_the_day_and_come_last(scenario: Scenario) -> None:
    one, several = sim.run(scenario, workers=1), sim.run(scenario, replications=3)

    for result in (one, several):
        starts = result.tables["waits"]["local_time"].tolist()
        assert starts == sorted(starts, key=clock_of)
        assert "00:00 +1 d" in starts
        assert "20:30" in starts
    in_hall = one.tables["sites"]["issued"] - one.tables["sites"]["cast_at_home"]
    assert one.tables["waits"]["voters"].sum() == in_hall.sum()


def test_polls_of_a_scenario_file_close_after_midnight() -> None:
    scenario = sim.load_scenario("tiny", OVERNIGHT)

    auto, simpy = (sim.run(scenario, engine=engine, workers=1) for engine in ("auto", "simpy"))

    for name, table in simpy.tables.items():
        assert csv_text(auto.tables[name]) == csv_text(table), name
    # Three sites; the last is an hour behind the capital.
    counted = auto.tables["sites"]["count_from"]
    assert (counted >= np.array(["2021-07-26T04:00", "2021-07-26T04:00", "2021-07-26T05:00"],
                                "datetime64[s]")).all()  # fmt: skip
    assert auto.tables["turnout"]["capital_time"].min() == np.datetime64("2021-07-25T20:00")


def test_a_site_past_midnight_by_hand() -> None:
    opens, closes = 23 * HOUR_MS, 25 * HOUR_MS
    plan = make_plan(opens_at=opens, closes_at=closes, desk_calendar=((opens, 1),))
    voters = make_voters([opens - 1, 24 * HOUR_MS, 24 * HOUR_MS, closes - 1, closes])

    day = run_site(plan, voters)

    minute = 60_000
    assert day.called_at[:4].tolist() == [opens, 24 * HOUR_MS, 24 * HOUR_MS + minute, closes - 1]
    assert day.state.tolist() == [State.VOTED] * 4 + [State.TOO_LATE]
    assert day.called_at[4] == NOT_YET


def test_reports_after_midnight_are_of_the_next_day() -> None:
    times = "announcements.times=[21:00:00, 23:00:00, 01:00:00, 04:00:00]"
    scenario = sim.load_scenario("tiny", [*OVERNIGHT, times])

    table = sim.run(scenario, workers=1).tables["turnout_reports"]

    nation = table["code"] == "KZ"
    assert table["capital_time"][nation].astype(str).tolist() == [
        "2021-07-25T21:00:00", "2021-07-25T23:00:00", "2021-07-26T01:00:00", "2021-07-26T04:00:00",
    ]  # fmt: skip
    assert (np.diff(table["issued"][nation]) > 0).all()


def test_a_site_held_open_closes_later_and_no_other_does(tmp_path: Path) -> None:
    folder = tmp_path / "clocks"
    plain = clocks(folder)
    file = tmp_path / "held.toml"
    where = 'where = { sites = ["bar", "main"] }\n'
    file.write_text(f'extends = "clocks"\n{HELD}{where}', encoding="utf-8")

    base, held = sim.run(plain, workers=1), sim.run(sim.load_scenario(file), workers=1)

    [incident] = held.summary.incidents
    assert (incident.matched, incident.affected, incident.changed) == (2, 2, 2)
    one, other = base.tables["sites"], held.tables["sites"]
    kept = np.isin(one["site"], ["main", "bar"])
    # Main is open for 20 instead of 12 hours, the bar for 8 instead of 6.
    more = dict(zip(one["site"], other["desk_hours"] / one["desk_hours"], strict=True))
    assert more["bar"] == pytest.approx(8 / 6)
    assert more["main"] > 1.6
    assert (other["count_from"][kept] >= np.datetime64("2024-05-05T04:00:00")).all()
    for name in ("count_from", "issued", "wait_max_s"):
        assert np.array_equal(one[name][~kept], other[name][~kept])


def test_who_comes_again_after_closing_votes_where_the_doors_are_held_open(tmp_path: Path) -> None:
    file = tmp_path / "held.toml"
    queue = ["polling.balk_share=1", "polling.balk_line_mean=3", "polling.check_in_mean_s=200"]
    queue += ["polling.return_share=1", "polling.return_mean_s=9000", "register.regions=['MAN']"]
    file.write_text(f'extends = "baseline"\n{HELD}', encoding="utf-8")

    late, none = (
        sim.run(sim.load_scenario(name, queue), workers=1).summary.left_without_ballot
        for name in ("baseline", file)
    )

    # Held open by eight hours: only returns of more than that are too late.
    assert late.too_late > 50 > 10 * none.too_late
