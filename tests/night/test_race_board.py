"""Races are called, declared and drawn by lot as protocols are accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.night.protocol import Protocol, RaceSection
from sim.night.race_board import RaceBoard, RaceResults
from sim.pack.records import published
from sim.register.given import given_register
from sim.scenario.parameters.country import GivenRace, GivenSite
from sim.voting.outcome import NOBODY

if TYPE_CHECKING:
    from sim.register import Register


from sim.voting.outcome import Rules, decide_races


def protocol(*votes: int) -> Protocol:
    """Write a protocol on which only the votes matter."""
    return Protocol(20, 21, 0, 21, 0, sum(votes), (RaceSection(sum(votes), 0, votes),))


def followed(
    first: tuple[int, ...],
    second: tuple[int, ...],
    *,
    rule: str = "leader_wins",
    lots: list[int] | None = None,
    candidates: list[str] | None = None,
    system: str = "plurality",
    seats: int = 1,
) -> RaceResults:
    """Follow a race of two sites, accepted at 100 and 200: candidates, against all."""
    register = replace(
        one_race([sum(first), sum(second)], candidates or ["Auyl", "Independent"]),
        race_system=np.array([system]),
        race_seats=np.array([seats]),
    )
    board = RaceBoard(register, np.array([sum(first), sum(second)]), Rules(rule))
    board.take(0, 100, protocol(*first))
    board.take(1, 200, protocol(*second))
    drawn = np.array(lots or [0] * len(register.candidate_race), dtype=np.uint32)
    tally = np.array([*first, 0, *second, 0])
    return board.results(decide_races(register, tally, drawn, Rules(rule))[0])


def one_race(registered: list[int], candidates: list[str]) -> Register:
    """Return a country of one race, with a site for each number of registered voters."""
    sites = [GivenSite(registered=n) for n in registered]
    race = GivenRace(name="A", region="X", candidates=candidates, votes_cast=0, sites=sites)
    return given_register(published(), [race], (0, 1))


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


@pytest.mark.parametrize(
    ("system", "seats", "protocols", "called", "decided", "margin", "won"),
    [
        # Two seats: 9 and 7 against 3, with 4 out: equal to the difference. With 3 out it is safe.
        ("plurality", 2, ((9, 7, 3, 0), (1, 1, 2, 0)), 200, "votes", 3, [1, 1, 0]),
        ("plurality", 2, ((9, 7, 3, 0), (1, 0, 2, 0)), 100, "votes", 2, [1, 1, 0]),
        # The second seat is drawn by lot: the third candidate has the larger one.
        ("plurality", 2, ((9, 4, 4, 0), (1, 1, 1, 0)), 200, "lot", 0, [1, 0, 1]),
        # Nobody has a vote but one, who needs no lot.
        ("plurality", 2, ((9, 0, 0, 0), (1, 0, 0, 0)), 200, "votes", 0, [1, 0, 0]),
        # 11 of at most 21 are more than half; 10 of 20 are not.
        ("majority", 1, ((11, 4, 1, 0), (0, 5, 0, 0)), 100, "votes", 2, [1, 0, 0]),
        ("majority", 1, ((10, 4, 1, 0), (0, 5, 0, 0)), 200, "runoff", 1, [0, 0, 0]),
        # Votes against all are valid: with them 10 of 21 are no majority. Nobody can have it
        # once 10 + 1 are not more than half of 22.
        ("majority", 1, ((10, 5, 1, 5), (0, 0, 1, 0)), 100, "runoff", 5, [0, 0, 0]),
        ("majority", 1, ((10, 5, 1, 4), (1, 0, 0, 0)), 200, "votes", 6, [1, 0, 0]),
        # Five seats by D'Hondt: 61, 40, 30.5, 20.3, 20 | 15.3; 10 and all that is out are 16 or 21.
        ("list-dhondt", 5, ((61, 40, 10, 0), (6, 0, 0, 0)), 100, "votes", 27, [3, 2, 0]),
        ("list-dhondt", 5, ((61, 40, 10, 0), (0, 0, 11, 0)), 200, "votes", 21, [3, 1, 1]),
        # 40 / 2 and 60 / 3 are equal: the second list has the larger lot.
        ("list-dhondt", 4, ((59, 40, 10, 0), (1, 0, 0, 0)), 200, "lot", 20, [2, 2, 0]),
        ("question", 1, ((9, 2, 1, 0), (1, 1, 1, 0)), 100, "votes", 7, [0, 0, 0]),
    ],
)
def test_each_system_is_called_when_its_seats_are_certain(  # noqa: PLR0917  a row of the table
    system: str,
    seats: int,
    protocols: tuple[tuple[int, ...], tuple[int, ...]],
    called: int,
    decided: str,
    margin: int,
    won: list[int],
) -> None:
    results = followed(
        *protocols, lots=[1, 2, 3], candidates=["Auyl", "Adal", "Independent"], system=system,
        seats=seats,
    )  # fmt: skip

    assert results.called_at.tolist() == [called]
    assert results.decided.tolist() == [decided]
    assert results.margin.tolist() == [margin]
    assert results.seats.tolist() == won
    assert (results.winner[0] == NOBODY) == (decided == "runoff")
