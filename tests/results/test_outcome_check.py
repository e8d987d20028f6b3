"""The invariant of winners and seats notices each way in which they can be wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.results.outcome_check import outcome_checked
from sim.results.tables import build_tables
from tests.support.contests import bay

if TYPE_CHECKING:
    from sim.election import Election


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Election:
    scenario = bay(tmp_path_factory.mktemp("bay"), ("choice.invalid_share=0",))
    return run_election(build_country(scenario), Streams(3))


def breaches(election: Election) -> tuple[str, ...]:
    return outcome_checked(election, build_tables(election)).breaches


def with_seats(election: Election, **seats: int) -> Election:
    """Return an election with other seats of some candidates; ``_`` stands for a space."""
    names, changed = election.register.candidate_name.tolist(), election.seats.copy()
    for name, n in seats.items():
        changed[names.index(name.replace("_", " "))] = n
    races = replace(election.night.races, seats=changed)
    return replace(election, night=replace(election.night, races=races))


def test_the_seats_of_a_run_are_right(election: Election) -> None:
    assert breaches(election) == ()


@pytest.mark.parametrize(
    ("seats", "race"),
    [
        # A seat too many, one too few, and the right number for the wrong candidate.
        ({"Flo": 1}, "council"),
        ({"Ed": 0}, "council"),
        ({"Ed": 0, "Flo": 1}, "council"),
        ({"Ed": 0, "Di": 2}, "council"),
        ({"Red_list": 4, "Blue_list": 1}, "board"),
        ({"Red_list": 2, "Blue_list": 3}, "board"),
        ({"Red_list": 3, "Blue_list": 1}, "board"),
        # Answers to a question have no seats.
        ({"No": 1}, "bridge"),
    ],
)
def test_wrong_seats_are_noticed(election: Election, seats: dict[str, int], race: str) -> None:
    assert breaches(with_seats(election, **seats)) == (f"winner of {race}",)


def test_a_winner_without_the_majority_is_noticed(election: Election) -> None:
    race = election.register.race_id.tolist().index("mayor")
    winner, seats = election.winner.copy(), election.seats.copy()
    first = int(election.register.candidate_start[race])
    # Who has a majority may not be missing; who has none may not win.
    winner[race] = first if winner[race] == -1 else -1
    races = replace(election.night.races, winner=winner, seats=seats)

    found = breaches(replace(election, night=replace(election.night, races=races)))

    assert found == ("winner of mayor",)
