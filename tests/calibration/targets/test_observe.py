"""What an election shows where a figure was reported: the same as the tables of its run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.targets.collect import Target, collect
from sim.calibration.targets.observe import met, observed, tolerance, with_target_times
from sim.core.streams import Streams
from sim.election import Election, build_country, run_election
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.results.typed_json import as_json
from sim.results.validation import target_results
from sim.scenario.targets import MILESTONE_NAMES

if TYPE_CHECKING:
    from sim.scenario import Scenario

HOUR, MINUTE = 3_600_000, 60_000


def elect(scenario: Scenario, seed: int = 2021) -> Election:
    return run_election(build_country(scenario), Streams(seed))


def of_day(code: str, at: int, relation: str = "equals") -> Target:
    return Target("turnout", code, "", at, relation, 50.0, 0.5, 1.0)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def whole() -> Election:
    return elect(sim.load_scenario("baseline", ["outcome.winners=sampled"]))


@pytest.fixture(scope="module")
def targets(whole: Election) -> tuple[Target, ...]:
    return collect(whole.scenario, whole.register)


def test_the_day_is_what_a_run_says_of_its_targets(
    whole: Election, targets: tuple[Target, ...]
) -> None:
    seen = dict(zip(targets, observed(whole, targets).tolist(), strict=True))
    run = target_results(whole)
    mine = [target for target in targets if target.what == "turnout"]

    assert len(mine) == len(run)
    for target, said in zip(mine, run, strict=True):
        assert (target.code, target.at, target.relation) == (
            said.target.code, said.target.at, said.target.relation,
        )  # fmt: skip
        residual = seen[target] - (target.value or 0.0)
        assert residual == pytest.approx(said.residual, abs=1e-9)
        assert tolerance(replace(target, error=0.0, step=0.0)) == said.target.within_pct
        assert met(replace(target, error=0.0, step=0.0), seen[target]) == said.met


def test_shares_seats_and_times_are_those_of_the_summary(whole: Election) -> None:
    tables = build_tables(whole)
    summary = build_summary(whole, tables, "auto")
    seats = [
        Target("seats", code, party, None, "equals", 0.0, 0.0, 0.0)
        for code in ("KZ", "AKM", "MAN")
        for party in ("Nur Otan", "Independent")
    ]
    nation = Target("incumbents", "KZ", "", None, "equals", 66.7, 5.0, 0.0)
    finals = [Target("final_turnout", c, "", None, "equals", 50.0, 0, 0) for c in ("KZ", "TUR")]

    of_seats = [summary.seats_nomination] + [summary.regions[c].seats for c in ("AKM", "MAN")]
    expected = [of[party] for of in of_seats for party in ("Nur Otan", "Independent")]
    assert observed(whole, seats).tolist() == expected
    assert observed(whole, [nation])[0] / 100 == pytest.approx(
        summary.incumbents_won_share, abs=0.0006
    )
    turkistan = summary.regions["TUR"]
    cast = [summary.cast / summary.registered, turkistan.cast / turkistan.registered]
    assert observed(whole, finals) == pytest.approx(100 * np.array(cast))
    for key in MILESTONE_NAMES:
        [hours] = observed(whole, [Target("night", "KZ", key, None, "equals", 23.0, 0.25, 0)])
        at = dt.datetime.fromisoformat(getattr(summary.night, key))
        assert hours == pytest.approx(
            (at - dt.datetime(2021, 7, 25)).total_seconds() / 3600, abs=1e-3
        )


def test_every_time_of_the_night_can_be_a_target(tiny: sim.RunResults) -> None:
    night = as_json(tiny.summary.night)
    times = {key for key, value in night.items() if isinstance(value, str)}

    assert times == set(MILESTONE_NAMES)


def test_votes_of_a_region_are_shares_of_its_ballots(
    whole: Election, targets: tuple[Target, ...]
) -> None:
    aqmola = [t for t in targets if t.what == "votes" and t.code == "AKM"]
    values = observed(whole, aqmola)
    # The published table leaves out a party that hardly anyone voted for.
    [rest] = observed(whole, [replace(aqmola[0], item="Nationwide Social Democratic Party")])
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
    seen = observed(held, july)

    assert np.isnan(observed(whole, july)).all()
    assert seen.sum() == pytest.approx(100)
    votes = held.day.tally.reshape(held.register.n_sites, -1).sum(axis=0)
    assert seen == pytest.approx(100 * votes / votes.sum())
    assert not any(met(t, float("nan")) for t in july)


def test_any_minute_is_counted_and_nothing_else_changes() -> None:
    scenario = sim.load_scenario("baseline", ["register.regions=['MAN']"])
    asked = [of_day("MAN", 14 * HOUR + 7 * MINUTE), of_day("MAN", 14 * HOUR + 30 * MINUTE)]
    changed = with_target_times(scenario, asked)
    plain, counted = elect(scenario), elect(changed)
    before, at, after = observed(
        counted, [of_day("MAN", 14 * HOUR), asked[0], of_day("MAN", 14 * HOUR + 15 * MINUTE)]
    )

    assert before < at < after
    assert with_target_times(scenario, asked[1:]) is scenario
    assert len(changed.announcements.times) == len(scenario.announcements.times) + 1
    for name, value in vars(plain.day).items():
        if name != "issued_by_time":
            assert np.array_equal(value, getattr(counted.day, name)), name
    assert observed(plain, asked[1:]) == observed(counted, asked[1:])
    with pytest.raises(ValueError, match="not counted at 14:07"):
        observed(plain, asked[:1])


def test_a_figure_of_elsewhere_is_not_seen() -> None:
    part = elect(sim.load_scenario("baseline", ["register.regions=['MAN', 'ATY']"]))
    elsewhere = [of_day("ZHA", 12 * HOUR), of_day("MAN", 12 * HOUR, "highest")]

    assert np.isnan(observed(part, elsewhere)).all()


def test_tolerances_follow_the_doubt_about_a_figure() -> None:
    seats = Target("seats", "KZ", "Auyl", None, "equals", 32.0, 0.0, 0.0)
    rough = Target("turnout", "KAR", "", 10 * HOUR, "equals", 9.0, 4.0, 1.0)

    assert (met(seats, 35), met(seats, 36)) == (True, False)
    assert tolerance(replace(seats, value=4.0)) == 1.0
    assert tolerance(rough) == 8.5
    assert met(replace(rough, relation="at_least"), 60.0)
    assert not met(replace(rough, relation="highest", value=None), -0.1)
