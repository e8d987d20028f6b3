"""The night: counting errors, recounts, returned protocols, calls."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.night import NationalNight, Night, Truth
from sim.night.protocol import broken_equations
from sim.register import Register, build_register
from sim.scenario import Scenario, load_scenario
from sim.voting.outcome import Outcome, Rules, decide_races

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
    return NationalNight(scenario, register, Streams(seed), truth)


def mangystau(*overrides: str) -> tuple[Scenario, Register]:
    scenario = load_scenario("baseline", ["register.regions=['MAN']", *overrides])
    return scenario, build_register(scenario)


def outcome(register: Register, tally: np.ndarray, lots: list[int] | None = None) -> Outcome:
    """Decide races by equal lots, unless others are given."""
    drawn = np.array(lots or [0] * len(register.candidate_race), dtype=np.uint32)
    return decide_races(register, tally, drawn, Rules())[0]


def run(night: NationalNight) -> Night:
    """Run a night with the outcome of its ballots."""
    return night.run(outcome(night.register, night.truth.tally))


def test_slips_lead_to_recounts_and_copy_slips_to_returns() -> None:
    scenario, register = mangystau("counting.slip_share=0.001", "counting.copy_slip_share=0.5")

    night = run(night_of(scenario, register))

    assert night.recounts.sum() > 0
    assert night.returned.sum() > 0
    assert all(not broken_equations(protocol) for protocol in night.protocols)


@pytest.mark.parametrize("worst", ["counting.copy_slip_share=1", "counting.slip_share=0.01"])
def test_the_night_ends_for_any_number_of_errors(worst: str) -> None:
    scenario, register = mangystau(worst)

    night = run(night_of(scenario, register))

    assert max(night.recounts.max(), night.returned.max()) == 10
    assert all(not broken_equations(accepted) for accepted in night.protocols)


def test_without_errors_there_are_neither() -> None:
    scenario, register = mangystau("counting.slip_share=0", "counting.copy_slip_share=0")

    night = run(night_of(scenario, register))

    assert night.recounts.sum() == night.returned.sum() == 0


def test_every_slip_breaks_an_equation() -> None:
    scenario, register = mangystau("counting.slip_share=0.01", "counting.copy_slip_share=1")
    night = night_of(scenario, register)

    slips = 0
    for site in range(register.n_sites):
        right = night.true_protocols[site]
        drafts = [night.draft(site, count) for count in range(10)]
        copies = [night.wrong_copy(right, night._words(site, 5000 + k)) for k in range(10)]
        for wrong in (p for p in [*drafts, *copies] if p != right):
            slips += 1
            assert broken_equations(wrong)
        assert not broken_equations(right)
        assert night.draft(site, 10) == right
    assert slips > 150


def test_more_slips_never_end_the_night_earlier() -> None:
    scenario, register = mangystau("counting.copy_slip_share=0")
    clean = run(night_of(scenario, register))
    slippery = scenario.model_copy(
        update={"counting": scenario.counting.model_copy(update={"slip_share": 0.002})}
    )

    messy = run(night_of(slippery, register))

    assert (messy.signed_at >= clean.signed_at).all()
    assert messy.signed_at.sum() > clean.signed_at.sum()


def test_one_clerk_takes_one_protocol_at_a_time() -> None:
    scenario, register = mangystau(
        "commission.clerks=1", "commission.intake_mean_s=7200", "commission.intake_cv=0",
        "counting.copy_slip_share=0", "register.commissions={ MAN = 1 }",
    )  # fmt: skip

    night = run(night_of(scenario, register))

    accepted = np.sort(night.accepted_at)
    assert (np.diff(accepted) >= 2 * HOUR).all()
    order = np.argsort(night.delivered_at, kind="stable")
    assert (np.diff(night.accepted_at[order]) > 0).all()


def test_count_and_call_agree_with_what_was_accepted() -> None:
    scenario, register = mangystau()
    night = run(night_of(scenario, register))

    for race in range(register.n_races):
        sites = register.site_race == race
        assert night.races.declared_at[race] == night.accepted_at[sites].max()
        assert night.races.called_at[race] <= night.races.declared_at[race]
