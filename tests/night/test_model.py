"""The night: counting errors, recounts, returned protocols, calls."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.night import NationalNight, Night, Truth, triangular
from sim.night.protocol import Protocol, broken_equations
from sim.night.race_board import RaceBoard, RaceResults
from sim.register import Register, build_register
from sim.register.given import given_register
from sim.scenario import Scenario, load_scenario
from sim.scenario.parameters.country import GivenRace, GivenSite
from sim.voting.outcome import NOBODY, Outcome, decide_races

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
    return decide_races(register, tally, drawn, "leader_wins")[0]


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
        copies = [night.copy(right, night._words(site, 5000 + k)) for k in range(10)]
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


def protocol(*votes: int) -> Protocol:
    """Write a protocol on which only the votes matter."""
    return Protocol(20, 21, 0, 21, 0, sum(votes), sum(votes), 0, votes)


def followed(
    first: tuple[int, ...],
    second: tuple[int, ...],
    *,
    rule: str = "leader_wins",
    lots: list[int] | None = None,
    candidates: list[str] | None = None,
) -> RaceResults:
    """Follow a race of two sites, accepted at 100 and 200: candidates, against all."""
    register = one_race([sum(first), sum(second)], candidates or ["Auyl", "Independent"])
    board = RaceBoard(register, np.array([sum(first), sum(second)]), rule)
    board.take(0, 100, protocol(*first))
    board.take(1, 200, protocol(*second))
    drawn = np.array(lots or [0] * len(register.candidate_race), dtype=np.uint32)
    tally = np.array([*first, 0, *second, 0])
    return board.results(decide_races(register, tally, drawn, rule)[0])


def one_race(registered: list[int], candidates: list[str]) -> Register:
    """Return a country of one race, with a site for each number of registered voters."""
    sites = [GivenSite(registered=n) for n in registered]
    race = GivenRace(name="A", region="X", candidates=candidates, votes_cast=0, sites=sites)
    return given_register([race])


def test_a_race_is_called_when_the_margin_exceeds_what_is_out() -> None:
    # 6 to 2 with 6 out is not safe: it ends 7 to 7. 7 to 0 with 6 out is.
    assert followed((6, 2, 0), (1, 5, 0)).called_at[0] == 200
    assert followed((7, 0, 0), (0, 6, 0)).called_at[0] == 100


def test_a_tie_is_decided_by_lot_when_all_protocols_are_accepted() -> None:
    for lots, winner in ([1, 2], 1), ([2, 1], 0):
        results = followed((6, 2, 0), (1, 5, 0), lots=lots)
        assert results.winner.tolist() == [winner]
        assert results.decided.tolist() == ["lot"]
        assert results.margin.tolist() == [0]
        assert results.called_at.tolist() == results.declared_at.tolist() == [200]


def test_lead_changes_are_counted_and_a_lot_is_one_if_it_falls_on_another() -> None:
    assert followed((6, 2, 0), (0, 6, 0)).lead_changes[0] == 1
    assert followed((6, 2, 0), (1, 1, 0)).lead_changes[0] == 0
    # The first leads, then they tie: the lot keeps the lead or changes it.
    assert followed((6, 2, 0), (1, 5, 0), lots=[2, 1]).lead_changes[0] == 0
    assert followed((6, 2, 0), (1, 5, 0), lots=[1, 2]).lead_changes[0] == 1
    # Neither has led: neither the first lead nor the lot is a change.
    assert followed((3, 3, 0), (0, 1, 0)).lead_changes[0] == 0
    assert followed((3, 3, 0), (1, 1, 0), lots=[1, 2]).lead_changes[0] == 0


@pytest.mark.parametrize(
    ("protocols", "rule", "called", "decided"),
    [
        # Certain with the first vote: nobody can overtake.
        (((1, 9), (0, 9)), "leader_wins", 100, "unopposed"),
        # The first vote comes with the second protocol.
        (((0, 9), (1, 9)), "leader_wins", 200, "unopposed"),
        (((0, 9), (0, 9)), "leader_wins", 200, "nobody"),
        # Against all can overtake: 9 out are more than the lead of 8, 8 are not.
        (((9, 1), (9, 0)), "nobody_elected", 200, "unopposed"),
        (((9, 1), (0, 8)), "nobody_elected", 100, "unopposed"),
        # Against all are ahead by more than is out.
        (((1, 9), (7, 0)), "nobody_elected", 100, "against_all_leads"),
        (((1, 9), (8, 0)), "nobody_elected", 200, "unopposed"),
        (((1, 9), (4, 3)), "nobody_elected", 100, "against_all_leads"),
    ],
)
def test_an_unopposed_candidate_is_called_when_it_is_certain(
    protocols: tuple[tuple[int, ...], tuple[int, ...]],
    rule: str,
    called: int,
    decided: str,
) -> None:
    results = followed(*protocols, rule=rule, candidates=["Auyl"])

    assert results.called_at.tolist() == [called]
    assert results.decided.tolist() == [decided]
    assert (results.winner[0] != NOBODY) == (decided == "unopposed")


def test_triangular_has_its_mean() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000

    values = triangular(u, 3.0, 5.0, 8.0)

    assert values.mean() == pytest.approx(16 / 3, rel=1e-6)
    assert values.min() >= 3
    assert values.max() <= 8
    assert set(triangular(u, 5.0, 5.0, 5.0).tolist()) == {5.0}
