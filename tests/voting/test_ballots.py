"""Winners and ballots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.api import run
from sim.core.streams import Streams
from sim.register import Register, build_register
from sim.scenario import load_scenario
from sim.voting.ballots import support
from sim.voting.marks import count_ballots
from sim.voting.outcome import Outcome, Rules, decide_races, draw_lots, race_votes
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def register() -> Register:
    return build_register(load_scenario("baseline"))


def test_reported_seats_are_met_in_every_region_by_every_seed(register: Register) -> None:
    scenario = load_scenario("baseline")
    winners = []
    for seed in range(3):
        assigned = support(scenario, register, Streams(seed)).assigned
        assert assigned is not None
        party = register.candidate_party[assigned]
        for region in range(register.n_regions):
            won = np.bincount(party[register.race_region == region], minlength=7)
            assert won.tolist() == register.quota_seats[region].tolist()
        winners.append(assigned.tolist())
    assert winners[0] != winners[1]


def test_assigned_winner_has_the_largest_utility(register: Register) -> None:
    votes = support(load_scenario("baseline"), register, Streams(4))
    assert votes.assigned is not None

    best = np.maximum.reduceat(votes.utility, register.candidate_start[:-1])

    assert (votes.utility[votes.assigned] == best).all()


def test_sampled_seats_vary_around_the_published_ones(register: Register) -> None:
    scenario = load_scenario("baseline", ["outcome.winners=sampled"])
    seats = []
    for seed in range(60):
        utility = support(scenario, register, Streams(seed)).utility
        best = np.maximum.reduceat(utility, register.candidate_start[:-1])
        won = register.candidate_party[utility == best[register.candidate_race]]
        seats.append(np.bincount(won, minlength=7))
    mean, spread = np.mean(seats, axis=0), np.std(seats, axis=0)
    published = register.quota_seats.sum(axis=0)

    assert (spread > 0).all()
    assert mean == pytest.approx(published, rel=0.1, abs=1.5)


def test_thresholds_cover_all_words(register: Register) -> None:
    votes = support(load_scenario("baseline"), register, Streams(1))

    assert (votes.thresholds[register.tally.invalid] == 2**32).all()
    for start, end in zip(register.tally.start[:50], register.tally.start[1:51], strict=True):
        assert (np.diff(votes.thresholds[start:end].astype(np.int64)) >= 0).all()


def test_every_ballot_is_counted_once(register: Register) -> None:
    votes = support(load_scenario("baseline"), register, Streams(1))

    tally = count_ballots(register, Streams(1), votes, 7, np.arange(500))

    assert tally.sum() == 500
    assert len(tally) == register.tally.site_start[8] - register.tally.site_start[7]


def test_votes_by_party_in_aqmola_are_near_the_published_ones(baseline: object) -> None:
    from tests.support.published import OF

    table = baseline.tables["tallies"]  # type: ignore[attr-defined]
    inside = table["code"] == "AKM"
    cast = table["votes"][inside].sum()
    share = {
        party: 100 * table["votes"][inside & (table["party"] == party)].sum() / cast
        for party in ("Nur Otan", "Independent")
    }
    published = {k: 100 * v / 75_833 for k, v in OF.votes_by_region["AKM"].items()}
    # Chosen by eye, docs/decisions.md: within 5 points.
    for party, pct in share.items():
        assert pct == pytest.approx(published[party], abs=5)
    against = 100 * table["votes"][inside & (table["choice"] == "against_all")].sum() / cast
    assert against == pytest.approx(published["Against all"], abs=1)


def settled(tally: list[int]) -> tuple[Outcome, list[int]]:
    """Return the outcome of ``tiny`` with its reported winners, given its ballots."""
    scenario = load_scenario("tiny")
    register, streams = build_register(scenario), Streams(2021)
    lots, assigned = draw_lots(register, streams), support(scenario, register, streams).assigned
    outcome, found = decide_races(register, np.array(tally), lots, Rules(), assigned)
    return outcome, found.tolist()


def test_close_candidates_exchange_their_ballots_to_meet_the_reported_winner() -> None:
    # Alma: 12 and 8 voters, candidates Nur Otan (assigned) and Independent, against all, invalid.
    outcome, tally = settled([3, 5, 0, 0, 2, 3, 1, 0, 9, 0, 1, 0, 0])

    assert outcome.winner.tolist() == [0, 2]
    assert outcome.decided.tolist() == ["votes", "votes"]
    assert outcome.exchanged_ballots.tolist() == [13, 0]
    assert tally == [5, 3, 0, 0, 3, 2, 1, 0, 9, 0, 1, 0, 0]
    register = build_register(load_scenario("tiny"))
    assert race_votes(register, np.array(tally)).tolist() == [8, 5, 9, 0, 1]


def test_a_tie_goes_to_the_reported_winner_without_any_exchange() -> None:
    ballots = [3, 3, 0, 0, 2, 2, 1, 0, 9, 0, 1, 0, 0]
    outcome, tally = settled(ballots)

    assert outcome.winner[0] == 0
    assert outcome.decided.tolist() == ["lot", "votes"]
    assert outcome.exchanged_ballots.tolist() == [0, 0]
    assert tally == ballots


def test_a_reported_winner_without_a_rival_vote_is_not_elected_by_none() -> None:
    # Nobody votes for a candidate in Alma; in Bulaq the reported one ties with both others.
    outcome, _ = settled([0, 0, 3, 1, 0, 0, 1, 0, 2, 2, 2, 0, 0])

    assert outcome.winner.tolist() == [-1, 2]
    assert outcome.decided.tolist() == ["nobody", "lot"]


def test_expected_shares_leave_room_for_against_all_and_invalid_ballots(tmp_path: Path) -> None:
    election = VALLEY["election.toml"] + "[law]\nagainst_all = true\n"
    standing = "contest,candidate,party,expected_pct\nm,Nan,RIVER,50\nm,Al,HILL,26\n"
    write_pack(tmp_path, VALLEY, election=election, candidates=standing)
    changes = ["choice.against_all_share=0.2", "choice.site_spread=0", "choice.share_spread=0"]

    tallies = run(load_scenario(tmp_path, changes), seed=3).tables["tallies"]

    votes = {name: tallies["votes"][tallies["choice"] == name].sum()
             for name in ("Nan", "Al", "against_all", "invalid")}  # fmt: skip
    share = {name: n / sum(votes.values()) for name, n in votes.items()}
    # 76 % are 80 % of the valid votes; 3,400 ballots, five standard errors.
    expected = {"Nan": 0.5, "Al": 0.26, "against_all": 0.19, "invalid": 0.05}
    assert share == pytest.approx(expected, abs=0.043)
