"""The simulated values of targets are those of the tables of a run; one rule judges them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.targets.collect import collect
from sim.calibration.targets.target_runs import with_target_times
from sim.core.streams import Streams
from sim.election import Election, build_country, run_election
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.results.target_values import judge, observe, target_results
from sim.results.typed_json import as_json
from sim.scenario.target_tables import MILESTONE_NAMES
from tests.support.targets import target

if TYPE_CHECKING:
    from sim.pack.targets import Relation, Target
    from sim.scenario import Scenario

HOUR, MINUTE = 3_600_000, 60_000


def elect(scenario: Scenario, seed: int = 2021) -> Election:
    return run_election(build_country(scenario), Streams(seed))


def of_day(code: str, at: int, relation: Relation = "equals") -> Target:
    return target("turnout", code, 50.0, at=at, relation=relation, error=0.5, step=1.0)


@pytest.fixture(scope="module")
def whole() -> Election:
    return elect(sim.load_scenario("baseline", ["outcome.winners=sampled"]))


@pytest.fixture(scope="module")
def targets(whole: Election) -> tuple[Target, ...]:
    return collect(whole.scenario, whole.register)


def test_observations_of_the_day_equal_those_of_a_run(
    whole: Election, targets: tuple[Target, ...]
) -> None:
    seen = dict(zip(targets, observe(whole, targets).tolist(), strict=True))
    run = target_results(whole)
    mine = [target for target in targets if target.what == "turnout"]

    assert len(mine) == len(run)
    for mine_of, result in zip(mine, run, strict=True):
        assert mine_of == result.target
        assert judge(mine_of, seen[mine_of]) == (result.residual, result.met)


def test_shares_seats_and_times_are_those_of_the_summary(whole: Election) -> None:
    tables = build_tables(whole)
    summary = build_summary(whole, tables, "auto")
    seats = [
        target("seats", code, 0.0, item=party)
        for code in ("KZ", "AKM", "MAN")
        for party in ("Nur Otan", "Independent")
    ]
    nation = target("incumbents", "KZ", 66.7, error=5.0)
    finals = [target("final_turnout", c, 50.0) for c in ("KZ", "TUR")]

    of_seats = [summary.seats_nomination] + [summary.regions[c].seats for c in ("AKM", "MAN")]
    expected = [of[party] for of in of_seats for party in ("Nur Otan", "Independent")]
    assert observe(whole, seats).tolist() == expected
    assert observe(whole, [nation])[0] / 100 == pytest.approx(
        summary.incumbents_won_share, abs=0.0006
    )
    turkistan = summary.regions["TUR"]
    cast = [summary.cast / summary.registered, turkistan.cast / turkistan.registered]
    assert observe(whole, finals) == pytest.approx(100 * np.array(cast))
    for key in MILESTONE_NAMES:
        [hours] = observe(whole, [target("night", "KZ", 23.0, item=key, error=0.25)])
        at = dt.datetime.fromisoformat(getattr(summary.night, key))
        assert hours == pytest.approx(
            (at - dt.datetime(2021, 7, 25)).total_seconds() / 3600, abs=1e-3
        )


def test_every_time_of_the_night_can_be_a_target(tiny: sim.RunResults) -> None:
    times = {key for key, value in as_json(tiny.summary.night).items() if isinstance(value, str)}

    assert times == set(MILESTONE_NAMES)


def test_votes_of_a_region_are_shares_of_its_ballots(
    whole: Election, targets: tuple[Target, ...]
) -> None:
    aqmola = [t for t in targets if t.what == "votes" and t.code == "AKM"]
    values = observe(whole, aqmola)
    # The published table leaves out a party with hardly any votes.
    [rest] = observe(whole, [replace(aqmola[0], item="Nationwide Social Democratic Party")])
    tally = build_tables(whole)["tallies"]
    inside = np.char.startswith(tally["site"], "AKM")

    assert values.sum() + rest == pytest.approx(100)
    auyl = tally["votes"][inside & (tally["party"] == "Auyl")].sum()
    [found] = [value for t, value in zip(aqmola, values, strict=True) if t.item == "Auyl"]
    assert found == pytest.approx(100 * auyl / tally["votes"][inside].sum())


def test_by_elections_are_seen_where_they_are_held(
    whole: Election, targets: tuple[Target, ...]
) -> None:
    july = [t for t in targets if t.code == "Talaptan"]
    held = elect(sim.load_scenario("byelection-talaptan"))
    seen = observe(held, july)

    assert np.isnan(observe(whole, july)).all()
    assert seen.sum() == pytest.approx(100)
    votes = held.day.tally.reshape(held.register.n_sites, -1).sum(axis=0)
    assert seen == pytest.approx(100 * votes / votes.sum())
    assert not any(judge(t, float("nan")).met for t in july)


def test_any_minute_is_counted_and_nothing_else_changes() -> None:
    scenario = sim.load_scenario("baseline", ["register.regions=['MAN']"])
    asked = [of_day("MAN", 14 * HOUR + 7 * MINUTE), of_day("MAN", 14 * HOUR + 30 * MINUTE)]
    changed = with_target_times(scenario, asked)
    plain, counted = elect(scenario), elect(changed)
    before, at, after = observe(
        counted, [of_day("MAN", 14 * HOUR), asked[0], of_day("MAN", 14 * HOUR + 15 * MINUTE)]
    )

    assert before < at < after
    assert with_target_times(scenario, asked[1:]) is scenario
    assert len(changed.announcements.times) == len(scenario.announcements.times) + 1
    for name, value in vars(plain.day).items():
        if name != "issued_by_time":
            assert np.array_equal(value, getattr(counted.day, name)), name
    assert observe(plain, asked[1:]) == observe(counted, asked[1:])
    with pytest.raises(ValueError, match="not counted at 14:07"):
        observe(plain, asked[:1])


def test_a_value_of_another_region_is_not_observed() -> None:
    part = elect(sim.load_scenario("baseline", ["register.regions=['MAN', 'ATY']"]))
    elsewhere = [of_day("ZHA", 12 * HOUR), of_day("MAN", 12 * HOUR, "highest")]

    assert np.isnan(observe(part, elsewhere)).all()


def test_a_verdict_depends_on_the_error_of_a_value() -> None:
    seats = target("seats", "KZ", 32.0, item="Auyl")
    rough = target("turnout", "KAR", 9.0, at=10 * HOUR, error=4.0, step=1.0)

    assert (judge(seats, 35).met, judge(seats, 36).met) == (True, False)
    assert target("seats", "KZ", 4.0, item="Auyl").within == 1.0
    assert rough.within == 8.5
    assert judge(replace(rough, relation="at_least"), 60.0) == (51.0, True)
    assert judge(replace(rough, relation="highest", value=None), -0.1) == (-0.1, False)
