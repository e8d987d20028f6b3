"""The night: slips, recounts, returned protocols, calls."""

from __future__ import annotations

import numpy as np
import pytest

from sim.counting import NationalNight, Truth, triangular
from sim.protocol import Protocol, broken_equations
from sim.races import RaceBoard
from sim.register import Register, build_register
from sim.scenario import Scenario, load_scenario
from sim.streams import Luck

HOUR = 3_600_000


def night_of(scenario: Scenario, register: Register, seed: int = 1) -> NationalNight:
    """Build a night in which every site has 80 % turnout and splits its ballots evenly."""
    tally, issued = [], (register.site_registered * 4) // 5
    for race, cast in zip(register.site_race.tolist(), issued.tolist(), strict=True):
        n = int(np.diff(register.candidate_start)[race]) + 2
        tally += [(cast + k) // n for k in range(n)]
    truth = Truth(
        ends_at=np.full(register.n_sites, 20 * HOUR),
        issued=issued,
        in_portable_box=issued // 50,
        in_ballot_boxes=issued - issued // 50,
        tally=np.array(tally),
    )
    return NationalNight(scenario, register, Luck(seed), truth)


def mangystau(*overrides: str) -> tuple[Scenario, Register]:
    scenario = load_scenario("baseline", ["register.regions=['MAN']", *overrides])
    return scenario, build_register(scenario)


def lots(register: Register) -> np.ndarray:
    return np.zeros(len(register.candidate_race))


def test_slips_lead_to_recounts_and_copy_slips_to_returns() -> None:
    scenario, register = mangystau("counting.slip_share=0.001", "counting.copy_slip_share=0.5")

    night = night_of(scenario, register).run(lots(register))

    assert night.recounts.sum() > 0
    assert night.returned.sum() > 0
    assert all(not broken_equations(protocol) for protocol in night.protocols)


@pytest.mark.parametrize("worst", ["counting.copy_slip_share=1", "counting.slip_share=0.01"])
def test_the_night_ends_however_many_slips_there_are(worst: str) -> None:
    scenario, register = mangystau(worst)

    night = night_of(scenario, register).run(lots(register))

    assert max(night.recounts.max(), night.returned.max()) == 10
    assert all(not broken_equations(accepted) for accepted in night.protocols)


def test_without_slips_there_are_neither() -> None:
    scenario, register = mangystau("counting.slip_share=0", "counting.copy_slip_share=0")

    night = night_of(scenario, register).run(lots(register))

    assert night.recounts.sum() == night.returned.sum() == 0


def test_every_slip_breaks_an_equation() -> None:
    scenario, register = mangystau("counting.slip_share=0.01", "counting.copy_slip_share=1")
    night = night_of(scenario, register)

    slips = 0
    for site in range(register.n_sites):
        right = night.true_protocols[site]
        drafts = [night.draft(site, count) for count in range(10)]
        copies = [night.copy(right, night._words(site, 5000 + k)) for k in range(10)]
        for wrong in (p for p in [*drafts, *copies] if p != right):
            slips += 1
            assert broken_equations(wrong)
        assert not broken_equations(right)
        assert night.draft(site, 10) == right
    assert slips > 150


def test_more_slips_never_end_the_night_earlier() -> None:
    scenario, register = mangystau("counting.copy_slip_share=0")
    clean = night_of(scenario, register).run(lots(register))
    slippery = scenario.model_copy(
        update={"counting": scenario.counting.model_copy(update={"slip_share": 0.002})}
    )

    messy = night_of(slippery, register).run(lots(register))

    assert (messy.signed_at >= clean.signed_at).all()
    assert messy.signed_at.sum() > clean.signed_at.sum()


def test_one_clerk_takes_one_protocol_at_a_time() -> None:
    scenario, register = mangystau(
        "commission.clerks=1", "commission.intake_mean_s=7200", "commission.intake_cv=0",
        "counting.copy_slip_share=0", "register.commissions={ MAN = 1 }",
    )  # fmt: skip

    night = night_of(scenario, register).run(lots(register))

    accepted = np.sort(night.accepted_at)
    assert (np.diff(accepted) >= 2 * HOUR).all()
    order = np.argsort(night.delivered_at, kind="stable")
    assert (np.diff(night.accepted_at[order]) > 0).all()


def test_count_and_call_agree_with_what_was_accepted() -> None:
    scenario, register = mangystau()
    night = night_of(scenario, register).run(lots(register))

    for race in range(register.n_races):
        sites = register.site_race == race
        assert night.races.declared_at[race] == night.accepted_at[sites].max()
        assert night.races.called_at[race] <= night.races.declared_at[race]


def protocol(*votes: int) -> Protocol:
    """Write a protocol on which only the votes matter."""
    return Protocol(20, 21, 0, 21, 0, sum(votes), sum(votes), 0, votes)


PROTOCOLS = (protocol(6, 2, 0), protocol(1, 5, 0), protocol(3, 3, 3, 0))


def board() -> tuple[RaceBoard, Register]:
    register = build_register(load_scenario("tiny"))
    return RaceBoard(register, np.array([8, 6, 10])), register


def test_a_race_is_called_when_the_margin_exceeds_what_is_out() -> None:
    races, register = board()
    races.take(0, 100, PROTOCOLS[0])
    races.take(1, 200, PROTOCOLS[1])

    results = races.results(lots(register))

    # 6 to 2 with 6 out is not safe; it ends 7 to 7.
    assert results.called_at[0] == 200
    assert results.margin[0] == 0


def test_a_tie_is_drawn_by_lot_when_all_is_in() -> None:
    races, register = board()
    for site, at in ((0, 100), (1, 200), (2, 300)):
        races.take(site, at, PROTOCOLS[site])

    drawn = lots(register)
    drawn[[1, 4]] = 1.0
    results = races.results(drawn)

    assert results.winner.tolist() == [1, 4]
    assert results.called_at.tolist() == results.declared_at.tolist() == [200, 300]


def test_lead_changes_are_counted() -> None:
    register = build_register(load_scenario("tiny"))
    races = RaceBoard(register, np.array([8, 6, 1]))
    races.take(0, 1, protocol(6, 2, 0))
    races.take(1, 2, protocol(0, 6, 0))

    results = races.results(lots(register))

    assert results.lead_changes.tolist() == [1, 0]
    assert results.winner[0] == 1


def test_triangular_has_its_mean() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000

    values = triangular(u, 3.0, 5.0, 8.0)

    assert values.mean() == pytest.approx(16 / 3, rel=1e-6)
    assert values.min() >= 3
    assert values.max() <= 8
    assert set(triangular(u, 5.0, 5.0, 5.0).tolist()) == {5.0}
