"""The baseline: published values are met, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.results.invariants import check_invariants
from sim.results.tables import build_tables
from sim.show.run import summary_text
from tests.support.published import OF

if TYPE_CHECKING:
    from sim.results import RunResults


def test_size_and_totals(baseline: RunResults) -> None:
    summary = baseline.summary

    assert (summary.sites, summary.races, len(summary.regions)) == (1847, 730, 14)
    assert summary.registered == 1_209_818
    assert summary.issued == summary.cast == 956_984
    assert summary.turnout_pct == 79.1


def test_votes_by_region(baseline: RunResults) -> None:
    for region in OF.regions:
        simulated = baseline.summary.regions[region.code]
        assert simulated.cast == region.votes_cast
        assert simulated.registered == region.registered


def test_seats_by_region_and_party(baseline: RunResults) -> None:
    for code, region in baseline.summary.regions.items():
        assert region.seats == dict(OF.seats_by_region[code])


def test_seats_of_the_nation_by_membership(baseline: RunResults) -> None:
    seats = baseline.summary.seats_national

    assert [seats[party] for party in (
        "Nur Otan", "Independent", "Auyl", "Adal", "Ak Zhol", "People's Party",
        "Nationwide Social Democratic Party",
    )] == [627, 33, 33, 15, 11, 10, 1]  # fmt: skip


def test_jambyl_at_noon_and_at_16(baseline: RunResults) -> None:
    at = {code: region.turnout_at for code, region in baseline.summary.regions.items()}

    assert at["ZHA"]["12:00"] > 30
    assert max(at, key=lambda code: at[code]["12:00"]) == "ZHA"
    assert abs(at["ZHA"]["16:00"] - 78.7) <= 0.5
    assert max(at, key=lambda code: at[code]["16:00"]) == "ZHA"


def test_hundreds_by_ten_and_all_other_targets(baseline: RunResults) -> None:
    targets = baseline.summary.targets

    assert len(targets) == 12
    for target in targets:
        assert target.met, target
        if target.relation == "equals":
            assert abs(target.residual) <= 2
        if target.relation == "count_at_least":
            assert (target.simulated_count or 0) >= 200
    assert {t.code for t in targets if t.relation == "count_at_least"} == {
        "ALM", "SEV", "KUS",
    }  # fmt: skip


def test_invariants_are_checked_and_hold(baseline: RunResults) -> None:
    invariants = baseline.summary.invariants

    assert invariants.breached == ()
    assert set(invariants.laws) == {f"I{k}" for k in range(1, 10)}
    assert invariants.laws["I7"] == 1847
    assert invariants.checked == sum(invariants.laws.values())


def test_two_thirds_of_the_winners_are_incumbents(baseline: RunResults) -> None:
    assert abs(baseline.summary.incumbents_won_share - 2 / 3) < 0.05


def test_western_doors_close_an_hour_later(baseline: RunResults) -> None:
    sites = baseline.tables["sites"]
    west = sites["hours_behind_capital"] == 1

    assert min(sites["count_from"][west]) == np.datetime64("2021-07-25T21:00:00")
    assert min(sites["count_from"][~west]) == np.datetime64("2021-07-25T20:00:00")


def test_tables_agree_with_each_other(baseline: RunResults) -> None:
    tables = baseline.tables
    night = tables["night"]
    last = {code: row for row, code in enumerate(night["code"].tolist())}["KZ"]

    assert night["sites_accepted"][last] == 1847
    assert night["races_declared"][last] == 730
    assert night["ballots_accepted"][last] == 956_984
    votes = tables["votes"]
    whole = (votes["code"] == "KZ") & (votes["capital_time"] == night["capital_time"][last])
    assert votes["votes"][whole].sum() == 956_984
    assert (
        tables["waits"]["voters"].sum()
        == (tables["sites"]["issued"] - tables["sites"]["cast_at_home"]).sum()
    )


def test_every_race_goes_to_its_leader(baseline: RunResults) -> None:
    tallies, races = baseline.tables["tallies"], baseline.tables["races"]
    totals: dict[tuple[str, str], int] = {}
    for race, choice, votes in zip(
        tallies["race"].tolist(), tallies["choice"].tolist(), tallies["votes"].tolist(), strict=True
    ):
        if choice not in {"against_all", "invalid"}:
            totals[race, choice] = totals.get((race, choice), 0) + votes
    for race, winner, votes, margin in zip(
        races["race"].tolist(), races["winner"].tolist(), races["winner_votes"].tolist(),
        races["margin"].tolist(), strict=True,
    ):  # fmt: skip
        votes_in_order = sorted((n for (of, _), n in totals.items() if of == race), reverse=True)
        assert totals[race, winner] == votes == votes_in_order[0]
        assert margin == votes_in_order[0] - votes_in_order[1]


def test_every_reported_site_adds_to_a_commission(baseline: RunResults) -> None:
    # 730 races twice, 15 codes twice, 167 commissions, all tallies.
    commissions = len(set(baseline.tables["sites"]["commission"].tolist()))
    assert baseline.summary.invariants.laws["I5"] == 2 * 730 + 2 * 15 + commissions + 1


@pytest.mark.parametrize(
    ("name", "overrides"),
    [
        ("byelection-talaptan", []),
        ("evening-only", ["register.regions=['ZHA']", "polling.closing=hard_close"]),
        ("baseline", ["register.regions=['MAN']", "polling.home_share=0.3"]),
        ("baseline", ["register.regions=['MAN']", "polling.check_in_mean_s=900"]),
    ],
)
def test_odd_days_break_no_law_and_fit_80_columns(name: str, overrides: list[str]) -> None:
    results = sim.run(sim.load_scenario(name, overrides))

    assert results.summary.invariants.breached == ()
    assert max(map(len, summary_text(results).splitlines())) <= 80
    assert max(results.tables["turnout"]["issued"]) == results.summary.issued


def test_summary_fits_80_columns(baseline: RunResults) -> None:
    lines = summary_text(baseline).splitlines()

    assert lines[0].startswith("SIMULATED")
    assert max(map(len, lines)) <= 80


def test_a_breach_is_found_and_named() -> None:
    scenario = sim.load_scenario("tiny")
    election = run_election(build_country(scenario), Streams(2021))
    tables = build_tables(election)
    wrong = replace(
        election,
        day=replace(
            election.day,
            came=election.day.came + np.array([1, 0, 0]),
            issued=election.day.issued + np.array([0, 9, 0]),
        ),
    )

    breached = {check.code: check.breaches for check in check_invariants(wrong, tables)}

    assert breached["I1"] == ("EAST-Alma-02",)
    assert breached["I4"] == ("EAST-Alma-01", "EAST-Alma-02")
    assert breached["I5"]
    assert breached["I7"] == ("EAST-Alma-02: not what was counted",)
    assert breached["I3"] == ()


def test_a_broken_protocol_is_caught() -> None:
    election = run_election(build_country(sim.load_scenario("tiny")), Streams(2021))
    first, *others = election.night.protocols
    (section,), (other,) = first.sections, others[0].sections
    one, two, *rest = section.votes
    swapped = replace(first, sections=(replace(section, votes=(two, one, *rest)),))
    added = replace(others[0], sections=(replace(other, invalid=other.invalid + 1),))
    night = replace(election.night, protocols=(swapped, added, others[1]))

    checks = check_invariants(replace(election, night=night), build_tables(election))

    breached = {check.code: check.breaches for check in checks if check.breaches}
    # Swapped votes break no equation, but they are not what was counted.
    assert breached["I7"] == (
        "EAST-Alma-01: not what was counted",
        "EAST-Alma-02: C4: valid + invalid = cast: 7 is not 6",
        "EAST-Alma-02: not what was counted",
    )


def test_missed_votes_and_seats_are_caught() -> None:
    election = run_election(build_country(sim.load_scenario("tiny")), Streams(2021))
    seats = election.register.quota_seats[::-1].copy()
    votes = election.register.quota_votes + 1
    wrong = replace(
        election, register=replace(election.register, quota_seats=seats, quota_votes=votes)
    )

    checks = check_invariants(wrong, build_tables(election))

    assert next(check for check in checks if check.code == "I8").breaches == (
        "seats of EAST",
        "seats of WEST",
        "votes of quota 0",
        "votes of quota 1",
    )
